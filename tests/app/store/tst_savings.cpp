// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/savings.h"

#include <QTest>

using namespace tierlens;

class TestSavings : public QObject
{
    Q_OBJECT

    static constexpr std::uint8_t Priced = 2, Free = 0;
    static void add(RequestCounts &counts, std::uint8_t operation, Outcome outcome, int times)
    {
        for (int i = 0; i < times; ++i) {
            Request request;
            request.operation = operation;
            request.outcome = outcome;
            counts.add(request, std::chrono::milliseconds{1});
        }
    }

private Q_SLOTS:
    void moneySavedIsAnswersReusedTimesPrice()
    {
        RequestCounts counts;
        add(counts, Priced, Outcome::Hit, 40);
        add(counts, Priced, Outcome::Coalesced, 3);
        add(counts, Priced, Outcome::Miss, 7);
        add(counts, Priced, Outcome::Bypass, 2);
        const auto savings = savingsOf(counts, Priced, 0.25);
        QCOMPARE(savings.reused, 43u);
        QCOMPARE(savings.paid, 9u);
        QCOMPARE(savings.saved, 43 * 0.25);
        QCOMPARE(savings.spent, 9 * 0.25);
    }

    void otherOperationsAndOutcomesCostNothing()
    {
        RequestCounts counts;
        add(counts, Free, Outcome::Hit, 40);
        add(counts, Free, Outcome::Miss, 40);
        for (const auto outcome :
            {Outcome::Write, Outcome::Live, Outcome::Refused, Outcome::Failed})
            add(counts, Priced, outcome, 5);
        const auto savings = savingsOf(counts, Priced, 10);
        QCOMPARE(savings.reused, 0u);
        QCOMPARE(savings.paid, 0u);
        QCOMPARE(savings.saved, 0.0);
        QCOMPARE(savings.spent, 0.0);
    }

    void withoutAPricedOperationNothingIsSaved()
    {
        RequestCounts counts;
        add(counts, 0, Outcome::Hit, 40);
        QCOMPARE(savingsOf(counts, -1, 10).saved, 0.0);
        QCOMPARE(savingsOf(counts, -1, 10).reused, 0u);
    }
};

QTEST_APPLESS_MAIN(TestSavings)
#include "tst_savings.moc"
