// SPDX-License-Identifier: GPL-3.0-or-later
// The blast radius of what the AI assistant caches: answers, each of them a search through the
// documents, and sessions. (Rate limits are in Redis alone; nothing fills them again.)
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
        size.documents = 6000;
        size.topics = 480;
        size.customers = 600;
        return size;
    }
    // Nobody is refused: who is does not ask for an answer, and how many are is not steady.
    Assistant scenario{size(), RateLimit{1'000'000, 60s}};

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
                .rate = 800, // four requests a question
                .fill = [this](DataLayer &layer) {
                    for (std::int64_t i = 0; i < size().topics; ++i)
                        layer.read(
                            scenario.answerPlan(scenario.question(static_cast<std::size_t>(i), 0)));
                    for (std::int64_t i = 0; i < size().customers; ++i)
                        layer.read(scenario.sessionPlan(static_cast<std::size_t>(i)));
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
