// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditjudge.h"

#include <QCoreApplication>

#include <string>
#include <vector>

namespace tierlens {

// The parts of judge(), one a tier and one for both together.
struct AuditWords
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

struct Judging
{
    const AuditFacts &facts;
    const AuditLimits &limits;
    std::vector<AuditAdvice> advice;

    void add(AuditRule rule, AuditLevel level, QString subject, QString what, QString why,
        std::vector<AuditEvidence> evidence)
    {
        advice.push_back({rule, level, std::move(subject), std::move(what), std::move(why),
            std::move(evidence)});
    }
};

void judgePostgres(Judging &judging);
void judgeRedis(Judging &judging);
void judgeBoth(Judging &judging);

AuditEvidence settingEvidence(const AuditPostgresFacts &postgres, const char *name);
AuditEvidence infoEvidence(
    const AuditRedisFacts &redis, const char *section, const QString &figure);
QString auditText(const std::string &text);
QString auditMoment(std::int64_t unixSeconds); // "2026-11-29 23:01:12 UTC"; 0: "never"
// "55.5 s", "7.3 minutes", "2.1 hours": for readers who do not watch clocks.
QString auditSpan(double seconds);
QString auditClock(std::int64_t msSinceEpoch); // the same of ms

} // namespace tierlens
