// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditjudge.h"

#include "audit/judging.h"

#include <QDateTime>

#include <algorithm>

namespace tierlens {

QString auditText(const std::string &text) { return QString::fromStdString(text); }

QString auditClock(std::int64_t msSinceEpoch)
{
    return QDateTime::fromMSecsSinceEpoch(msSinceEpoch)
        .toUTC()
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"));
}

QString auditMoment(std::int64_t unixSeconds)
{
    return unixSeconds <= 0 ? AuditWords::tr("never") : auditClock(unixSeconds * 1000);
}

QString auditSpan(double seconds)
{
    const auto number
        = [](double value) { return QString::number(value, 'f', value < 9.95 ? 1 : 0); };
    if (seconds < 99.5)
        return QString::number(seconds, 'f', 1) + QStringLiteral(" s");
    if (seconds < 5400)
        return AuditWords::tr("%1 minutes").arg(number(seconds / 60));
    if (seconds < 36 * 3600)
        return AuditWords::tr("%1 hours").arg(number(seconds / 3600));
    return AuditWords::tr("%1 days").arg(number(seconds / 86'400));
}

AuditEvidence settingEvidence(const AuditPostgresFacts &postgres, const char *name)
{
    const auto value = postgres.setting(name);
    return {QStringLiteral("SHOW %1").arg(QLatin1String(name)),
        value.empty() ? AuditWords::tr("not shown to our user") : auditText(value), postgres.at};
}

AuditEvidence infoEvidence(const AuditRedisFacts &redis, const char *section, const QString &figure)
{
    return {QStringLiteral("INFO %1").arg(QLatin1String(section)), figure, redis.at};
}

std::vector<const AuditPatternFacts *> onlyInRedis(const AuditFacts &facts)
{
    std::vector<const AuditPatternFacts *> found;
    for (const auto &pattern : facts.patterns) {
        if (pattern.keysWithoutExpiry() >= 0.5 && pattern.table.empty()
            && pattern.statement.empty())
            found.push_back(&pattern);
    }
    std::stable_sort(
        found.begin(), found.end(), [](const AuditPatternFacts *a, const AuditPatternFacts *b) {
            return a->keysWithoutExpiry() > b->keysWithoutExpiry();
        });
    return found;
}

std::vector<AuditAdvice> judge(const AuditFacts &facts, const AuditLimits &limits)
{
    Judging judging{facts, limits, {}};
    judgePostgres(judging);
    judgeRedis(judging);
    judgeBoth(judging);
    std::stable_sort(judging.advice.begin(), judging.advice.end(),
        [](const AuditAdvice &a, const AuditAdvice &b) {
            return std::pair(a.level, a.rule) < std::pair(b.level, b.rule);
        });
    return std::move(judging.advice);
}

} // namespace tierlens
