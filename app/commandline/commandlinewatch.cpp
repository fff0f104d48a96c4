// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline/commandlinewatch.h"

#include "commandline/commandline.h"
#include "commandline/optionreader.h"

namespace tierlens {

using namespace std::chrono_literals;

namespace {
void readAudit(OptionReader &read, WatchLine &watch)
{
    watch.isAudit = read.has("audit");
    if (!watch.isAudit) {
        if (read.has("for"))
            read.fail(QStringLiteral("--for belongs to --audit."));
        return;
    }
    read.readSpan("for", watch.auditSpan);
    if (watch.auditSpan < 1s || watch.auditSpan > 1h)
        read.fail(QStringLiteral("--for %1: from 1s to 60m.").arg(read.text("for")));
    if (!read.has("report"))
        read.fail(QStringLiteral("--audit needs --report, for example --report audit.html."));
    for (const char *option :
        {"watch", "snapshot", "save-snapshot", "sandbox", "duration", "grab"}) {
        if (read.has(option))
            read.fail(
                QStringLiteral("--audit and --%1 exclude each other.").arg(QLatin1String(option)));
    }
}
} // namespace

void readWatchLine(OptionReader &read, CommandLine &line)
{
    auto &watch = line.watch;
    watch.connection = read.text("connection");
    watch.snapshot = read.text("snapshot");
    watch.saveSnapshot = read.text("save-snapshot");
    readAudit(read, watch);
    watch.wanted
        = watch.isAudit || read.has("watch") || read.has("connection") || read.has("snapshot");
    for (const char *option : {"environment", "budget", "burst", "save-snapshot"}) {
        if (read.has(option) && !watch.wanted)
            read.fail(QStringLiteral("--%1 belongs to --watch.").arg(QLatin1String(option)));
    }
    for (const char *option : {"tour", "compare", "do", "scenario", "present"}) {
        if (watch.wanted && read.has(option))
            read.fail(QStringLiteral("--%1 plays on servers; --watch only looks at them.")
                          .arg(QLatin1String(option)));
    }
    if (read.has("environment")) {
        const auto name = read.text("environment");
        if (name == QLatin1String("production"))
            watch.environment = Environment::Production;
        else if (name == QLatin1String("development"))
            watch.environment = Environment::Development;
        else if (name == QLatin1String("sandbox"))
            watch.environment = Environment::Sandbox;
        else
            read.fail(
                QStringLiteral("--environment %1: known are production, development, sandbox.")
                    .arg(name));
    }
    watch.budget = read.number("budget", 0.1, 10, 1) / 100;
    if (read.has("burst")) {
        std::chrono::milliseconds span{};
        read.readSpan("burst", span);
        if (span < 500ms || span > 10s)
            read.fail(QStringLiteral("--burst %1: from 0.5s to 10s.").arg(read.text("burst")));
        watch.burst = span;
    }
}

} // namespace tierlens
