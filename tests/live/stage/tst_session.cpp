// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of it without a window: sandbox, traffic, orders, and counters compared with the
// servers.
#include "live/stage/sandboxsession.h"
#include "session/report.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestSession : public QObject, private test::SandboxSession
{
    Q_OBJECT
    void settled(const char *what)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(
            session->store().impacts().latest() && session->store().impacts().latest()->settled,
            what, 40'000);
    }

private Q_SLOTS:
    void initTestCase() { open(); }

    void thePlanOfAKeysQuery()
    {
        waitForRequests(50);
        const auto plan = await(session->explain(QStringLiteral("profile:anya:followers")));
        QVERIFY2(plan, plan ? "" : plan.error().text.c_str());
        const auto parts = plan->split(QStringLiteral("\n\n"));
        QCOMPARE(parts.size(), 3);
        QVERIFY2(parts[0].contains(QStringLiteral("rows")), qPrintable(parts[0]));
        QVERIFY2(parts[1].contains(QStringLiteral("-- $1 = 1")), qPrintable(parts[1]));
        QVERIFY2(parts[2].contains(QStringLiteral("Execution Time")), qPrintable(parts[2]));
        const auto none = await(session->explain(QStringLiteral("no:such:key")));
        QVERIFY(!none);
        QVERIFY(none.error().text.find("No query fills the key no:such:key") == 0);
        agreesWithServers(); // our own look is not among what is counted
    }

    void countersEqualTheServersOwn()
    {
        waitForRequests(800);
        QVERIFY(total().of(Outcome::Hit) > 0);
        QVERIFY(total().of(Outcome::Miss) > 0);
        agreesWithServers();
        const auto verdict = session->store().check().verdict(Tier::Redis, total());
        QCOMPARE(verdict.ours.hits, verdict.servers.hits);
        QCOMPARE(verdict.ours.misses, verdict.servers.misses);
    }

    void aWriteSaysWhatPostgresHasAndDropsTheCachedCount()
    {
        const auto text = await(session->write());
        QVERIFY2(text, text ? "" : text.error().text.c_str());
        QVERIFY2(text->contains(QStringLiteral("anya")), qPrintable(*text));
    }

    void invalidationSaysItsEffectFirstAndThenHasIt()
    {
        waitForRequests(200);
        const auto preview = await(session->preview(QStringLiteral("profile:*")));
        QVERIFY(preview && preview->keys > 0);
        const auto removed = await(session->invalidate(QStringLiteral("profile:*")));
        QVERIFY(removed);
        // the traffic goes on between counting and deleting
        QVERIFY2(*removed + 100 >= preview->keys && *removed <= preview->keys + 100,
            qPrintable(QString::number(*removed)));
        agreesWithServers();
    }

    void restartOfRedisLosesTheCacheAndNothingElse()
    {
        settled("before");
        waitForRequests(400);
        const auto took = await(session->restart(Tier::Redis));
        QVERIFY2(took, took ? "" : took.error().text.c_str());
        settled("the restart of Redis");
        // told right after the order is answered; taken in with the next tick
        QTRY_VERIFY_WITH_TIMEOUT(session->store().impacts().latest()->rowsLost.has_value(), 5'000);
        const auto &impact = *session->store().impacts().latest();
        QVERIFY(impact.keysLost > 0);
        QCOMPARE(impact.failed, 0u);
        QCOMPARE(impact.rowsLost, std::optional<std::uint64_t>(0));
        QVERIFY(impact.downFor.has_value());
        agreesWithServers();
    }

    void crashOfPostgresLosesNoAcknowledgedWrite()
    {
        for (int i = 0; i < 5; ++i)
            QVERIFY(await(session->write()));
        const auto took = await(session->crash(Tier::Postgres), 60'000);
        QVERIFY2(took, took ? "" : took.error().text.c_str());
        settled("the crash of Postgres");
        QTRY_VERIFY_WITH_TIMEOUT(session->store().impacts().latest()->rowsLost.has_value(), 5'000);
        const auto &impact = *session->store().impacts().latest();
        QCOMPARE(impact.rowsLost, std::optional<std::uint64_t>(0));
        QVERIFY(impact.writesChecked >= 5);
        agreesWithServers();
    }

    void aFrozenRedisIsToldWithinTwoSecondsAndComesBackByItself()
    {
        waitForRequests(200);
        auto frozen = session->freeze(Tier::Redis, 4s);
        QElapsedTimer timer;
        timer.start();
        session->forgetGap();
        const auto &servers = session->store().servers();
        QTRY_VERIFY_WITH_TIMEOUT(
            servers.server(Tier::Redis).state == ServerChange::State::Frozen, 3'000);
        QVERIFY2(timer.elapsed() < 2'500,
            qPrintable(QString::number(timer.elapsed()))); // told in 2 s, and the machine's slack
        QVERIFY(await(frozen));
        QTRY_VERIFY_WITH_TIMEOUT(servers.isUp(Tier::Redis), 2'500);
        const auto hits = total().of(Outcome::Hit);
        QTRY_VERIFY_WITH_TIMEOUT(total().of(Outcome::Hit) > hits + 50, 5'000);
        agreesWithServers();
    }

    void aFrozenPostgresIsToldAndHitsGoOn()
    {
        waitForRequests(800);
        auto frozen = session->freeze(Tier::Postgres, 4s);
        const auto &servers = session->store().servers();
        QTRY_VERIFY_WITH_TIMEOUT(
            servers.server(Tier::Postgres).state == ServerChange::State::Frozen, 3'000);
        QVERIFY(await(frozen));
        QTRY_VERIFY_WITH_TIMEOUT(servers.isUp(Tier::Postgres), 3'000);
        const auto queries = total().queries();
        QTRY_VERIFY_WITH_TIMEOUT(total().queries() > queries + 5, 10'000);
        agreesWithServers();
    }

    void theCacheCanBeSwitchedOff()
    {
        auto traffic = session->traffic();
        traffic.cache = false;
        session->setTraffic(traffic);
        const auto before = total().of(Outcome::Bypass);
        QTRY_VERIFY_WITH_TIMEOUT(total().of(Outcome::Bypass) > before + 100, 20'000);
        traffic.cache = true;
        session->setTraffic(traffic);
        const auto hits = total().of(Outcome::Hit);
        QTRY_VERIFY_WITH_TIMEOUT(total().of(Outcome::Hit) > hits + 100, 20'000);
        QCOMPARE(session->store().markers().back().text, std::string("cache on"));
    }

    void aFullLoadStaysExact()
    {
        auto traffic = session->traffic();
        traffic.rate = 0;
        session->setTraffic(traffic);
        waitForRequests(20'000);
        traffic.rate = 400;
        session->setTraffic(traffic);
        agreesWithServers();
    }

    void theReportHoldsWhatTheStoreHolds()
    {
        const auto report
            = makeReport(*session, QDateTime::currentDateTimeUtc(), 10s, std::nullopt);
        QCOMPARE(report[QStringLiteral("format")].toInt(), 1);
        const auto requests = report[QStringLiteral("requests")].toObject();
        QCOMPARE(quint64(requests[QStringLiteral("hits")].toDouble()), total().of(Outcome::Hit));
        QVERIFY(report[QStringLiteral("check")].toObject()[QStringLiteral("agrees")].toBool());
        const auto file = folder.scratch(QStringLiteral("report.html"));
        QVERIFY(writeReport(file, report));
        QVERIFY(QFile(file).size() > 1000);
    }

    void cleanupTestCase()
    {
        QElapsedTimer timer;
        timer.start();
        session.reset();
        QVERIFY(timer.elapsed() < 15'000);
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
