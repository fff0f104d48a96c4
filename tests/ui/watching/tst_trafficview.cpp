// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watching/watchexample.h"
#include "watching/trafficview.h"
#include "watching/watchpills.h"

#include <QAccessible>
#include <QApplication>
#include <QTest>

#include <algorithm>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
struct Scene
{
    RedisLook redis = example::redisLook();
    PostgresLook postgres = example::postgresLook();
    TrafficInput input;
    Scene()
    {
        input.redis = &redis;
        input.postgres = &postgres;
        input.now = example::moments().back();
        input.before = example::moments().front();
        input.fills = 1440;
        input.fillMean = 11400us;
        input.window = QStringLiteral("10 s window");
    }
    TrafficFigures figures() const { return trafficFigures(input); }
};

QStringList figureTexts(const TrafficFigures::Box &box)
{
    QStringList texts;
    for (const auto &figure : box.figures)
        texts << figure.value + QLatin1Char(' ') + figure.what;
    return texts;
}
} // namespace

class tst_TrafficView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void figuresNameTheirWindow()
    {
        const auto figures = Scene().figures();
        QCOMPARE(figures.heading, QStringLiteral("Traffic now"));
        QCOMPARE(figures.window, QStringLiteral("counted by the servers, 10 s window"));
        QCOMPARE(figures.redis.title, QStringLiteral("Redis · 3 primaries"));
        QCOMPARE(figures.applications.note, QStringLiteral("214 clients · 9 hosts"));
        const auto redis = figureTexts(figures.redis);
        QVERIFY2(redis[0].contains(QStringLiteral("was 97.")), qPrintable(redis[0]));
        QCOMPARE(figures.redis.figures[0].tint, Tint::Miss); // it fell
        QVERIFY(figures.redis.foot.startsWith(QStringLiteral("evicting ")));
        QVERIFY(figures.redis.foot.endsWith(QStringLiteral("allkeys-lru")));
        QCOMPARE(figureTexts(figures.postgres)[1],
            QStringLiteral("11.4 ms mean of the filling queries"));
        QCOMPARE(figures.postgres.foot, QStringLiteral("buffer hits 98.2 % · lag 200 ms"));
        QVERIFY(figures.labels[std::size_t(TrafficPipe::Fills)].startsWith(QStringLiteral("≈")));
        // From power-of-two buckets only a bound is known.
        QVERIFY(figures.applications.figures[1].value.startsWith(QStringLiteral("≤")));
    }

    // Misses are counted all the same, but nothing flows to who is not there.
    void nothingFlowsToAPostgresThatIsAway()
    {
        Scene scene;
        scene.postgres.health = ServerChange::State::Lost;
        scene.postgres.problem = "Nobody listens there.";
        scene.input.postgresAway = QStringLiteral("for 10 s, since 08:42:22");
        const auto figures = scene.figures();
        QVERIFY(figures.perSecond[std::size_t(TrafficPipe::Misses)] < 0);
        QVERIFY(figures.perSecond[std::size_t(TrafficPipe::Fills)] < 0);
        QVERIFY(!figures.labels[std::size_t(TrafficPipe::Misses)].isEmpty());
        QVERIFY(figures.perSecond[std::size_t(TrafficPipe::Hits)] > 0);
        QCOMPARE(figures.postgres.note, scene.input.postgresAway);
    }

    void colourOfTheHitRateIsThatOfItsValue()
    {
        Scene scene;
        scene.input.before.reset();
        for (const auto &[hits, tint] :
            {std::pair{0u, Tint::Bad}, {700u, Tint::Miss}, {990u, Tint::Hit}}) {
            scene.input.now.redis.hits = hits;
            scene.input.now.redis.misses = 1000 - hits;
            QCOMPARE(scene.figures().redis.figures[0].tint, tint);
        }
    }

    void withoutStatementsTransactionsAreCounted()
    {
        Scene scene;
        scene.input.now.postgres.countsStatements = false;
        scene.input.now.postgres.commits = 900;
        scene.input.fillMean = {};
        scene.input.fills = -1;
        const auto figures = scene.figures();
        QCOMPARE(figureTexts(figures.postgres), QStringList{QStringLiteral("900/s transactions")});
        QCOMPARE(figures.labels[std::size_t(TrafficPipe::Fills)],
            QStringLiteral("fills: not known yet"));
    }

    void statesSayWhyThereAreNoFigures_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("sign");
        QTest::newRow("lost") << int(ServerChange::State::Lost) << QStringLiteral("✕");
        QTest::newRow("frozen") << int(ServerChange::State::Frozen) << QStringLiteral("‖");
        QTest::newRow("loading") << int(ServerChange::State::Loading) << QStringLiteral("◌");
        QTest::newRow("connecting") << int(ServerChange::State::Connecting) << QStringLiteral("◌");
    }
    void statesSayWhyThereAreNoFigures()
    {
        QFETCH(int, state);
        QFETCH(QString, sign);
        Scene scene;
        scene.redis.health = ServerChange::State(state);
        scene.redis.problem = "Redis is failing over.";
        const auto figures = scene.figures();
        QCOMPARE(figures.redis.sign, sign);
        QVERIFY(!figures.redis.word.isEmpty());
        QCOMPARE(figures.redis.problem, QStringLiteral("Redis is failing over."));
        QVERIFY(figures.redis.figures.empty());
        QVERIFY(figures.applications.figures.empty()); // Redis counts what they ask
        QVERIFY(figures.perSecond[0] < 0); // nothing flows to a server that does not answer
        QVERIFY(!figures.postgres.figures.empty());
    }

    void failingOverIsAStateOfItsOwn()
    {
        Scene scene;
        scene.redis.health = ServerChange::State::Lost;
        scene.redis.problem = "Nobody listens there.";
        scene.redis.at = 63s;
        scene.redis.failover
            = Failover{Failover::By::Sentinels, 60s, SinceStart{-1}, "127.0.0.1:6379", {}};
        const auto figures = scene.figures();
        QCOMPARE(figures.redis.word, QStringLiteral("failing over"));
        QCOMPARE(figures.redis.sign, QStringLiteral("⇄"));
        QCOMPARE(figures.redis.problem,
            QStringLiteral("The old primary 127.0.0.1:6379 does not answer; waiting for the "
                           "Sentinels to name a new one, for 3 s now."));
        QVERIFY(figures.perSecond[0] < 0);

        WatchPill pill;
        pill.setRedis(ServerChange::State::Lost, QStringLiteral("Redis 7.0"), true);
        QVERIFY(pill.accessibleDescription().contains(QStringLiteral("Redis 7.0: failing over")));
        pill.setRedis(ServerChange::State::Lost, QStringLiteral("Redis 7.0"));
        QVERIFY(pill.accessibleDescription().contains(QStringLiteral("Redis 7.0: lost")));

        scene.redis.failover->until = 65s; // over, and the new one answers
        scene.redis.health = ServerChange::State::Up;
        QVERIFY(!scene.figures().redis.figures.empty());
        scene.postgres.health = ServerChange::State::Lost;
        scene.postgres.at = 70s;
        scene.postgres.failover
            = Failover{Failover::By::Hosts, 60s, SinceStart{-1}, "db1:5432", {}};
        QCOMPARE(scene.figures().postgres.word, QStringLiteral("failing over"));
        QVERIFY(scene.figures().postgres.problem.contains(QStringLiteral("db1:5432")));
    }

    void noServerAndNoLookYet()
    {
        Scene scene;
        scene.input.redis = nullptr;
        scene.input.now.redis = {};
        QCOMPARE(scene.figures().redis.problem, QStringLiteral("No figures yet."));
        scene.input.watchesRedis = false;
        QCOMPARE(scene.figures().redis.word, QStringLiteral("not watched"));
        scene = Scene();
        scene.redis.health = ServerChange::State::Lost;
        scene.input.isLive = false; // then it was there
        const auto then = scene.figures();
        QCOMPARE(then.heading, QStringLiteral("Traffic then"));
        QVERIFY(!then.redis.figures.empty());
        QVERIFY(!then.moves);
    }

    void dotsKeepToTheRates()
    {
        TrafficDots dots;
        dots.setRates({18'420, 16'818, 1'602, 1'440});
        QVERIFY(18'420.0 / double(dots.perDot()) <= TrafficDots::MostPerSecond);
        std::array<int, TrafficPipes> born{};
        for (int i = 0; i < 30 * 300; ++i) { // 5 min
            dots.advance(33'333'333ns);
            for (const auto &dot : dots.dots()) {
                if (dot.along == 0)
                    ++born[std::size_t(dot.pipe)];
            }
        }
        const std::array<double, TrafficPipes> rates{18'420, 16'818, 1'602, 1'440};
        for (std::size_t pipe = 0; pipe < TrafficPipes; ++pipe) {
            const double wanted = rates[pipe] * 300 / double(dots.perDot());
            QVERIFY2(std::abs(born[pipe] - wanted) <= 0.03 * wanted + 2,
                qPrintable(
                    QStringLiteral("pipe %1: %2 of %3").arg(pipe).arg(born[pipe]).arg(wanted)));
        }
    }

    void dotSizesAreWholeAndRound()
    {
        for (const double rate : {0.0, 3.0, 17.0, 40.0, 180.0, 1'000.0, 2e6}) {
            const auto size = TrafficDots::dotSize(rate);
            QVERIFY(size >= 1 && rate / double(size) <= TrafficDots::MostPerSecond);
        }
        QCOMPARE(TrafficDots::dotSize(17), 2u);
        QCOMPARE(TrafficDots::dotSize(200), 25u);
        // A rate that wavers does not change the measure each second.
        TrafficDots dots;
        dots.setRates({92, -1, -1, -1});
        const auto first = dots.perDot();
        dots.setRates({88, -1, -1, -1});
        QCOMPARE(dots.perDot(), first);
    }

    void movesOnlyWhileSeen()
    {
        TrafficView view;
        view.resize(1060, 300);
        view.setFigures(Scene().figures());
        QVERIFY(!view.isMoving());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(view.isMoving());
        view.setReducedMotion(true);
        QVERIFY(!view.isMoving());
        view.setReducedMotion(false);
        QVERIFY(view.isMoving());
        view.hide();
        QVERIFY(!view.isMoving());
        view.show();
        Scene scene;
        scene.input.isLive = false;
        view.setFigures(scene.figures());
        QVERIFY(!view.isMoving());
    }

    void statesWhatADotIs()
    {
        TrafficView view;
        view.setFigures(Scene().figures());
        QCOMPARE(view.dotNote(), QStringLiteral("1 dot = 2\u202f500 requests"));
    }

    void screenReadersFindThePartsOfIt()
    {
        TrafficView view;
        view.resize(1060, 300);
        view.setFigures(Scene().figures());
        auto *face = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(face);
        QCOMPARE(face->childCount(), 7);
        QCOMPARE(face->child(1)->text(QAccessible::Name), QStringLiteral("Redis · 3 primaries"));
        QVERIFY(
            face->child(1)->text(QAccessible::Description).contains(QStringLiteral("hit rate")));
        QCOMPARE(face->child(5)->text(QAccessible::Name), QStringLiteral("Misses"));
        QVERIFY(face->child(5)->text(QAccessible::Description).contains(QStringLiteral("/s")));
        QVERIFY(!face->child(2)->rect().isEmpty());
    }
};

QTEST_MAIN(tst_TrafficView)
#include "tst_trafficview.moc"
