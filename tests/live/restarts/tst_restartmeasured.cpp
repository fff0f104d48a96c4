// SPDX-License-Identifier: GPL-3.0-or-later
// A real Redis is restarted under an application that is not ours, and what it cost is measured by
// a real watch.
#include "live/watchsession.h"
#include "restartedservers.h"
#include "restarts/commandrun.h"
#include "restarts/restartimpacttext.h"
#include "support/foreignclient.h"
#include "support/testservers.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestRestartMeasured : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatTheApplicationWentThrough()
    {
        ScriptedRedis redis;
        QVERIFY(redis.start());
        TestPostgres postgres;
        QVERIFY(postgres.start());
        ForeignClient::Options options;
        options.redis = redis.uri();
        options.postgres = postgres.connection();
        options.rate = 300;
        options.clients = 2;
        ForeignKind products;
        products.pattern = "product:%d";
        products.keys = 400;
        products.zipf = false;
        products.table = "products";
        products.preloaded = true;
        options.kinds = {products};
        ForeignClient client(options);
        QVERIFY2(client.prepare(), client.error().c_str());

        WatchOptions watch;
        watch.connection.name = QStringLiteral("shop-dev");
        watch.connection.environment = Environment::Development;
        watch.redis = QString::fromStdString(redis.uri());
        watch.postgres = QString::fromStdString(postgres.connection());
        watch.budget = 0.5; // what a look costs on a machine that is busy with other tests
        watch.sampleKeys = false;
        WatchSession session(watch);
        session.start();
        client.start();
        const auto hitsSeen
            = [&] { return session.history().total(SinceStart{}, session.now() + 1s).redis.hits; };
        QTRY_VERIFY_WITH_TIMEOUT(hitsSeen() > 600, 30'000);

        RestartProbe probe(Tier::Redis, watch.redis);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        CommandRun command;
        std::optional<CommandEnd> ended;
        connect(&command, &CommandRun::ended, this, [&](const CommandEnd &end) { ended = end; });
        const auto missesBefore = client.total().misses;
        const auto at = session.now();
        probe.begin();
        command.start({RestartWay::Kind::Command, redis.script()}, 30s);
        RestartImpact impact;
        const auto isWarm = [&] {
            impact
                = restartImpact(Tier::Redis, session.history(), at, session.now(), probe.reading());
            return impact.warmAfter.has_value();
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isWarm(), qPrintable(restartSentence(impact)), 40'000);
        client.stop();
        const auto text = restartSentence(impact);
        QVERIFY2(ended && ended->isGood(), qPrintable(text));
        QVERIFY2(impact.isNewProcess, qPrintable(text));
        QVERIFY2(impact.hitRateBefore > 0.95, qPrintable(text));
        QVERIFY2(impact.hitRateLowest < 0.9 * impact.hitRateBefore, qPrintable(text));
        QVERIFY2(impact.backAfter && *impact.warmAfter >= *impact.backAfter, qPrintable(text));
        QCOMPARE(impact.keysBefore, std::optional<std::uint64_t>(400));
        QVERIFY2(
            impact.keysLost && *impact.keysLost > 0 && *impact.keysLost <= 400, qPrintable(text));
        // The application itself says the same: it had to ask Postgres, far more than before.
        QVERIFY(client.total().misses > missesBefore + 150);
        QVERIFY2(impact.loadMost > impact.loadBefore + 20, qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestRestartMeasured)
#include "tst_restartmeasured.moc"
