// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/queryplan.h"

#include <QTest>

using namespace tierlens;

class TestQueryPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figuresAreTheTopmostNodesAndTheScans()
    {
        const auto plan = QueryPlan::read(
            "Aggregate  (cost=5.11..5.12 rows=1 width=48) (actual time=23.2..23.2 rows=1 loops=1)\n"
            "  Buffers: shared hit=11385 read=694\n"
            "  ->  Nested Loop  (cost=1..2 rows=7 width=1) (actual time=2.7..22.9 rows=832 "
            "loops=1)\n"
            "        Buffers: shared hit=9000\n"
            "        ->  Seq Scan on orders o  (cost=0..1 rows=9 width=8) (actual time=0.1..3.9 "
            "rows=300 loops=1)\n"
            "              Filter: (id > 3)\n"
            "              Rows Removed by Filter: 49\n"
            "        ->  Index Scan using users_pkey on users u  (cost=0..1 rows=1 width=1) "
            "(actual "
            "time=0.006..0.006 rows=2.00 loops=10)\n"
            "        ->  CTE Scan on words  (cost=0..1 rows=1 width=1) (actual time=0.0..0.0 "
            "rows=500 loops=1)\n"
            "Planning:\n"
            "  Buffers: shared hit=220 read=23\n"
            "Planning Time: 1.404 ms\n"
            "Execution Time: 23.376 ms");
        QCOMPARE(plan.rowsRead, 300u + 49u + 20u);
        QCOMPARE(plan.fromMemory, 11'385u);
        QCOMPARE(plan.fromDisk, 694u);
        QVERIFY(std::chrono::abs(plan.took - std::chrono::microseconds{23'376})
            < std::chrono::microseconds{1});
    }

    void nothingIsMadeUp()
    {
        const auto plan = QueryPlan::read("Result  (cost=0.00..0.01 rows=1 width=4)");
        QCOMPARE(plan.rowsRead, 0u);
        QCOMPARE(plan.fromMemory, 0u);
        QCOMPARE(plan.took.count(), 0);
    }

    void statementsInLines()
    {
        QCOMPARE(inLines("SELECT a FROM b LEFT JOIN c ON d JOIN e ON f WHERE g AND h ORDER BY i"),
            std::string("SELECT a\nFROM b\nLEFT JOIN c ON d\nJOIN e ON f\nWHERE g\n  AND h\n"
                        "ORDER BY i"));
    }
};

QTEST_GUILESS_MAIN(TestQueryPlan)
#include "tst_queryplan.moc"
