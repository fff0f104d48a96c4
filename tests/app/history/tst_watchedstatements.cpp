// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/watchedstatements.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
StatementCounts statement(std::int64_t id, std::uint64_t calls, Duration mean)
{
    StatementCounts counts;
    counts.id = id;
    counts.text = "select " + std::to_string(id);
    counts.user = "shop";
    counts.calls = calls;
    counts.rows = 2 * calls;
    counts.time = mean * std::int64_t(calls);
    return counts;
}

PostgresLook look(SinceStart at, std::vector<StatementCounts> statements, Duration span = 1s)
{
    PostgresLook look;
    look.at = at;
    look.health = ServerChange::State::Up;
    look.statementsSpan = span;
    look.statements = std::move(statements);
    return look;
}
} // namespace

class TestWatchedStatements : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sumsAndComparesWithBefore()
    {
        WatchedStatements statements;
        for (int s = 0; s < 120; ++s)
            statements.add(look(std::chrono::seconds{s},
                {statement(1, 10, s < 60 ? 1ms : 3ms), statement(2, s < 60 ? 0u : 5u, 1ms)}));
        statements.add(look(119500ms, {statement(9, 99, 1s)}, 0s)); // was not a reading: ignored
        Duration covered{};
        const auto totals = statements.totals(60s, 120s, &covered);
        QCOMPARE(covered, Duration{60s});
        QCOMPARE(totals.size(), std::size_t(2));
        QCOMPARE(totals[0].counts.id, std::int64_t(1));
        QCOMPARE(totals[0].counts.calls, 600u);
        QCOMPARE(totals[0].counts.rows, 1200u);
        QCOMPARE(totals[0].counts.mean(), Duration{3ms});
        QCOMPARE(totals[0].meanBefore, Duration{1ms});
        QCOMPARE(totals[0].callsPerSecond, 10.0);
        QCOMPARE(totals[0].callsPerSecondBefore, 10.0);
        QCOMPARE(totals[0].counts.text, std::string("select 1"));
        QCOMPARE(totals[0].counts.user, std::string("shop"));
        QCOMPARE(totals[1].callsPerSecondBefore, 0.0);
        QCOMPARE(statements.totals(0s, 60s)[0].callsPerSecondBefore, -1.0);
        const auto course = statements.course(1, 0s, 120s);
        QCOMPARE(course.size(), std::size_t(12));
        QCOMPARE(course[0].mean, Duration{1ms});
        QCOMPARE(course[11].mean, Duration{3ms});
        QCOMPARE(course[11].callsPerSecond, 10.0);
    }

    void theManyBecomeOneRestAndNothingIsLost()
    {
        WatchedStatements statements;
        std::vector<StatementCounts> many;
        std::uint64_t calls = 0;
        for (int i = 1; i <= 1000; ++i) {
            many.push_back(statement(i, std::uint64_t(i), 1ms));
            calls += std::uint64_t(i);
        }
        statements.add(look(5s, many));
        statements.add(look(15s, many)); // closes the first stretch
        const auto totals = statements.totals(0s, 10s);
        QCOMPARE(totals.size(), WatchedStatements::MostNamed + 1);
        std::uint64_t sum = 0;
        for (const auto &total : totals)
            sum += total.counts.calls;
        QCOMPARE(sum, calls);
        QCOMPARE(totals[0].counts.id, std::int64_t(0)); // the rest together has most time
        QCOMPARE(totals[1].counts.id, std::int64_t(1000));
        QCOMPARE(totals.back().counts.id, std::int64_t(801));
    }

    void memoryIsBounded()
    {
        WatchedStatements statements;
        std::int64_t next = 1;
        for (int s = 0; s < 30 * 3600; s += 60) {
            std::vector<StatementCounts> fresh; // an application that never asks the same twice
            for (int i = 0; i < 60; ++i)
                fresh.push_back(statement(next++, 1, 1ms));
            statements.add(look(std::chrono::seconds{s}, std::move(fresh), 60s));
        }
        std::size_t fine = 0, coarse = 0;
        for (const auto &stretch : statements.all()) {
            (stretch.length == 10s ? fine : coarse) += 1;
            QVERIFY(stretch.statements.size() <= 5 * 60);
        }
        QVERIFY(fine <= 721);
        QVERIFY(coarse <= 289);
        QVERIFY(statements.texts().size() <= WatchedStatements::MostTexts);
        QCOMPARE(statements.text(next - 1), "select " + std::to_string(next - 1));
        QCOMPARE(statements.text(1), std::string());
        Duration covered{};
        std::uint64_t calls = 0;
        for (const auto &total : statements.totals(20h, 30h, &covered))
            calls += total.counts.calls;
        QCOMPARE(covered, Duration{10h});
        QCOMPARE(calls, 36000u); // of coarse and of fine stretches, without a seam
    }

    void aGapHasNoPoints()
    {
        WatchedStatements statements;
        statements.add(look(5s, {statement(1, 1, 1ms)}));
        statements.add(look(105s, {statement(2, 1, 1ms)}));
        const auto course = statements.course(1, 0s, 200s);
        QCOMPARE(course.size(), std::size_t(2));
        QCOMPARE(course[1].at, SinceStart{100s});
        QCOMPARE(course[1].callsPerSecond, 0.0);
        QVERIFY(statements.totals(20s, 90s).empty());
    }

    void survivesASnapshot()
    {
        WatchedStatements statements;
        for (int s = 0; s < 700; s += 5)
            statements.add(look(std::chrono::seconds{s}, {statement(1 + s % 3, 10, 1ms)}, 5s));
        WatchedStatements restored;
        restored.restore(statements.all(), statements.texts());
        const auto a = statements.totals(0s, 700s), b = restored.totals(0s, 700s);
        QCOMPARE(a.size(), b.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            QCOMPARE(a[i].counts.id, b[i].counts.id);
            QCOMPARE(a[i].counts.calls, b[i].counts.calls);
            QCOMPARE(a[i].counts.text, b[i].counts.text);
            QCOMPARE(a[i].counts.user, b[i].counts.user);
        }
        QCOMPARE(restored.course(1, 0s, 700s).size(), statements.course(1, 0s, 700s).size());
    }
};

QTEST_GUILESS_MAIN(TestWatchedStatements)
#include "tst_watchedstatements.moc"
