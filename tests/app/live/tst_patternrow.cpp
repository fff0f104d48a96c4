// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/patternrow.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestPatternRow : public QObject
{
    Q_OBJECT

    std::vector<PatternFigures> m_figures;
    std::vector<PatternTraffic> m_traffic;
    std::vector<PatternLink> m_links;
    std::map<std::string, double> m_misses;

    static const PatternRow &row(const std::vector<PatternRow> &rows, const std::string &pattern)
    {
        for (const auto &row : rows) {
            if (row.figures.pattern == pattern)
                return row;
        }
        static const PatternRow none;
        return none;
    }

private Q_SLOTS:
    void init()
    {
        PatternFigures product, tmp;
        product.pattern = "product:*";
        product.bytes = 1000;
        tmp.pattern = "tmp:*";
        tmp.bytes = 9000;
        m_figures = {tmp, product};
        PatternTraffic traffic;
        traffic.pattern = "product:*";
        traffic.reads = 1000;
        traffic.misses = 100;
        traffic.span = 5s;
        m_traffic = {traffic};
        PatternLink link;
        link.pattern = "product:*";
        link.missCost = 10ms;
        m_links = {link};
        m_misses.clear();
    }

    void sourcesComeTogether()
    {
        const auto rows = patternRowsOf({m_figures, m_traffic, m_links, m_misses, false});
        QCOMPARE(rows.size(), 2u);
        QCOMPARE(rows.front().figures.pattern, std::string("product:*")); // it is missed
        const auto &product = rows.front();
        QCOMPARE(product.missesPerSecond, 20.0);
        QVERIFY(!product.missesFromEvents);
        QCOMPARE(product.savedPerSecond, 180.0 * 0.010); // 180 hits/s, 10 ms each
        const auto &tmp = rows.back();
        QVERIFY(tmp.missesPerSecond < 0 && tmp.savedPerSecond < 0 && !tmp.traffic && !tmp.link);
    }

    void whatTheServerSaysIsBetterThanWhatWasInferred()
    {
        m_misses["product:*"] = 33;
        m_misses["never-sampled:*"] = 2;
        const auto rows = patternRowsOf({m_figures, m_traffic, m_links, m_misses, true});
        QCOMPARE(row(rows, "product:*").missesPerSecond, 33.0);
        QVERIFY(row(rows, "product:*").missesFromEvents);
        QCOMPARE(row(rows, "never-sampled:*").missesPerSecond, 2.0);
        QCOMPARE(row(rows, "tmp:*").missesPerSecond, 0.0); // heard, and nothing came
    }

    void aRefusedLinkIsNone()
    {
        m_links.front().refused = true;
        const auto rows = patternRowsOf({m_figures, m_traffic, m_links, m_misses, false});
        QVERIFY(!row(rows, "product:*").link);
        QVERIFY(row(rows, "product:*").savedPerSecond < 0);
    }
};

QTEST_GUILESS_MAIN(TestPatternRow)
#include "tst_patternrow.moc"
