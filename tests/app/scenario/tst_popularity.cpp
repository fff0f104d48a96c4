// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/popularity.h"
#include "worlds/seeding.h"
#include "worlds/worlds.h"

#include <QTest>

#include <cmath>

using namespace tierlens;

class TestPopularity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sharesFallWithRank()
    {
        const Popularity popularity(1000, 1.5, 3);
        double sum = 0;
        for (std::size_t i = 0; i < 1000; ++i) {
            sum += popularity.share(i);
            if (i > 0)
                QVERIFY(popularity.share(i) < popularity.share(i - 1));
        }
        QVERIFY(std::abs(sum - 1) < 1e-9);
        QVERIFY(
            std::abs(popularity.share(0) / popularity.share(4) - std::pow(8.0 / 4.0, 1.5)) < 1e-9);
    }

    void drawnAsOftenAsTheirShares()
    {
        const Popularity popularity(200, 1.2, 1);
        Random random(11);
        constexpr int Draws = 400'000;
        std::vector<int> drawn(200);
        for (int i = 0; i < Draws; ++i)
            ++drawn.at(popularity(random));
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            const double expected = popularity.share(i) * Draws;
            QVERIFY2(std::abs(drawn[i] - expected) < 5 * std::sqrt(expected) + 1,
                qPrintable(QStringLiteral("rank %1: %2 of %3").arg(i).arg(drawn[i]).arg(expected)));
        }
    }

    void variablesAreReplacedAndCastsAreNot()
    {
        QCOMPARE(withVariables("SELECT :a::bigint, :ab + :a, ':x', '08:00'", {{"a", 5}, {"ab", 7}}),
            std::string("SELECT 5::bigint, 7 + 5, ':x', '08:00'"));
    }

    void fourWorldsAreNamed()
    {
        QCOMPARE(scenarioTexts().size(), 4u);
        for (const auto &text : scenarioTexts())
            QCOMPARE(makeScenario(text.id) != nullptr, text.available);
        QVERIFY(!makeScenario(QStringLiteral("nonsense")));
    }
};

QTEST_APPLESS_MAIN(TestPopularity)
#include "tst_popularity.moc"
