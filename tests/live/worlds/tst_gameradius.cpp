// SPDX-License-Identifier: GPL-3.0-or-later
// The blast radius of what the live game caches: careers and inventories. (The running match is in
// Redis alone; nothing fills it again.)
#include "support/worldradius.h"
#include "worlds/livegame.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestGameRadius : public QObject
{
    Q_OBJECT
    SmallWorld world; // its servers; the social profile in them is not asked
    static GameSize size()
    {
        GameSize size;
        size.accounts = 1000;
        size.matches = 300;
        size.players = 20;
        size.unlocks = 2000;
        size.purchases = 1200;
        return size;
    }
    static GameRules rules()
    {
        GameRules rules;
        rules.matchLasts = 1h;
        rules.active = 600;
        rules.playing = 60;
        return rules;
    }
    LiveGame scenario{size(), rules()};

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(world.start());
        QVERIFY(scenario.prepare(world.ownerOptions(), {}, {}));
    }
    void whatThenHappens()
    {
        WorldRadius radius(world, scenario,
            {.patterns = {"tierlens:career:*", "tierlens:inventory:*"},
                .rate = 900,
                .fill = [this](DataLayer &layer) {
                    for (std::size_t i = 0; i < rules().active; ++i) {
                        layer.read(scenario.plans().career(i));
                        layer.read(scenario.plans().inventory(i));
                    }
                }});
        const auto problem = radius.run();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const auto &one : radius.found()) {
            qInfo("%s", qPrintable(one.text()));
            QVERIFY2(one.isNear(), qPrintable(one.text()));
        }
    }
};

QTEST_GUILESS_MAIN(TestGameRadius)
#include "tst_gameradius.moc"
