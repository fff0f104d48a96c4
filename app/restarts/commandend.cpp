// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/commandend.h"

#include <QCoreApplication>
#include <QStringList>

namespace tierlens {

namespace {
struct CommandEndWords
{
    Q_DECLARE_TR_FUNCTIONS(CommandEnd)
};
using EndedWay = RestartWay::Kind;

bool hasAny(const QString &output, std::initializer_list<const char *> phrases)
{
    for (const auto *phrase : phrases) {
        if (output.contains(QLatin1String(phrase), Qt::CaseInsensitive))
            return true;
    }
    return false;
}

bool isContainer(const RestartWay &way)
{
    return way.kind == EndedWay::Docker || way.kind == EndedWay::Podman;
}

bool isUnit(const RestartWay &way)
{
    return way.kind == EndedWay::Systemd || way.kind == EndedWay::SystemdUser;
}

bool lacksRights(const RestartWay &way, int exitCode, const QString &output)
{
    // 126: the shell may not run it. 4 of systemctl: no right.
    if (way.kind == EndedWay::Command && exitCode == 126)
        return true;
    return hasAny(output,
        {"permission denied", "access denied", "authentication is required",
            "authentication required", "a password is required", "a terminal is required",
            "no tty present", "not in the sudoers", "not allowed to execute",
            "operation not permitted"});
}

bool isUnknown(const RestartWay &way, int exitCode, const QString &output)
{
    if (way.kind == EndedWay::Command)
        return exitCode == 127;
    if (isUnit(way)) // 5: no such unit
        return exitCode == 5 || hasAny(output, {"not found", "not loaded"});
    return hasAny(output, {"no such container", "no container with"});
}

QString unknownText(const RestartWay &way)
{
    if (isUnit(way))
        return CommandEndWords::tr("This computer has no unit %1. \"systemctl list-units\" names "
                                   "those it has.")
            .arg(way.name);
    if (isContainer(way))
        return CommandEndWords::tr("There is no container %1. \"%2 ps --all\" names those there "
                                   "are.")
            .arg(way.name, way.program());
    return CommandEndWords::tr("The shell does not know this command (exit code 127).");
}

QString rightsText(const RestartWay &way, const QString &output)
{
    if (way.kind == EndedWay::Systemd)
        return CommandEndWords::tr(
            "It needs sudo: your user may not restart this unit. A command can be kept instead: "
            "\"sudo -n systemctl restart %1\", once sudo allows exactly that without a password.")
            .arg(way.name);
    if (way.kind == EndedWay::Docker)
        return CommandEndWords::tr("It needs sudo: your user may not speak to Docker. Whoever is "
                                   "in the group docker may.");
    if (hasAny(output, {"sudo"}))
        return CommandEndWords::tr(
            "It needs sudo, and sudo wanted a password. Nobody can type one here: allow exactly "
            "this command without a password, or run it in a terminal.");
    return CommandEndWords::tr("Your user has no right to do this; it needs sudo or another user.");
}

QString lastLine(const QString &output)
{
    const auto lines = output.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (!line->trimmed().isEmpty())
            return line->trimmed().left(300);
    }
    return {};
}
} // namespace

CommandEnd commandEnd(const RestartWay &way, int exitCode, const QString &output)
{
    using Kind = CommandEnd::Kind;
    if (exitCode == 0)
        return {Kind::Succeeded, 0, CommandEndWords::tr("The command ended well (exit code 0).")};
    if (lacksRights(way, exitCode, output))
        return {Kind::NoRights, exitCode, rightsText(way, output)};
    if (isUnknown(way, exitCode, output))
        return {Kind::NotFound, exitCode, unknownText(way)};
    const auto last = lastLine(output);
    const auto text = CommandEndWords::tr("It failed (exit code %1).").arg(exitCode);
    return {Kind::Failed, exitCode,
        last.isEmpty()
            ? text
            : text + QLatin1Char(' ') + CommandEndWords::tr("Its last words: %1").arg(last)};
}

CommandEnd commandNotStarted(const RestartWay &way, const QString &reason)
{
    return {CommandEnd::Kind::NotFound, 0,
        CommandEndWords::tr("%1 could not be started on this computer (%2).")
            .arg(way.program(), reason)};
}

CommandEnd commandCrashed(const RestartWay &way)
{
    return {CommandEnd::Kind::Failed, 0,
        CommandEndWords::tr("%1 was ended by a signal before it was done.").arg(way.program())};
}

CommandEnd commandStopped(CommandEnd::Kind why)
{
    return {why, 0,
        why == CommandEnd::Kind::Stopped
            ? CommandEndWords::tr("Stopped. What it had done until then stays done: see whether "
                                  "the server runs.")
            : CommandEndWords::tr("It was still running at the time limit and was stopped. What it "
                                  "had done until then stays done: see whether the server runs.")};
}

} // namespace tierlens
