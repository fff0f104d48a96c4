// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/readcurve.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace tierlens;

namespace {

// Keys and how often each is read, exactly; what follows for different keys and misses.
struct Reads
{
    std::vector<double> rates;

    static Reads zipf(int keys, double readsPerSecond, double skew)
    {
        Reads reads;
        double sum = 0;
        for (int i = 1; i <= keys; ++i)
            sum += reads.rates.emplace_back(std::pow(i, -skew));
        for (auto &rate : reads.rates)
            rate *= readsPerSecond / sum;
        return reads;
    }
    double keysIn(double seconds) const
    {
        double keys = 0;
        for (const auto rate : rates)
            keys += 1 - std::exp(-rate * seconds);
        return keys;
    }
    double pairsIn(double seconds) const
    {
        double pairs = 0;
        for (const auto rate : rates)
            pairs += rate * rate * seconds * seconds / 2;
        return pairs;
    }
    double secondsUntil(double share) const
    {
        const auto misses = [this](double seconds) {
            double sum = 0;
            for (const auto rate : rates)
                sum += rate * std::exp(-rate * seconds);
            return sum;
        };
        const double all = misses(0);
        double low = 0, high = 1e6;
        for (int i = 0; i < 60; ++i)
            (misses((low + high) / 2) > share * all ? low : high) = (low + high) / 2;
        return high;
    }
};

bool isWithin(double value, double expected, double share)
{
    const bool is = std::abs(value - expected) <= share * expected;
    if (!is)
        qWarning("%g instead of %g", value, expected);
    return is;
}

} // namespace

class TestReadCurve : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsTheLawAgain_data();
    void findsTheLawAgain();
    void flatOnesToo_data();
    void flatOnesToo();
    void alikeIsTheCouponCollector();
    void otherLawsStayWithinThirtyPercent();
    void aPartIsAPart();
    void severalTogether();
    void nothingKnownIsAlike();
    void millionsOfKeys();
};

void TestReadCurve::findsTheLawAgain_data()
{
    QTest::addColumn<int>("keys");
    QTest::addColumn<double>("reads");
    QTest::addColumn<double>("skew");
    QTest::newRow("cache") << 1000 << 400.0 << 1.0;
    QTest::newRow("quiet") << 1000 << 150.0 << 1.0;
    QTest::newRow("many keys") << 50'000 << 400.0 << 1.0;
    QTest::newRow("flatter") << 1000 << 400.0 << 0.7;
    QTest::newRow("steeper") << 5000 << 2000.0 << 1.2;
    QTest::newRow("alike") << 300 << 200.0 << 0.0;
}

void TestReadCurve::findsTheLawAgain()
{
    QFETCH(int, keys);
    QFETCH(double, reads);
    QFETCH(double, skew);
    const auto truth = Reads::zipf(keys, reads, skew);
    const ReadCurve curve(keys, reads, 3, truth.keysIn(3));
    QVERIFY2(std::abs(curve.skew() - skew) < 0.03, qPrintable(QString::number(curve.skew())));
    QVERIFY(isWithin(curve.keysReadIn(1), truth.keysIn(1), 0.02));
    QVERIFY(isWithin(curve.missesPerSecond(0), reads, 1e-6));
    QVERIFY(isWithin(secondsUntilMissing({curve}, 0.1), truth.secondsUntil(0.1), 0.1));
}

// Worlds in which nobody is read much more than the next: the law of rank alone says half as long
// again.
void TestReadCurve::flatOnesToo_data()
{
    QTest::addColumn<int>("keys");
    QTest::addColumn<double>("reads");
    QTest::addColumn<double>("skew");
    QTest::addColumn<double>("flat");
    QTest::newRow("customers") << 600 << 190.0 << 6.0 << 600.0;
    QTest::newRow("questions") << 480 << 190.0 << 2.0 << 6.0;
    QTest::newRow("nearly a cliff") << 600 << 200.0 << 30.0 << 3000.0;
    QTest::newRow("not flat") << 1000 << 500.0 << 1.0 << 0.0;
}

void TestReadCurve::flatOnesToo()
{
    QFETCH(int, keys);
    QFETCH(double, reads);
    QFETCH(double, skew);
    QFETCH(double, flat);
    auto truth = Reads::zipf(keys, reads, 0);
    double sum = 0;
    for (int i = 0; i < keys; ++i)
        sum += truth.rates[std::size_t(i)] = std::pow((i + 1 + flat) / (1 + flat), -skew);
    for (auto &rate : truth.rates)
        rate *= reads / sum;
    const double seconds = 3;
    const ReadCurve curve(keys, reads, seconds, truth.keysIn(seconds), truth.pairsIn(seconds));
    QVERIFY(isWithin(secondsUntilMissing({curve}, 0.1), truth.secondsUntil(0.1), 0.1));
    QVERIFY(isWithin(curve.keysReadIn(1), truth.keysIn(1), 0.05));
    // Without the pairs, and with the flatness of a law that has none: as it was.
    const ReadCurve alone(keys, reads, seconds, truth.keysIn(seconds));
    QCOMPARE(alone.flat(), 0.0);
    QVERIFY(secondsUntilMissing({alone}, 0.1) >= 0.99 * secondsUntilMissing({curve}, 0.1));
}

void TestReadCurve::alikeIsTheCouponCollector()
{
    const ReadCurve curve(600, 300, 0, 0);
    QVERIFY(isWithin(curve.keysReadIn(1), 600 * (1 - std::exp(-0.5)), 1e-9));
    QVERIFY(isWithin(secondsUntilMissing({curve}, 0.1), 2 * std::log(10.0), 0.001));
}

// Two groups of keys, each read alike within itself: no law of rank, but what is said still serves.
void TestReadCurve::otherLawsStayWithinThirtyPercent()
{
    Reads truth;
    truth.rates.assign(100, 2.0);
    truth.rates.insert(truth.rates.end(), 900, 0.2);
    const ReadCurve curve(1000, 380, 3, truth.keysIn(3));
    QVERIFY(isWithin(curve.keysReadIn(1), truth.keysIn(1), 0.3));
    QVERIFY(isWithin(secondsUntilMissing({curve}, 0.1), truth.secondsUntil(0.1), 0.3));
}

void TestReadCurve::aPartIsAPart()
{
    ReadCurve curve(1000, 400, 3, 380);
    const double keys = curve.keysReadIn(1);
    const auto seconds = secondsUntilMissing({curve}, 0.1);
    curve.take(0.25);
    QVERIFY(isWithin(curve.keysReadIn(1), keys / 4, 1e-9));
    QCOMPARE(curve.readsPerSecond(), 100.0);
    QVERIFY(isWithin(secondsUntilMissing({curve}, 0.1), seconds, 1e-6));
}

void TestReadCurve::severalTogether()
{
    const ReadCurve quick(10, 100, 0, 0), slow(1000, 100, 0, 0);
    const auto both = secondsUntilMissing({quick, slow}, 0.1);
    QVERIFY(both > secondsUntilMissing({quick}, 0.1));
    QVERIFY(both < secondsUntilMissing({slow}, 0.1));
    // After 10 · ln 5 s only the slow ones are missed, and they make a tenth of all reads.
    QVERIFY(isWithin(both, 10 * std::log(5.0), 0.001));
}

void TestReadCurve::nothingKnownIsAlike()
{
    const ReadCurve curve(1000, 400, 0, 0);
    QCOMPARE(curve.skew(), 0.0);
    // More different keys than reads alike would bring: chance, not a law.
    const ReadCurve lucky(1000, 400, 1, 1000);
    QVERIFY(lucky.skew() < 0.001);
    QCOMPARE(secondsUntilMissing({ReadCurve(100, 0, 0, 0)}, 0.1), 0.0);
}

void TestReadCurve::millionsOfKeys()
{
    const ReadCurve curve(5e6, 20'000, 3, 30'000);
    QVERIFY(isWithin(curve.keysReadIn(3), 30'000, 0.001));
    QVERIFY(secondsUntilMissing({curve}, 0.1) > 3);
}

QTEST_GUILESS_MAIN(TestReadCurve)
#include "tst_readcurve.moc"
