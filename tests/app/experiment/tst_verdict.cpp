// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/readymade.h"
#include "experiment/verdict.h"

#include <QTest>

using namespace tierlens;

class TestVerdict : public QObject
{
    Q_OBJECT
    using Values = std::vector<double>;
    static Experiment experiment(std::vector<Measure> measures)
    {
        Experiment e;
        e.sides[0].name = QStringLiteral("with");
        e.sides[1].name = QStringLiteral("without");
        e.measures = std::move(measures);
        return e;
    }
    static void put(Samples &samples, Measure measure, Values a, Values b)
    {
        samples[static_cast<std::size_t>(measure)] = {std::move(a), std::move(b)};
    }

private Q_SLOTS:
    void theMiddleAndTheOutermost_data()
    {
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<double>("median");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("none") << QList<double>{} << 0.0 << 0.0 << 0.0;
        QTest::newRow("one") << QList<double>{7} << 7.0 << 7.0 << 7.0;
        QTest::newRow("odd") << QList<double>{9, 1, 5} << 5.0 << 1.0 << 9.0;
        QTest::newRow("even") << QList<double>{9, 1, 5, 6} << 5.5 << 1.0 << 9.0;
        QTest::newRow("outlier") << QList<double>{2, 1000, 3, 2, 1} << 2.0 << 1.0 << 1000.0;
    }
    void theMiddleAndTheOutermost()
    {
        QFETCH(QList<double>, values);
        const auto spread = spreadOf(Values(values.begin(), values.end()));
        QTEST(spread.median, "median");
        QTEST(spread.low, "low");
        QTEST(spread.high, "high");
        QCOMPARE(spread.runs, static_cast<std::size_t>(values.size()));
    }
    void howLikelyChanceSeparatesThem()
    {
        QCOMPARE(chanceOfSeparation(0), 1.0);
        QCOMPARE(chanceOfSeparation(1), 1.0); // of two numbers one is always higher
        QCOMPARE(chanceOfSeparation(3), 0.1); // 2 of the 20 ways to choose 3 of 6
        QCOMPARE(chanceOfSeparation(5), 2.0 / 252);
    }

    void aClearDifferenceNamesTheBetterSide_data()
    {
        QTest::addColumn<int>("measure");
        QTest::addColumn<int>("better"); // if the first side has the lower values
        QTest::newRow("hit rate") << int(Measure::HitRate) << 1;
        QTest::newRow("answered") << int(Measure::Answered) << 1;
        QTest::newRow("median") << int(Measure::AnswerP50) << 0;
        QTest::newRow("queries") << int(Measure::Queries) << 0;
        QTest::newRow("stale") << int(Measure::Stale) << 0;
        QTest::newRow("stampede") << int(Measure::Stampede) << 0;
        QTest::newRow("failed") << int(Measure::Failed) << 0;
    }
    void aClearDifferenceNamesTheBetterSide()
    {
        QFETCH(int, measure);
        QFETCH(int, better);
        const auto what = static_cast<Measure>(measure);
        Samples samples;
        put(samples, what, {1, 2, 3}, {40, 50, 60});
        const auto verdict = verdictOf(experiment({what}), samples);
        QCOMPARE(verdict.better, better);
        QCOMPARE(verdict.headline,
            better == 0 ? QStringLiteral("Probably better: with.")
                        : QStringLiteral("Probably better: without."));
        QVERIFY(!verdict.reason.isEmpty());
        QVERIFY2(verdict.noise.contains(QStringLiteral("once in 10 comparisons")),
            qPrintable(verdict.noise));
    }

    void enoughRunsAreSure()
    {
        Samples samples;
        put(samples, Measure::Queries, {1, 2, 3, 4}, {40, 50, 60, 70});
        QCOMPARE(verdictOf(experiment({Measure::Queries}), samples).headline,
            QStringLiteral("Better: with."));
    }

    void overlappingRunsAreTooCloseToCall()
    {
        Samples samples;
        put(samples, Measure::Queries, {10, 20, 30}, {25, 40, 50}); // 30 is higher than 25
        const auto verdict = verdictOf(experiment({Measure::Queries}), samples);
        QCOMPARE(verdict.better, -1);
        QCOMPARE(verdict.findings.front().says, Judgement::Says::Close);
        QCOMPARE(verdict.headline, QStringLiteral("Too close to call."));
        QVERIFY2(
            verdict.noise.contains(QStringLiteral("within the noise")), qPrintable(verdict.noise));
        QVERIFY(verdict.cost.isEmpty());
    }
    void touchingRangesAreNoSeparation()
    {
        Samples samples;
        put(samples, Measure::Queries, {10, 20, 30}, {30, 40, 50});
        QCOMPARE(verdictOf(experiment({Measure::Queries}), samples).better, -1);
    }
    void aSureButTinyDifferenceIsNoneWorthAWord()
    {
        Samples samples;
        put(samples, Measure::AnswerP50, {0.00010, 0.00010, 0.00010},
            {0.00011, 0.00011, 0.00011}); // a hundredth of a millisecond
        const auto verdict = verdictOf(experiment({Measure::AnswerP50}), samples);
        QCOMPARE(verdict.findings.front().says, Judgement::Says::Same);
        QCOMPARE(verdict.better, -1);
        QVERIFY(verdict.headline.contains(QStringLiteral("no difference")));
    }
    void oneRunIsCalledOneRun()
    {
        Samples samples;
        put(samples, Measure::Stale, {0}, {57});
        const auto verdict = verdictOf(experiment({Measure::Stale}), samples);
        QCOMPARE(verdict.better, 0);
        QVERIFY2(verdict.noise.contains(QStringLiteral("repeat")), qPrintable(verdict.noise));
        QVERIFY(!verdict.noise.contains(QStringLiteral("once in")));
        QCOMPARE(verdict.headline, QStringLiteral("Better in this one run: with."));
    }

    void whatItCostsIsSaid()
    {
        Samples samples;
        put(samples, Measure::Stale, {0, 0, 0}, {40, 50, 57});
        put(samples, Measure::Queries, {68, 67, 69}, {22, 23, 21});
        put(samples, Measure::HitRate, {0.87, 0.871, 0.869}, {0.95, 0.951, 0.949});
        const auto verdict
            = verdictOf(experiment({Measure::Stale, Measure::Queries, Measure::HitRate}), samples);
        QCOMPARE(verdict.better, 0);
        QCOMPARE(verdict.reason, QStringLiteral("No answer is out of date instead of 50."));
        QCOMPARE(verdict.also, QString());
        QCOMPARE(verdict.cost,
            QStringLiteral("What it costs: Postgres is asked 68 times a second instead of 22; "
                           "Redis answers 87 of 100 questions itself instead of 95."));
    }
    void withoutACostItSaysSo()
    {
        Samples samples;
        put(samples, Measure::Stampede, {1, 1, 1}, {9, 8, 10});
        put(samples, Measure::Queries, {20, 20, 20}, {20, 20.1, 20});
        const auto verdict = verdictOf(experiment({Measure::Stampede, Measure::Queries}), samples);
        QCOMPARE(verdict.reason,
            QStringLiteral("Postgres never gets the same question twice at once, instead of up to "
                           "9 times."));
        QVERIFY(verdict.cost.contains(QStringLiteral("costs nothing that was measured")));
    }
    void whatAPersonDoesNotNoticeIsSaid()
    {
        Samples samples;
        put(samples, Measure::AnswerP99, {0.004, 0.004, 0.004}, {0.060, 0.061, 0.062});
        const auto quick = verdictOf(experiment({Measure::AnswerP99}), samples);
        QVERIFY2(quick.reason.contains(QStringLiteral("A person notices neither")),
            qPrintable(quick.reason));
        put(samples, Measure::AnswerP99, {0.004, 0.004, 0.004}, {0.160, 0.161, 0.162});
        const auto slow = verdictOf(experiment({Measure::AnswerP99}), samples);
        QVERIFY(!slow.reason.contains(QStringLiteral("notices neither")));
    }
    void closeInTheMainMatterButClearElsewhere()
    {
        Samples samples;
        put(samples, Measure::AnswerP99, {1, 2, 3}, {2, 3, 4});
        put(samples, Measure::Stale, {9, 9, 9}, {0, 0, 0});
        const auto verdict = verdictOf(experiment({Measure::AnswerP99, Measure::Stale}), samples);
        QCOMPARE(verdict.better, -1);
        QVERIFY2(verdict.also.contains(QStringLiteral("without")), qPrintable(verdict.also));
    }
    void failuresAreToldEvenWhenNobodyAsked()
    {
        Samples samples;
        put(samples, Measure::HitRate, {0.9, 0.9}, {0.5, 0.5});
        put(samples, Measure::Failed, {12, 13}, {0, 0});
        const auto verdict = verdictOf(experiment({Measure::HitRate}), samples);
        QCOMPARE(verdict.findings.size(), 2u);
        QVERIFY2(verdict.cost.contains(QStringLiteral("fail")), qPrintable(verdict.cost));
    }

    void theReadyMadeDifferOnlyInWhatTheyAsk()
    {
        const auto all = readyExperiments();
        QCOMPARE(all.size(), 5u);
        for (const auto &one : all) {
            QVERIFY(!one.measures.empty());
            QVERIFY(!(one.sides[0].policies == one.sides[1].policies));
            const auto a = one.sides[0].policies.differences(one.sides[1].policies);
            QVERIFY2(!a.isEmpty() && !a.contains(QLatin1Char(',')), qPrintable(a)); // one thing
            QVERIFY(readyExperiment(one.id));
        }
        QVERIFY(!readyExperiment(QStringLiteral("nonsense")));
    }
};

QTEST_APPLESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
