// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditrun.h"
#include "postgres/postgresconnection.h"
#include "support/testservers.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>

namespace tierlens::test {

// Both servers, the last audit of them, and what it found.
struct AuditedServers
{
    TestRedis m_redis;
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")}};
    std::unique_ptr<AuditRun> m_run;
    double m_seconds = 0; // that the last audit took

    void startServers()
    {
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE EXTENSION pg_stat_statements"));
    }
    bool audit(std::chrono::milliseconds span, std::chrono::milliseconds burst)
    {
        LiveServers servers;
        servers.connection.name = QStringLiteral("shop");
        servers.redis = QString::fromStdString(m_redis.uri());
        servers.postgres = QString::fromStdString(m_postgres.connection());
        AuditWishes wishes;
        wishes.span = span;
        wishes.burst = burst;
        wishes.budget = 0.1; // on a machine that is busy with other tests
        m_run = std::make_unique<AuditRun>(servers, wishes);
        QSignalSpy finished(m_run.get(), &AuditRun::finished);
        QElapsedTimer clock;
        clock.start();
        m_run->start();
        const bool isDone = QTest::qWaitFor([&] { return finished.size() == 1; }, 40'000);
        m_seconds = double(clock.nsecsElapsed()) / 1e9;
        if (const auto &error = m_run->error())
            qWarning("%s", error->text.c_str());
        return isDone && m_run->document() && !m_run->error();
    }
    const AuditPatternFacts *pattern(const char *name) const
    {
        for (const auto &one : m_run->facts().patterns) {
            if (one.pattern == name)
                return &one;
        }
        return nullptr;
    }
    bool advises(AuditRule rule, const char *subject = nullptr) const
    {
        const auto &advice = m_run->document()->advice;
        return std::any_of(advice.begin(), advice.end(), [&](const AuditAdvice &one) {
            return one.rule == rule && (!subject || one.subject == QLatin1String(subject));
        });
    }
};

} // namespace tierlens::test
