// SPDX-License-Identifier: GPL-3.0-or-later
// A comparison as an order to the session: the traffic waits and goes on, other orders are refused
// meanwhile, and afterwards the counters are the servers' again.
#include "live/stage/sandboxsession.h"
#include "session/report.h"

#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestSessionCompare : public QObject, private test::SandboxSession
{
    Q_OBJECT
    static Experiment quick(const char *id)
    {
        auto experiment = *readyExperiment(QLatin1String(id));
        experiment.repeats = 1;
        experiment.length = 3s;
        return experiment;
    }

private Q_SLOTS:
    void initTestCase() { open(); }

    void theTrafficWaitsAndGoesOn()
    {
        waitForRequests(200);
        QSignalSpy progress(session.get(), &Session::comparisonProgress);
        const auto before = session->traffic();
        auto future = session->compare(quick("stampede"));
        QVERIFY(session->isComparing());
        QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 2, 20'000);
        session->settle();
        const auto held = total().requests();

        // What would disturb it is refused with a sentence, and at once.
        auto write = session->write();
        QVERIFY(write.isFinished() && !write.result());
        QVERIFY(!write.result().error().text.empty());
        QVERIFY(!session->restart(Tier::Redis).result());
        QVERIFY(!session->compare(quick("need")).result());
        // Settings may be changed; they count for what goes on afterwards.
        auto other = before;
        other.rate = 300;
        other.running = true;
        session->setTraffic(other);

        const auto result = await(future);
        QVERIFY2(result, result ? "" : result.error().text.c_str());
        QVERIFY(total().requests() - held < 50); // no more than was on its way
        QVERIFY(result->redisAgrees() && result->postgresAgrees());
        QCOMPARE(result->runs[0].front().worstStampede, 1u);
        QVERIFY2(result->runs[1].front().worstStampede > 2,
            qPrintable(QString::number(result->runs[1].front().worstStampede)));
        QTRY_VERIFY(!session->isComparing());
        QVERIFY(session->lastComparison());
        waitForRequests(200);
        agreesWithServers();
        const auto report = makeReport(*session, {}, 1s, {});
        QVERIFY(report.value(QLatin1String("comparison"))
                    .toObject()
                    .contains(QLatin1String("verdict")));
        session->setTraffic(before);
    }

    void cancellingPutsTheTrafficBack()
    {
        auto experiment = quick("eviction");
        experiment.length = 60s;
        QSignalSpy progress(session.get(), &Session::comparisonProgress);
        auto future = session->compare(experiment);
        QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 5, 30'000);
        session->cancelComparison();
        const auto result = await(future, 15'000);
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string("cancelled"));
        waitForRequests(200);
        agreesWithServers();
        QVERIFY(await(session->write()));
    }

    void endingTheSessionInTheMiddleIsQuick()
    {
        auto future = session->compare(quick("need"));
        QSignalSpy progress(session.get(), &Session::comparisonProgress);
        QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 2, 20'000);
        QElapsedTimer timer;
        timer.start();
        session.reset();
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(future.isFinished());
    }
};

QTEST_GUILESS_MAIN(TestSessionCompare)
#include "tst_sessioncompare.moc"
