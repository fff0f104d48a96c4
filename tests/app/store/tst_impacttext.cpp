// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/impacttext.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;
using ActionKind = Action::Kind;

namespace {
Impact impactOf(ActionKind kind, Tier tier, const char *text)
{
    Impact impact;
    impact.action.kind = kind;
    impact.action.tier = tier;
    impact.action.text = text;
    impact.at = 100s;
    impact.hitRateBefore = 0.964;
    return impact;
}

Impact redisRestart()
{
    auto impact = impactOf(ActionKind::Restart, Tier::Redis, "Redis restarted");
    impact.settled = true;
    impact.settledAfter = 3200ms;
    impact.keysLost = 612;
    impact.queries = 1427;
    impact.queriesExpected = 36;
    impact.slowest = 94ms;
    impact.downFor = 120ms;
    impact.rowsLost = 0;
    impact.writesChecked = 40;
    return impact;
}

QString plain(QString text) { return text.replace(QChar(0x202f), QLatin1Char(' ')); }
} // namespace

class TestImpactText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sentence_data()
    {
        QTest::addColumn<Impact>("impact");
        QTest::addColumn<QString>("text");

        QTest::newRow("redis restart")
            << redisRestart()
            << QStringLiteral("Redis restarted · 612 keys lost · hit rate back above 90 % after "
                              "3.2 s · 1 391 extra queries · slowest answer 94.0 ms · 0 requests "
                              "failed · 0 rows lost");

        auto running = redisRestart();
        running.settled = false;
        running.rowsLost.reset();
        running.keysLost = 1;
        running.failed = 1;
        running.queries = 37;
        QTest::newRow("not settled, rows not checked, singular")
            << running
            << QStringLiteral("Redis restarted · 1 key lost · 1 extra query · slowest answer "
                              "94.0 ms · 1 request failed · still settling");

        auto low = redisRestart();
        low.hitRateBefore = 0.6;
        low.rowsLost = 1;
        QTest::newRow("it was never at 90 %")
            << low
            << QStringLiteral("Redis restarted · 612 keys lost · hit rate back above 57 % after "
                              "3.2 s · 1 391 extra queries · slowest answer 94.0 ms · 0 requests "
                              "failed · 1 row lost");

        auto quiet = redisRestart();
        quiet.hitRateBefore = -1;
        quiet.slowest = {};
        quiet.queries = 0;
        QTest::newRow("nobody asked Redis before")
            << quiet
            << QStringLiteral("Redis restarted · 612 keys lost · 0 extra queries · 0 requests "
                              "failed · down for 120 ms · 0 rows lost");

        auto lostSight = redisRestart();
        lostSight.settled = false;
        lostSight.gaveUp = true;
        QTest::newRow("another action came first")
            << lostSight
            << QStringLiteral("Redis restarted · 612 keys lost · hit rate not seen back above 90 % "
                              "· 1 391 extra queries · slowest answer 94.0 ms · 0 requests failed "
                              "· 0 rows lost");

        auto crash = impactOf(ActionKind::Crash, Tier::Postgres, "PostgreSQL crashed");
        crash.settled = true;
        crash.downFor = 640ms;
        crash.failed = 31;
        crash.slowest = 812ms;
        crash.rowsLost = 0;
        QTest::newRow("postgres crash")
            << crash
            << QStringLiteral("PostgreSQL crashed · down for 640 ms · slowest answer 812 ms · 31 "
                              "requests failed · 0 rows lost");

        auto freeze = impactOf(ActionKind::Freeze, Tier::Redis, "Redis frozen for 5 s");
        freeze.settled = true;
        freeze.downFor = 5010ms;
        freeze.queries = 2100;
        freeze.queriesExpected = 100.4;
        freeze.slowest = 251ms;
        QTest::newRow("redis freeze")
            << freeze
            << QStringLiteral("Redis frozen for 5 s · frozen for 5.0 s · 1 999 extra queries · "
                              "slowest answer 251 ms · 0 requests failed");

        auto invalidated
            = impactOf(ActionKind::InvalidatePattern, Tier::Redis, "feed:* invalidated");
        invalidated.settled = true;
        invalidated.settledAfter = 1500ms;
        invalidated.keysLost = 44;
        invalidated.queries = 50;
        invalidated.slowest = 20ms;
        QTest::newRow("invalidate a pattern")
            << invalidated
            << QStringLiteral(
                   "feed:* invalidated · 44 keys invalidated · hit rate back above 90 % "
                   "after 1.5 s · 50 extra queries · slowest answer 20.0 ms · 0 requests "
                   "failed");

        auto write = impactOf(ActionKind::Write, Tier::Postgres, "1 follower added");
        write.settled = true;
        write.queries = 3;
        write.queriesExpected = 10;
        write.slowest = 1200us;
        QTest::newRow("write: fewer queries than expected is none extra")
            << write
            << QStringLiteral("1 follower added · 0 extra queries · slowest answer 1.20 ms · 0 "
                              "requests failed");
    }
    void sentence()
    {
        QFETCH(Impact, impact);
        QFETCH(QString, text);
        QCOMPARE(plain(impactText(impact)), text);
    }

    void status_data()
    {
        QTest::addColumn<int>("secondsAgo");
        QTest::addColumn<int>("state"); // 0 settling, 1 settled, 2 gave up, 3 still down
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << 0 << 0 << QStringLiteral("just now · settling…");
        QTest::newRow("down") << 1 << 3 << QStringLiteral("1 second ago · not back yet…");
        QTest::newRow("settling") << 12 << 0 << QStringLiteral("12 seconds ago · settling…");
        QTest::newRow("settled") << 61 << 1 << QStringLiteral("1 minute ago · settled after 3.2 s");
        QTest::newRow("gave up") << 150 << 2
                                 << QStringLiteral("2 minutes ago · not seen to settle");
        QTest::newRow("old") << 8000 << 1 << QStringLiteral("2 hours ago · settled after 3.2 s");
    }
    void status()
    {
        QFETCH(int, secondsAgo);
        QFETCH(int, state);
        QFETCH(QString, text);
        auto impact = redisRestart();
        impact.settled = state == 1;
        impact.gaveUp = state == 2;
        if (state == 3)
            impact.downFor.reset();
        QCOMPARE(impactStatus(impact, impact.at + std::chrono::seconds(secondsAgo)), text);
    }

    void everyFigureIsDefined()
    {
        for (int kind = 0; kind <= static_cast<int>(ActionKind::Write); ++kind) {
            for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
                const auto figures
                    = impactFigures(impactOf(static_cast<ActionKind>(kind), tier, "x"));
                QVERIFY(!figures.empty());
                for (const auto &figure : figures) {
                    QVERIFY(!figure.value.isEmpty());
                    QVERIFY(!figure.caption.isEmpty());
                    QVERIFY(figure.definition.endsWith(QLatin1Char('.')));
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestImpactText)
#include "tst_impacttext.moc"
