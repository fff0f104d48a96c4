// SPDX-License-Identifier: GPL-3.0-or-later
// The blast radius of what the AI assistant caches: answers and sessions.
#include "support/worldradius.h"
#include "worlds/assistant.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestAssistantRadius : public QObject
{
    Q_OBJECT
    SmallWorld world; // its servers; the social profile in them is not asked
    static AssistantSize size()
    {
        AssistantSize size;
        size.documents = 3000;
        size.topics = 240;
        size.customers = 400;
        return size;
    }
    Assistant scenario{size(), {1'000'000, 60s}};

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(world.start());
        QVERIFY(scenario.prepare(world.ownerOptions(), {}, {}));
    }
    void whatThenHappens()
    {
        WorldRadius radius(world, scenario,
            {.patterns = {"tierlens:answer:*", "tierlens:session:*"},
                .rate = 400,
                .fill = [this](DataLayer &layer) {
                    for (std::size_t i = 0; i < std::size_t(size().topics); ++i)
                        layer.read(scenario.answerPlan(scenario.question(i, 0)));
                    for (std::size_t i = 0; i < std::size_t(size().customers); ++i)
                        layer.read(scenario.sessionPlan(i));
                }});
        const auto problem = radius.run();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const auto &one : radius.found()) {
            qInfo("%s", qPrintable(one.text()));
            QVERIFY2(one.isNear(), qPrintable(one.text()));
        }
    }
};

QTEST_GUILESS_MAIN(TestAssistantRadius)
#include "tst_assistantradius.moc"
