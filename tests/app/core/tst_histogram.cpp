// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/histogram.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <vector>

using namespace tierlens;
using namespace std::chrono_literals;

class TestHistogram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void emptyIsZero()
    {
        const Histogram h;
        QCOMPARE(h.count(), 0u);
        QCOMPARE(h.quantile(0.5), Duration::zero());
    }

    void quantilesAreWithinTwoPercentOfExact_data()
    {
        QTest::addColumn<double>("scale");
        QTest::newRow("nanoseconds") << 1e2;
        QTest::newRow("microseconds") << 1e5;
        QTest::newRow("milliseconds") << 1e8;
        QTest::newRow("seconds") << 1e9;
    }
    void quantilesAreWithinTwoPercentOfExact()
    {
        QFETCH(double, scale);
        std::mt19937 random(7);
        std::lognormal_distribution<double> values(0, 1);
        Histogram h;
        std::vector<double> exact;
        for (int i = 0; i < 20'000; ++i) {
            const auto value = Duration{static_cast<Duration::rep>(values(random) * scale)};
            h.add(value);
            exact.push_back(double(value.count()));
        }
        std::sort(exact.begin(), exact.end());
        for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999}) {
            const double want = exact[std::size_t(std::ceil(share * double(exact.size()))) - 1];
            const double got = double(h.quantile(share).count());
            QVERIFY2(std::abs(got - want) <= 0.016 * want + 1,
                qPrintable(QStringLiteral("%1: %2 against %3").arg(share).arg(got).arg(want)));
        }
        QCOMPARE(double(h.quantile(1).count()), exact.back());
        QCOMPARE(double(h.max().count()), exact.back());
    }

    void mergingEqualsAddingAll()
    {
        Histogram a, b, all;
        for (int i = 1; i < 5000; ++i) {
            (i % 3 ? a : b).add(i * 1us);
            all.add(i * 1us);
        }
        a.merge(b);
        QCOMPARE(a.count(), all.count());
        QCOMPARE(a.sum(), all.sum());
        for (int i = 0; i <= 100; ++i)
            QCOMPARE(a.quantile(i / 100.0), all.quantile(i / 100.0));
    }

    void betweenCountsBuckets()
    {
        Histogram h;
        h.addMany(100us, 5);
        h.addMany(10ms, 7);
        QCOMPARE(h.between(1us, 1ms), 5u);
        QCOMPARE(h.between(1ms, 1s), 7u);
        QCOMPARE(h.between(1us, 1s), 12u);
    }

    void extremesDoNotOverflow()
    {
        Histogram h;
        h.add(Duration{-5});
        h.add(48h);
        QCOMPARE(h.count(), 2u);
        QCOMPARE(h.quantile(1), Duration{48h});
    }
};

QTEST_GUILESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
