// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventqueue.h"
#include "models/requesttext.h"
#include "models/waterfallrows.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Request miss(const std::string &key, std::uint8_t operation = 0, Duration query = 41200us)
{
    Request request;
    request.outcome = Outcome::Miss;
    request.operation = operation;
    request.key = key;
    request.value = "511204";
    request.ttl = 30s;
    request.stepCount = 3;
    request.steps[0] = {StepKind::CacheRead, StepResult::Miss, 0, StatementId::None, 0, 0us, 100us};
    request.steps[1] = {StepKind::Query, StepResult::Ok, 0, StatementId(1), 1, 110us, query};
    request.steps[2]
        = {StepKind::CacheWrite, StepResult::Ok, 0, StatementId::None, 6, 120us + query, 120us};
    return request;
}

struct WaterfallFeed
{
    EventQueue queue;
    Store store;
    void push(const Request &request, SinceStart at)
    {
        queue.control().push({Origin::Demo, at, 1ms, request});
        store.append(queue.drain(), at + 1ms);
    }
};
} // namespace

class TestWaterfallRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMissReadsLikeWhatWasTyped()
    {
        Statements statements;
        statements.add("SELECT count(*)\n FROM follows WHERE followee = $1");
        const auto waterfall = waterfallOf({miss("tierlens:profile:anya:followers"), 5s, 41600us},
            statements, QStringLiteral("tierlens:"));
        QCOMPARE(waterfall.key, QStringLiteral("profile:anya:followers"));
        QCOMPARE(waterfall.rows.size(), std::size_t(3));
        QCOMPARE(waterfall.rows[0].who, QStringLiteral("Redis"));
        QCOMPARE(waterfall.rows[0].text, QStringLiteral("GET profile:anya:followers → (nil)"));
        QCOMPARE(waterfall.rows[1].who, QStringLiteral("Postgres"));
        QCOMPARE(waterfall.rows[1].text,
            QStringLiteral("SELECT count(*) FROM follows WHERE followee = $1"));
        QCOMPARE(waterfall.rows[1].offset, Duration{110us});
        QCOMPARE(waterfall.rows[2].text, QStringLiteral("SETEX profile:anya:followers 30 511204"));
        const auto text = waterfallText(waterfall);
        QVERIFY(text.contains(QStringLiteral("miss of profile:anya:followers, 41.6 ms in all")));
        QVERIFY(text.contains(QStringLiteral("Postgres after 0.11 ms, took 41.2 ms")));
    }

    void stepsOfOtherKinds_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("result");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, StepKind kind, StepResult result, ValueType type,
                             const QString &statement, const QString &text) {
            QTest::newRow(name) << int(kind) << int(result) << int(type) << statement << text;
        };
        row("hit", StepKind::CacheRead, StepResult::Hit, ValueType::String, {},
            QStringLiteral("GET k → 511204"));
        row("hash", StepKind::CacheRead, StepResult::Miss, ValueType::Hash, {},
            QStringLiteral("HGETALL k → (nil)"));
        row("verb only", StepKind::CacheRead, StepResult::Miss, ValueType::String,
            QStringLiteral("GETEX"), QStringLiteral("GETEX k → (nil)"));
        row("with the key", StepKind::CacheDrop, StepResult::Ok, ValueType::String,
            QStringLiteral("UNLINK p:k"), QStringLiteral("UNLINK k"));
        row("no answer", StepKind::CacheRead, StepResult::Unanswered, ValueType::String, {},
            QStringLiteral("GET k → no answer"));
        row("refused fill", StepKind::CacheWrite, StepResult::Failed, ValueType::List, {},
            QStringLiteral("RPUSH k … + EXPIRE → failed"));
        row("unknown statement", StepKind::Query, StepResult::Ok, ValueType::String, {},
            QStringLiteral("a statement whose text is not known"));
        row("wait", StepKind::Wait, StepResult::Ok, ValueType::String, {},
            QStringLiteral("waits for the answer that another request is fetching"));
    }
    void stepsOfOtherKinds()
    {
        QFETCH(int, kind);
        QFETCH(int, result);
        QFETCH(int, type);
        QFETCH(QString, statement);
        QFETCH(QString, text);
        Request request = miss("p:k");
        request.type = ValueType(type);
        Step step;
        step.kind = StepKind(kind);
        step.result = StepResult(result);
        QCOMPARE(
            stepText(request, step, statement, QStringLiteral("k"), QStringLiteral("p:")), text);
    }

    void aMissStaysForTwoSeconds()
    {
        WaterfallFeed feed;
        ShownMiss shown;
        QVERIFY(!shown.update(feed.store, 1s, false));
        feed.push(miss("first"), 1s);
        QVERIFY(shown.update(feed.store, 1s, false));
        feed.push(miss("second"), 1100ms);
        QVERIFY(!shown.update(feed.store, 2900ms, false));
        QCOMPARE(shown.request()->request.key.str(), "first");
        QVERIFY(shown.update(feed.store, 3s, false));
        QCOMPARE(shown.request()->request.key.str(), "second");
        feed.push(miss("third"), 4s);
        QVERIFY(!shown.update(feed.store, 60s, true)); // somebody reads it
        QVERIFY(shown.update(feed.store, 60s, false));
        QVERIFY(!shown.update(feed.store, 90s, false)); // nothing new
    }

    void theSlowestOperationComesFirst()
    {
        WaterfallFeed feed;
        ShownMiss shown;
        feed.push(miss("slow", 3, 41ms), 1s);
        feed.push(miss("quick", 1, 300us), 2s);
        QCOMPARE(ShownMiss::slowestOperation(feed.store), 3);
        QVERIFY(shown.update(feed.store, 2s, false));
        QCOMPARE(shown.request()->request.key.str(), "slow");
        // When the slow one is not asked for, any other will do.
        feed.push(miss("quick again", 1, 300us), 5s);
        QVERIFY(shown.update(feed.store, 5s, false));
        QCOMPARE(shown.request()->request.key.str(), "quick again");
    }
};

QTEST_GUILESS_MAIN(TestWaterfallRows)
#include "tst_waterfallrows.moc"
