// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/runfigures.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestRunFigures : public QObject
{
    Q_OBJECT
    EventQueue::Batch batch;

    void query(const char *key, Duration from, Duration took, std::uint64_t version = 1,
        StatementId statement = StatementId{1})
    {
        Request request;
        request.key = std::string_view(key);
        request.outcome = Outcome::Miss;
        request.version = version;
        request.stepCount = 2;
        request.steps[0] = {StepKind::CacheRead, StepResult::Miss, 0, StatementId{9}, 0, 0ns, 1us};
        request.steps[1] = {StepKind::Query, StepResult::Ok, 0, statement, 0, 1us, took};
        batch.events.push_back({Origin::Demo, from - 1us, took + 1us, request});
    }
    RunFigures figures()
    {
        RunFold fold(0s, 2s);
        fold.add(batch);
        return fold.finish();
    }

private Q_SLOTS:
    void init() { batch = {}; }

    void identicalQueriesAtOnceAreAStampede()
    {
        query("a", 10ms, 50ms);
        query("a", 20ms, 50ms);
        query("a", 30ms, 5ms);
        query("b", 30ms, 50ms);
        const auto run = figures();
        QCOMPARE(run.worstStampede, 3u);
        QCOMPARE(run.stampedeKey, std::string("a"));
        QCOMPARE(run.counts.queries(), 4u);
    }
    void oneAfterTheOtherIsNone()
    {
        query("a", 10ms, 10ms);
        query("a", 20ms, 10ms); // begins when the first has ended
        query("a", 40ms, 10ms);
        QCOMPARE(figures().worstStampede, 1u);
    }
    void anotherAnswerOrStatementIsAnotherQuestion()
    {
        query("a", 10ms, 50ms, 1);
        query("a", 20ms, 50ms, 2); // the truth had changed: asking again was right
        query("a", 20ms, 50ms, 1, StatementId{2});
        QCOMPARE(figures().worstStampede, 1u);
    }
    void noQueryNoStampede() { QCOMPARE(figures().worstStampede, 0u); }

    void theWorstQuarterOfASecond()
    {
        for (int i = 0; i < 10; ++i)
            query("a", 500ms + i * 20ms, 1ms); // 10 in one slice of 250 ms
        query("a", 1600ms, 1ms);
        const auto run = figures();
        QCOMPARE(run.peakQueries(), 40.0);
        QCOMPARE(run.slices[2].queries, 10u);
        QCOMPARE(run.slices[6].queries, 1u);
        QCOMPARE(run.slices[2].hitRate(), 0.0);
        QCOMPARE(run.slices[0].hitRate(), -1.0);
    }
    void theFingerprintIsOfTheRequestsNotOfTheirOrder()
    {
        query("a", 1ms, 1ms);
        query("b", 2ms, 1ms);
        const auto first = figures().fingerprint;
        batch = {};
        query("b", 1ms, 1ms);
        query("a", 2ms, 3ms);
        QCOMPARE(figures().fingerprint, first);
        query("a", 5ms, 1ms);
        QVERIFY(figures().fingerprint != first);
    }
    void theKeyAskedForMost()
    {
        query("a", 1ms, 1ms);
        query("b", 2ms, 1ms);
        query("b", 3ms, 1ms);
        RunFold fold(0s, 2s);
        QVERIFY(fold.hottest().empty());
        fold.add(batch);
        QCOMPARE(fold.hottest(), std::string("b"));
    }
    void whatHadNoRoomInTheQueueIsCountedAllTheSame()
    {
        Request request;
        request.outcome = Outcome::Hit;
        batch.overflow.add(request, 1ms);
        batch.dropped = 1;
        const auto run = figures();
        QCOMPARE(run.counts.of(Outcome::Hit), 1u);
        QCOMPARE(run.withoutDetail, 1u);
    }
};

QTEST_APPLESS_MAIN(TestRunFigures)
#include "tst_runfigures.moc"
