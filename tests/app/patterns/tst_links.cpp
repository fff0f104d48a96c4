// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/keypatterns.h"
#include "patterns/links.h"
#include "patterns/linkscore.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

using Chance = std::mt19937;

double random(Chance &chance, double from, double to)
{
    return std::uniform_real_distribution<double>(from, to)(chance);
}
std::uint64_t poisson(Chance &chance, double mean)
{
    return mean <= 0 ? 0 : std::poisson_distribution<std::uint64_t>(mean)(chance);
}

StatementCounts calls(std::int64_t id, std::uint64_t count, const std::string &text)
{
    StatementCounts counts;
    counts.id = id;
    counts.text = text;
    counts.calls = count;
    counts.time = 2ms * std::int64_t(count);
    return counts;
}

std::string anonymous(std::int64_t id)
{
    return "SELECT c" + std::to_string(id) + " FROM t WHERE k = $1";
}

// Ten seconds after ten seconds, with misses of patterns and calls of statements.
struct Course
{
    Links links;
    SinceStart at{};
    void step(const std::vector<Links::Fill> &fills, const std::vector<StatementCounts> &statements)
    {
        links.add(at, at + 10s, fills, statements);
        at += 10s;
    }
};

std::size_t count(const Links &links)
{
    const auto all = links.links();
    return std::size_t(std::count_if(
        all.begin(), all.end(), [](const PatternLink &link) { return !link.refused; }));
}

} // namespace

class TestLinks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsAndCallsThatGoTogether();
    void onlyChanceMakesThemVary();
    void needsEightIntervals();
    void severalCallsAFill();
    void constantRatesLinkNothing();
    void longerIntervalsLinkNothing();
    void onlySinceThePatternIsKnown();
    void independentRatesLinkNothing();
    void commonLoadLinksNothing();
    void equalRatesLinkNothingUnlessNamed();
    void writesAndTransactionsFillNothing();
    void aBurstAndItsName();
    void aBurstAloneIsNotEnough();
    void aSlowStatementCannotFillQuickly();
    void proposalsStayUntilContradicted();
    void confirmRefuseAndRestore();
    void resemblances();
    void large();
};

void TestLinks::fillsAndCallsThatGoTogether()
{
    int right = 0, wrong = 0, expected = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        Chance chance(seed);
        Course course;
        const std::vector<double> rates{40, 55, 90, 300};
        for (int i = 0; i < 14; ++i) {
            const double load = random(chance, 0.6, 1.4);
            std::vector<Links::Fill> fills;
            std::vector<StatementCounts> statements;
            for (std::size_t p = 0; p < rates.size(); ++p) {
                const auto misses = poisson(chance, rates[p] * load);
                fills.push_back({"p" + std::string(p + 1, 'x') + ":*", double(misses)});
                // Some are just before or after the reading of the other server.
                const auto called = misses + chance() % 3;
                statements.push_back(calls(std::int64_t(p) + 1,
                    called - std::min<std::uint64_t>(called, 1), anonymous(std::int64_t(p))));
            }
            fills.push_back({"session:*", double(poisson(chance, 70 * load))}); // filled by the app
            for (int s = 10; s < 30; ++s) // what is not cached
                statements.push_back(calls(s, poisson(chance, double(s) * 5 * load), anonymous(s)));
            course.step(fills, statements);
        }
        expected += int(rates.size());
        for (const auto &link : course.links.links()) {
            const bool isRight = link.pattern.starts_with('p')
                && link.statement + 3 == std::int64_t(link.pattern.size());
            ++(isRight ? right : wrong);
            QVERIFY(link.confidence > 0.9 && link.confidence <= 1);
            QCOMPARE(link.evidence, PatternLink::Evidence::Correlation);
            QCOMPARE(link.missCost, Duration(2ms));
            QCOMPARE(link.observations, 14U);
        }
    }
    QCOMPARE(wrong, 0);
    QVERIFY2(right >= expected * 95 / 100, QByteArray::number(right).constData());
}

// Without any change of load, what is left is chance: enough, if the counts are exact.
void TestLinks::onlyChanceMakesThemVary()
{
    Chance chance(2);
    Course course;
    for (int i = 0; i < 15; ++i) {
        const auto misses = poisson(chance, 100);
        course.step({{"a:*", double(misses)}},
            {calls(1, misses, anonymous(1)), calls(2, poisson(chance, 100), anonymous(2))});
    }
    QVERIFY(course.links.linkOf("a:*") != nullptr);
    QCOMPARE(course.links.linkOf("a:*")->statement, 1);
}

void TestLinks::needsEightIntervals()
{
    Course course;
    for (int i = 0; i < 8; ++i) {
        QVERIFY(course.links.linkOf("product:*") == nullptr);
        const auto misses = std::uint64_t(50 + 30 * (i % 3));
        course.step({{"product:*", double(misses)}},
            {calls(1, misses, "SELECT * FROM products WHERE id = $1")});
    }
    QVERIFY(course.links.linkOf("product:*") != nullptr);
}

void TestLinks::severalCallsAFill()
{
    Chance chance(3);
    Course course;
    for (int i = 0; i < 15; ++i) {
        const auto misses = poisson(chance, 60 * random(chance, 0.5, 1.5));
        course.step({{"feed:*", double(misses)}}, {calls(1, misses * 5, anonymous(1))});
    }
    QVERIFY(course.links.linkOf("feed:*") != nullptr);
}

void TestLinks::constantRatesLinkNothing()
{
    Course course;
    for (int i = 0; i < 40; ++i) {
        course.step({{"product:*", 100}, {"feed:*", 90}},
            {calls(1, 100, "SELECT * FROM products WHERE id = $1"),
                calls(2, 90, "SELECT * FROM feeds WHERE id = $1")});
    }
    QCOMPARE(count(course.links), std::size_t(0));
}

// In a longer interval there is more of everything.
void TestLinks::longerIntervalsLinkNothing()
{
    int links = 0, pairs = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        Chance chance(3000 + seed);
        Links evenly, randomly;
        const double phase = random(chance, 0, 1);
        double at = 0;
        for (int i = 0; i < 40; ++i) {
            const double span = chance() % 4 == 0 ? 10 : random(chance, 0.9, 3);
            const auto until
                = [](double time, double offset) { return std::floor(80 * time + offset); };
            const auto from = std::chrono::duration_cast<Duration>(at * 1s);
            const auto to = std::chrono::duration_cast<Duration>((at + span) * 1s);
            const double fills = until(at + span, 0) - until(at, 0);
            const double called = until(at + span, phase) - until(at, phase);
            evenly.add(from, to, {{"a:*", fills}}, {calls(1, std::uint64_t(called), anonymous(1))});
            randomly.add(from, to, {{"a:*", double(poisson(chance, 80 * span))}},
                {calls(1, poisson(chance, 80 * span), anonymous(1))});
            at += span;
        }
        links += int(count(evenly) + count(randomly));
        pairs += 2;
    }
    QVERIFY2(links * 100 <= pairs, QByteArray::number(links).constData());
}

// Its keys were read before, but nobody could say of which pattern they were.
void TestLinks::onlySinceThePatternIsKnown()
{
    Chance chance(11);
    Course course;
    for (int i = 0; i < 40; ++i) {
        const auto misses = poisson(chance, 60);
        std::vector<Links::Fill> fills{{"b:*", double(poisson(chance, 30))}};
        if (i >= 20)
            fills.push_back({"a:*", double(misses)});
        course.step(fills, {calls(1, misses, anonymous(1))});
    }
    QVERIFY(course.links.linkOf("a:*") != nullptr);
    QCOMPARE(course.links.linkOf("a:*")->observations, 20U);
    QVERIFY(course.links.linkOf("b:*") == nullptr);
}

void TestLinks::independentRatesLinkNothing()
{
    int links = 0, pairs = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        Chance chance(seed);
        Course course;
        std::vector<double> fillRates, callRates;
        for (int p = 0; p < 5; ++p)
            fillRates.push_back(std::exp(random(chance, 2, 7)));
        for (int s = 0; s < 15; ++s)
            callRates.push_back(std::exp(random(chance, 2, 7)));
        callRates[0] = fillRates[0]; // one of them equal, by chance
        for (int i = 0; i < 20; ++i) {
            const auto wander = [&](double &rate) {
                return rate = std::clamp(rate * std::exp(random(chance, -0.2, 0.2)), 1.0, 3000.0);
            };
            std::vector<Links::Fill> fills;
            std::vector<StatementCounts> statements;
            for (std::size_t p = 0; p < fillRates.size(); ++p)
                fills.push_back({"p" + std::string(p + 1, 'x') + ":*",
                    double(poisson(chance, wander(fillRates[p])))});
            for (std::size_t s = 0; s < callRates.size(); ++s)
                statements.push_back(calls(std::int64_t(s) + 1,
                    poisson(chance, wander(callRates[s])), anonymous(std::int64_t(s))));
            course.step(fills, statements);
        }
        links += int(count(course.links));
        pairs += 5;
    }
    QVERIFY2(links * 100 <= pairs, QByteArray::number(links).constData());
}

// With more traffic everything rises, in step and in proportion; that alone is no link.
void TestLinks::commonLoadLinksNothing()
{
    int links = 0, patterns = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        Chance chance(1000 + seed);
        Course course;
        for (int i = 0; i < 30; ++i) {
            const double load = 1 + 0.6 * std::sin(double(i) / 5) + random(chance, -0.1, 0.1);
            std::vector<Links::Fill> fills;
            std::vector<StatementCounts> statements;
            for (int p = 0; p < 4; ++p)
                fills.push_back({"p" + std::string(std::size_t(p) + 1, 'x') + ":*",
                    double(poisson(chance, 100 * (p + 1) * load))});
            for (int s = 0; s < 8; ++s)
                statements.push_back(
                    calls(s + 1, poisson(chance, 50 * (s + 1) * load), anonymous(s)));
            course.step(fills, statements);
        }
        links += int(count(course.links));
        patterns += 4;
    }
    QVERIFY2(links * 100 <= patterns, QByteArray::number(links).constData());
}

void TestLinks::equalRatesLinkNothingUnlessNamed()
{
    const auto run = [](const std::string &one, const std::string &two) {
        Chance chance(4);
        Course course;
        for (int i = 0; i < 20; ++i) { // each page asks for both, and both miss
            const auto misses = poisson(chance, 80 * random(chance, 0.5, 1.5));
            course.step({{"product:*", double(misses)}, {"price:*", double(misses)}},
                {calls(1, misses, one), calls(2, misses, two)});
        }
        return course.links;
    };
    QCOMPARE(count(run(anonymous(1), anonymous(2))), std::size_t(0));
    const auto named
        = run("SELECT * FROM prices WHERE id = $1", "SELECT * FROM products WHERE id = $1");
    QCOMPARE(count(named), std::size_t(2));
    QCOMPARE(named.linkOf("product:*")->statement, 2);
    QCOMPARE(named.linkOf("price:*")->statement, 1);
}

void TestLinks::writesAndTransactionsFillNothing()
{
    Chance chance(5);
    Course course;
    for (int i = 0; i < 20; ++i) {
        const auto misses = poisson(chance, 80 * random(chance, 0.5, 1.5));
        course.step({{"product:*", double(misses)}},
            {calls(1, misses, "BEGIN"), calls(2, misses, "UPDATE products SET seen = $1"),
                calls(3, misses, "/* app=shop */ SELECT * FROM t"), calls(4, misses, "COMMIT")});
    }
    QVERIFY(course.links.linkOf("product:*") != nullptr);
    QCOMPARE(course.links.linkOf("product:*")->statement, 3);
}

void TestLinks::aBurstAndItsName()
{
    int right = 0;
    for (unsigned seed = 1; seed <= 50; ++seed) {
        Chance chance(seed);
        Course course;
        std::vector<StatementCounts> statements;
        const auto products = poisson(chance, 600), feeds = poisson(chance, 590);
        statements.push_back(calls(1, products, "SELECT * FROM products WHERE id = $1"));
        statements.push_back(calls(2, feeds, "SELECT * FROM feeds WHERE id = $1"));
        statements.push_back(calls(3, poisson(chance, 600), "SELECT * FROM orders WHERE id = $1"));
        // Three of ten seconds were watched.
        const auto part = [&](std::uint64_t all) {
            return double(std::binomial_distribution<std::uint64_t>(all, 0.3)(chance)) / 0.3;
        };
        course.step(
            {{"product:*", part(products), true, 0.3, 4ms}, {"feed:*", part(feeds), true, 0.3, 4ms},
                {"session:*", part(600), true, 0.3, 4ms}},
            statements);
        const auto *link = course.links.linkOf("product:*");
        right += link != nullptr && link->statement == 1 ? 1 : 0;
        QVERIFY(link == nullptr || link->evidence == PatternLink::Evidence::Wire);
        QVERIFY(course.links.linkOf("session:*") == nullptr);
        QVERIFY(course.links.linkOf("feed:*") == nullptr
            || course.links.linkOf("feed:*")->statement == 2);
    }
    QVERIFY2(right >= 45, QByteArray::number(right).constData());
}

void TestLinks::aBurstAloneIsNotEnough()
{
    Course course;
    // Equal counts, but nothing in the texts: one burst cannot tell that from an accident.
    course.step({{"product:*", 500, true, 0.5, 4ms}}, {calls(1, 500, anonymous(1))});
    QCOMPARE(count(course.links), std::size_t(0));
    // The name without the count is no link either.
    course.step({{"feed:*", 500, true, 0.5, 4ms}}, {calls(2, 2500, "SELECT * FROM feeds")});
    QCOMPARE(count(course.links), std::size_t(0));
}

void TestLinks::aSlowStatementCannotFillQuickly()
{
    Course course;
    auto slow = calls(1, 500, "SELECT * FROM products WHERE id = $1");
    slow.time = 500 * 40ms;
    course.step({{"product:*", 500, true, 0.5, 4ms}}, {slow});
    QCOMPARE(count(course.links), std::size_t(0));
    course.step({{"product:*", 500, true, 0.5, 45ms}}, {slow});
    QCOMPARE(count(course.links), std::size_t(1));
}

void TestLinks::proposalsStayUntilContradicted()
{
    Chance chance(6);
    Course course;
    const std::string text = "SELECT * FROM products WHERE id = $1";
    for (int i = 0; i < 10; ++i) {
        const auto misses = poisson(chance, 80 * random(chance, 0.5, 1.5));
        course.step({{"product:*", double(misses)}}, {calls(1, misses, text)});
    }
    QVERIFY(course.links.linkOf("product:*") != nullptr);
    for (int i = 0; i < 5; ++i) // a quiet time
        course.step({}, {});
    QVERIFY(course.links.linkOf("product:*") != nullptr);
    for (int i = 0; i < 130; ++i) { // from now on they have nothing to do with each other
        course.step({{"product:*", double(poisson(chance, 80 * random(chance, 0.2, 2)))}},
            {calls(1, poisson(chance, 200 * random(chance, 0.2, 2)), text)});
    }
    QVERIFY(course.links.linkOf("product:*") == nullptr);
}

void TestLinks::confirmRefuseAndRestore()
{
    Chance chance(7);
    Course course;
    const auto step = [&] {
        const auto misses = poisson(chance, 80 * random(chance, 0.5, 1.5));
        course.step({{"product:*", double(misses)}},
            {calls(1, misses, "SELECT * FROM t"), calls(2, 30, "SELECT * FROM other")});
    };
    for (int i = 0; i < 12; ++i)
        step();
    QCOMPARE(course.links.linkOf("product:*")->statement, 1);
    course.links.refuse("product:*", 1);
    QVERIFY(course.links.linkOf("product:*") == nullptr);
    QCOMPARE(course.links.links().size(), std::size_t(1));
    QVERIFY(course.links.links()[0].refused);
    step();
    QVERIFY(course.links.linkOf("product:*") == nullptr); // not proposed again
    course.links.confirm("product:*", 2, "SELECT * FROM other");
    auto *link = course.links.linkOf("product:*");
    QVERIFY(link != nullptr);
    QCOMPARE(link->evidence, PatternLink::Evidence::User);
    QCOMPARE(link->statement, 2);
    QCOMPARE(link->missCost, Duration(2ms));
    QCOMPARE(course.links.links().size(), std::size_t(1));
    step();
    QCOMPARE(course.links.linkOf("product:*")->statement, 2);

    // Another day, another server: other ids, the same texts.
    const auto kept = course.links.kept();
    QCOMPARE(kept.size(), std::size_t(2));
    Course later;
    later.links.restore(kept);
    QVERIFY(later.links.linkOf("product:*") != nullptr);
    QCOMPARE(later.links.linkOf("product:*")->statement, 0); // not seen yet
    for (int i = 0; i < 12; ++i) {
        const auto misses = poisson(chance, 80 * random(chance, 0.5, 1.5));
        later.step({{"product:*", double(misses)}},
            {calls(77, misses, "SELECT * FROM t"), calls(78, 30, "SELECT * FROM other")});
    }
    QCOMPARE(later.links.linkOf("product:*")->statement, 78);
    // The user may think again.
    later.links.confirm("product:*", 77, "SELECT * FROM t");
    QCOMPARE(later.links.linkOf("product:*")->statement, 77);
    QCOMPARE(later.links.kept().size(), std::size_t(1));
    QCOMPARE(later.links.links().size(), std::size_t(1));
}

void TestLinks::resemblances()
{
    QCOMPARE(resemblance("product:*", "SELECT * FROM products WHERE id = $1"), 1.0);
    QCOMPARE(resemblance("category:*", "select 1 from shop.categories c"), 1.0);
    QVERIFY(resemblance("profile:*:followers", "SELECT count(*) FROM follows WHERE a = $1") > 0.5);
    QVERIFY(resemblance("feed:*", "SELECT p.* FROM photos p JOIN \"Feeds\" f ON true") > 0.9);
    QCOMPARE(resemblance("product:*", "SELECT product FROM orders"), 0.0); // a column is no table
    QCOMPARE(resemblance("session:*", "SELECT * FROM products"), 0.0);
    QVERIFY(mayFillACache("  (SELECT 1)"));
    QVERIFY(mayFillACache("-- a\n/* b */ with x as (select 1) select * from x"));
    QVERIFY(!mayFillACache("INSERT INTO t SELECT 1"));
    QVERIFY(!mayFillACache("selectivity"));
    QVERIFY(!mayFillACache(""));
}

void TestLinks::large()
{
    Chance chance(8);
    Course course;
    std::vector<StatementCounts> statements;
    for (int s = 0; s < 5000; ++s)
        statements.push_back(calls(s + 1, 0, anonymous(s)));
    for (int i = 0; i < 30; ++i) {
        std::vector<Links::Fill> fills;
        for (int p = 0; p < 200; ++p)
            fills.push_back(
                {"p" + std::string(std::size_t(p) + 1, 'x') + ":*", double(poisson(chance, 50))});
        for (auto &statement : statements)
            statement.calls = poisson(chance, 20);
        course.step(fills, statements);
    }
    QCOMPARE(count(course.links), std::size_t(0));
}

QTEST_GUILESS_MAIN(TestLinks)
#include "tst_links.moc"
