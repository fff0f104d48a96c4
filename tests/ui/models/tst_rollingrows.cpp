// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rollingrows.h"

#include <QTest>

using namespace tierlens;

class TestRollingRows : public QObject
{
    Q_OBJECT
    static RollingRows<int> filled() // 10 … 19, of which the even ones are shown
    {
        RollingRows<int> rows;
        rows.clear(10);
        for (int i = 10; i < 20; ++i)
            rows.append(i, i % 2 == 0);
        return rows;
    }

private Q_SLOTS:
    void theNewestIsTheFirstRow()
    {
        const auto rows = filled();
        QCOMPARE(rows.held(), std::size_t(10));
        QCOMPARE(rows.first(), 10u);
        QCOMPARE(rows.end(), 20u);
        QCOMPARE(rows.rows(), 5);
        QCOMPARE(rows.row(0), 18);
        QCOMPARE(rows.row(4), 10);
        QCOMPARE(rows.numberOf(1), 16u);
        QCOMPARE(rows.rowOf(16), 1);
        QCOMPARE(rows.rowOf(17), -1); // held, not shown
        QCOMPARE(rows.rowOf(99), -1);
    }

    void theOldestGo()
    {
        auto rows = filled();
        QCOMPARE(rows.shownBefore(13), 2);
        rows.dropBefore(13);
        QCOMPARE(rows.held(), std::size_t(7));
        QCOMPARE(rows.first(), 13u);
        QCOMPARE(rows.rows(), 3);
        QCOMPARE(rows.row(2), 14);
        rows.dropBefore(5); // long gone
        QCOMPARE(rows.held(), std::size_t(7));
        rows.dropBefore(30); // all, and some that never were
        QCOMPARE(rows.held(), std::size_t(0));
        QCOMPARE(rows.rows(), 0);
        QCOMPARE(rows.end(), 30u);
    }

    void anotherFilterShowsOthers()
    {
        auto rows = filled();
        rows.filter([](int one) { return one > 16; });
        QCOMPARE(rows.rows(), 3);
        QCOMPARE(rows.row(0), 19);
        rows.at(19) = 3;
        QCOMPARE(rows.row(0), 3);
        rows.clear(0);
        QCOMPARE(rows.rows(), 0);
        QCOMPARE(rows.end(), 0u);
    }
};

QTEST_GUILESS_MAIN(TestRollingRows)
#include "tst_rollingrows.moc"
