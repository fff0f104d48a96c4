// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/timedaction.h"

#include <QRegularExpression>
#include <QStringList>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
Error usage(const QString &text) { return {ErrorKind::Usage, {}, text.toStdString(), {}}; }

Result<Tier> parseTier(const QString &word)
{
    if (word == QLatin1String("redis"))
        return Tier::Redis;
    if (word == QLatin1String("postgres") || word == QLatin1String("postgresql"))
        return Tier::Postgres;
    return usage(QStringLiteral("\"%1\" is no server; say redis or postgres.").arg(word));
}
} // namespace

Result<std::chrono::milliseconds> parseSpan(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^(\\d+(?:\\.\\d+)?)(ms|s|m|h)?$"));
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return usage(
            QStringLiteral("\"%1\" is no time; write for example 20s, 1.5m or 250ms.").arg(text));
    const double value = match.captured(1).toDouble();
    const auto unit = match.captured(2);
    const double factor = unit == QLatin1String("ms") ? 1
        : unit == QLatin1String("m")                  ? 60e3
        : unit == QLatin1String("h")                  ? 3600e3
                                                      : 1e3;
    if (value * factor > 7 * 24 * 3600e3)
        return usage(QStringLiteral("\"%1\" is longer than a week.").arg(text));
    return std::chrono::milliseconds(qRound64(value * factor));
}

Result<TimedAction> TimedAction::parse(const QString &text)
{
    const auto words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const auto bad = [&text](const QString &why) {
        return usage(QStringLiteral("--do \"%1\": %2").arg(text, why));
    };
    if (words.size() < 2)
        return bad(
            QStringLiteral("write a time and what to do, for example \"5s restart redis\"."));
    const auto at = parseSpan(words[0]);
    if (!at)
        return bad(QString::fromStdString(at.error().text));
    TimedAction action;
    action.at = *at;
    const auto verb = words[1];
    const auto argument = words.value(2);
    const auto only = [&words](int count) { return words.size() == count; };

    if (verb == QLatin1String("restart") || verb == QLatin1String("crash")
        || verb == QLatin1String("freeze")) {
        const bool freeze = verb == QLatin1String("freeze");
        if (!only(3) && !(freeze && only(4)))
            return bad(QStringLiteral("say which server, redis or postgres."));
        const auto tier = parseTier(argument);
        if (!tier)
            return bad(QString::fromStdString(tier.error().text));
        action.tier = *tier;
        action.what = freeze                 ? What::Freeze
            : verb == QLatin1String("crash") ? What::Crash
                                             : What::Restart;
        action.span = 5s;
        if (freeze && only(4)) {
            const auto span = parseSpan(words[3]);
            if (!span)
                return bad(QString::fromStdString(span.error().text));
            action.span = *span;
        }
    } else if (verb == QLatin1String("invalidate")) {
        if (!only(3))
            return bad(QStringLiteral("say which keys, for example profile:*."));
        action.what = What::Invalidate;
        action.pattern = argument;
    } else if (verb == QLatin1String("write") && only(2)) {
        action.what = What::Write;
    } else if (verb == QLatin1String("cache") && only(3)
        && (argument == QLatin1String("on") || argument == QLatin1String("off"))) {
        action.what = argument == QLatin1String("on") ? What::CacheOn : What::CacheOff;
    } else if (verb == QLatin1String("ttl") && only(3)) {
        const auto span = parseSpan(argument);
        if (!span)
            return bad(QString::fromStdString(span.error().text));
        action.what = What::Ttl;
        action.span = *span;
    } else {
        return bad(QStringLiteral(
            "known are restart|crash|freeze redis|postgres, invalidate PATTERN, write, "
            "cache on|off, ttl TIME."));
    }
    return action;
}

} // namespace tierlens
