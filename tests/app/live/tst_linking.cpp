// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/linking.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

// An application whose every miss is a call, second by second, and what is heard of it.
class Heard
{
public:
    explicit Heard(unsigned seed)
        : m_chance(seed)
    {
        KeySampling sampling;
        sampling.keysInAll = 50;
        for (int i = 0; i < 50; ++i)
            sampling.keys.push_back({"product:" + std::to_string(i)});
        sampling.roundEnds = true;
        m_patterns.add(sampling);
    }
    // One second; its last events come only after the statements of the same second.
    void second(std::uint64_t dropped = 0)
    {
        const auto from = m_now, to = m_now + 1s;
        std::uniform_real_distribution<double> when(0, 1);
        std::vector<SinceStart> times(std::poisson_distribution<std::size_t>(40)(m_chance));
        for (auto &time : times)
            time = from + std::chrono::duration_cast<Duration>(1s * when(m_chance));
        std::sort(times.begin(), times.end());
        KeyEventBatch early, late;
        for (const auto time : times) {
            auto &batch = time < to - 300ms ? early : late;
            batch.events.push_back({time, KeyEvent::Kind::Miss, "product:7"});
        }
        early.dropped = dropped;
        linking.add(early, m_patterns);
        PostgresLook look;
        look.at = to + 30ms; // it went on to look at tables
        look.statementsAt = to;
        look.statementsSpan = 1s;
        StatementCounts counts;
        counts.id = 5;
        counts.text = "SELECT body FROM t WHERE id = $1";
        counts.calls = times.size() + dropped;
        counts.time = 2ms * std::int64_t(counts.calls);
        look.statements = {counts};
        linking.add(look);
        linking.settle(to + 50ms, isBursting, links);
        linking.add(late, m_patterns);
        m_now = to;
    }
    SinceStart now() const { return m_now; }

    Linking linking;
    Links links;
    bool isBursting = false;

private:
    std::mt19937 m_chance;
    KeyPatterns m_patterns;
    SinceStart m_now = 1s;
};

} // namespace

class TestLinking : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsHeardLateCounts();
    void aBurstHoldsThemUp();
    void whatWasNotHeardIsNotCompared();
    void aBurstIsCutIntoTheSameStretches();
};

void TestLinking::whatIsHeardLateCounts()
{
    Heard heard(1);
    for (int i = 0; i < 20; ++i)
        heard.second();
    const auto *link = heard.links.linkOf("product:*");
    QVERIFY(link != nullptr);
    QCOMPARE(link->evidence, PatternLink::Evidence::Correlation);
    QCOMPARE(link->missCost, Duration(2ms));
    QVERIFY2(link->confidence > 0.999, QByteArray::number(link->confidence).constData());
}

void TestLinking::aBurstHoldsThemUp()
{
    Heard heard(2);
    heard.isBursting = true;
    for (int i = 0; i < 20; ++i)
        heard.second();
    QVERIFY(heard.links.links().empty());
    heard.linking.settle(heard.now() + 5s, false, heard.links);
    QVERIFY(heard.links.linkOf("product:*") != nullptr);
}

// Seconds of which some misses were lost would say that calls come without them.
void TestLinking::whatWasNotHeardIsNotCompared()
{
    Heard heard(3);
    for (int i = 0; i < 25; ++i)
        heard.second(i % 5 == 2 ? 100 : 0);
    const auto *link = heard.links.linkOf("product:*");
    QVERIFY(link != nullptr);
    QVERIFY2(link->confidence > 0.999, QByteArray::number(link->confidence).constData());
    heard.linking.forgetEvents();
    QVERIFY(heard.linking.missesPerSecond(heard.now()).empty());
}

void TestLinking::aBurstIsCutIntoTheSameStretches()
{
    Linking linking;
    Links links;
    std::mt19937 chance(4);
    std::uniform_real_distribution<double> when(0, 4);
    PatternTraffic traffic;
    traffic.pattern = "product:*";
    traffic.fillAfter = 3ms;
    traffic.fillTimes.resize(160);
    for (auto &time : traffic.fillTimes)
        time = std::chrono::duration_cast<std::chrono::microseconds>(1s * when(chance));
    std::sort(traffic.fillTimes.begin(), traffic.fillTimes.end());
    Burst burst;
    burst.at = 9s; // it took a while until the first line came
    burst.firstLine = 10s;
    burst.took = 5s;
    burst.lines = {{0us, 0, 0, "get", "product:1"}, {4s, 0, 0, "get", "product:1"}};
    for (int i = -2; i < 20; ++i) {
        PostgresLook look;
        look.statementsSpan = 250ms;
        look.statementsAt = 10s + 30ms + (i + 1) * 250ms;
        StatementCounts counts;
        counts.id = 5;
        counts.text = "SELECT body FROM t WHERE id = $1"; // nothing in it is like the pattern
        counts.calls = std::uint64_t(std::count_if(
            traffic.fillTimes.begin(), traffic.fillTimes.end(), [&](std::chrono::microseconds at) {
                return 10s + at >= look.statementsAt - 250ms && 10s + at < look.statementsAt;
            }));
        counts.time = 2ms * std::int64_t(counts.calls);
        look.statements = {counts};
        linking.add(look);
    }
    linking.add(burst, {traffic});
    QVERIFY(linking.settle(30s, false, links));
    const auto *link = links.linkOf("product:*");
    QVERIFY(link != nullptr);
    QCOMPARE(link->evidence, PatternLink::Evidence::Wire);
    QCOMPARE(link->observations, 15U); // those that lie in the burst from end to end
    QVERIFY(link->confidence > 0.999);
}

QTEST_GUILESS_MAIN(TestLinking)
#include "tst_linking.moc"
