// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/keypatterns.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

using Keys = std::vector<std::string>;

KeySample sample(std::string key)
{
    KeySample sample;
    sample.key = std::move(key);
    sample.type = ValueType::String;
    sample.bytes = 100;
    return sample;
}

// A keyspace looked at in an order that is as random as SCAN's, `atOnce` keys a time.
KeyPatterns learned(Keys keys, unsigned seed = 1, std::size_t atOnce = 50)
{
    std::shuffle(keys.begin(), keys.end(), std::mt19937(seed));
    KeyPatterns patterns;
    for (std::size_t i = 0; i < keys.size(); i += atOnce) {
        KeySampling sampling;
        sampling.keysInAll = keys.size();
        for (std::size_t k = i; k < std::min(keys.size(), i + atOnce); ++k)
            sampling.keys.push_back(sample(keys[k]));
        sampling.roundEnds = i + atOnce >= keys.size();
        patterns.add(sampling);
    }
    return patterns;
}

std::set<std::string> namesOf(const KeyPatterns &patterns)
{
    std::set<std::string> names;
    for (const auto &figures : patterns.figures({}))
        names.insert(figures.pattern);
    return names;
}

std::string randomText(std::mt19937 &chance, std::size_t length, std::string_view letters)
{
    std::string text;
    for (std::size_t i = 0; i < length; ++i)
        text += letters[chance() % letters.size()];
    return text;
}

constexpr std::string_view LowerLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view HexDigits = "0123456789abcdef";
constexpr std::string_view Base64Letters
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string uuid(std::mt19937 &chance)
{
    auto text = randomText(chance, 36, HexDigits);
    for (const auto dash : {8U, 13U, 18U, 23U})
        text[dash] = '-';
    return text;
}

using Set = std::set<std::string>;

// Which sets differ, readable.
QByteArray shown(const Set &names)
{
    QByteArray text;
    for (const auto &name : names)
        text += QByteArray::fromStdString(name) + "   ";
    return text;
}

} // namespace

class TestKeyPatterns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void structureStaysAndValuesAreStars();
    void awkwardNames();
    void wordsOfManyValues();
    void fewValuesStayApart();
    void unseenKeys();
    void keysWithoutStructure();
    void nothingIsInventedForRandomKeys();
    void patternsDoNotFlicker();
    void boundedInNumber();
    void boundedInMemory();
    void estimatesHoldTheirError();
    void aNameWithoutAStarIsOneKey();
    void aWholeRoundIsCounted();
    void whatIsGoneLeaves();
    void expiries();
    void sizesAndTypes();
};

void TestKeyPatterns::structureStaysAndValuesAreStars()
{
    std::mt19937 chance(3);
    Keys keys;
    for (int i = 0; i < 400; ++i) {
        const auto n = std::to_string(i * 37 + 11);
        keys.push_back("profile:" + n + ":followers");
        keys.push_back("feed:" + n);
        keys.push_back("session:" + uuid(chance));
        keys.push_back("search:q=" + randomText(chance, 4 + i % 6, LowerLetters));
        keys.push_back("product:" + n);
        keys.push_back("tmp:export:" + randomText(chance, 32, HexDigits));
    }
    const Set wanted{
        "profile:*:followers", "feed:*", "session:*", "search:q=*", "product:*", "tmp:export:*"};
    const auto found = namesOf(learned(keys));
    QVERIFY2(found == wanted, shown(found).constData());
}

void TestKeyPatterns::awkwardNames()
{
    std::mt19937 chance(4);
    Keys keys;
    using namespace std::string_literals;
    for (int i = 0; i < 300; ++i) {
        const auto n = std::to_string(i * 13 + 5);
        const auto name = randomText(chance, 6, LowerLetters);
        keys.push_back("{user:" + n + "}:cart"); // hash tags
        keys.push_back("{" + n + "}:lock");
        keys.push_back("spring::" + n);
        keys.push_back("mail:" + name + ".x" + n + "@example.com:unread");
        keys.push_back("day:2026-" + std::to_string(10 + i % 3) + "-" + std::to_string(10 + i % 19)
            + ":visits" + std::to_string(i % 2)); // few: visits0, visits1
        keys.push_back("api/v2/items/" + n);
        keys.push_back("app.user." + n + ".name");
        keys.push_back("job|" + uuid(chance) + "|state");
        keys.push_back("user_" + n);
        keys.push_back("order-" + n + "-lines");
        keys.push_back("ip:10.0." + std::to_string(i % 200) + "." + std::to_string(i % 250));
        keys.push_back("page:www." + name + ".example");
        keys.push_back("bin:\x01\x02"s + name + "\xff");
        keys.push_back("\xac\xed\x00\x05t\x00\x0b"s + "basket:" + n); // Java's own serialisation
        keys.push_back("b64:" + randomText(chance, 30 + std::size_t(i % 5), Base64Letters) + "==");
        keys.push_back("профиль:" + n);
        keys.push_back("trailing:" + n + ":");
    }
    const Set wanted{"{user:*}:cart", "{*}:lock", "spring::*", "mail:*:unread", "day:*:visits0",
        "day:*:visits1", "api/v2/items/*", "app.user.*.name", "job|*|state", "user_*",
        "order-*-lines", "ip:*", "page:*", "bin:*", "basket:*", "b64:*", "профиль:*",
        "trailing:*:"};
    const auto found = namesOf(learned(keys));
    QVERIFY2(found == wanted, shown(found).constData());
}

void TestKeyPatterns::wordsOfManyValues()
{
    std::mt19937 chance(5);
    Keys keys;
    Keys people;
    for (int i = 0; i < 300; ++i)
        people.push_back(randomText(chance, 5 + std::size_t(i) % 5, LowerLetters));
    for (const auto &person : people) {
        for (const std::string of : {"name", "photo", "settings"})
            keys.push_back("user:" + person + ":" + of);
        keys.push_back("city:" + person);
    }
    for (int i = 0; i < 2000; ++i) // one of them is much more than the rest
        keys.push_back("user:celebrity:follower:" + std::to_string(i));
    const auto found = namesOf(learned(keys));
    QVERIFY2(found.contains("user:*:name") && found.contains("user:*:photo")
            && found.contains("user:*:settings") && found.contains("city:*"),
        shown(found).constData());
    QVERIFY2(found.size() <= 5, shown(found).constData());
}

void TestKeyPatterns::fewValuesStayApart()
{
    Keys keys;
    for (int i = 0; i < 3000; ++i) {
        const auto n = std::to_string(i);
        keys.push_back(":1:" + std::string(i % 2 == 0 ? "de" : "en") + ":article:" + n);
        keys.push_back("v" + std::to_string(1 + i % 3) + ":price:" + n);
    }
    const Set wanted{
        ":1:de:article:*", ":1:en:article:*", "v1:price:*", "v2:price:*", "v3:price:*"};
    const auto found = namesOf(learned(keys));
    QVERIFY2(found == wanted, shown(found).constData());
}

void TestKeyPatterns::unseenKeys()
{
    Keys keys;
    for (int i = 0; i < 100; ++i) {
        keys.push_back("profile:" + std::to_string(i) + ":followers");
        keys.push_back("product:" + std::to_string(i));
    }
    const auto patterns = learned(keys);
    QCOMPARE(patterns.patternOf("product:987654321"), std::string("product:*"));
    QCOMPARE(patterns.patternOf("profile:31337:followers"), std::string("profile:*:followers"));
    QCOMPARE(patterns.patternOf("product:0a1b2c3d4e5f"), std::string("product:*"));
    // Nothing like it is known, so nothing is said.
    QCOMPARE(patterns.patternOf("profile:31337:friends"), std::string());
    QCOMPARE(patterns.patternOf("profile:31337"), std::string());
    QCOMPARE(patterns.patternOf("cart:1"), std::string());
    QCOMPARE(KeyPatterns().patternOf("cart:1"), std::string());
    QCOMPARE(KeyPatterns().patternOf(""), KeyPatterns::noPattern());
}

void TestKeyPatterns::keysWithoutStructure()
{
    std::mt19937 chance(6);
    Keys keys{"", ":", "config", "A", "\xff\xfe"};
    for (int i = 0; i < 500; ++i) {
        keys.push_back(uuid(chance));
        keys.push_back(std::to_string(chance()));
        keys.push_back(randomText(chance, 3 + std::size_t(i) % 12, LowerLetters));
        keys.push_back("product:" + std::to_string(i));
    }
    const auto found = namesOf(learned(keys));
    QVERIFY2(found.contains("product:*") && found.contains(KeyPatterns::noPattern())
            && found.size() <= 3, // and ":"
        shown(found).constData());
}

void TestKeyPatterns::nothingIsInventedForRandomKeys()
{
    std::string bytes, printable;
    for (int c = 0; c < 256; ++c)
        bytes += static_cast<char>(c);
    for (int c = 0x20; c < 0x7f; ++c)
        printable += static_cast<char>(c);
    std::size_t invented = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::mt19937 chance(seed);
        Keys keys;
        const std::vector<std::string> alphabets{bytes, printable, std::string(LowerLetters),
            std::string(Base64Letters), "abcdefghijklmnopqrstuvwxyz0123456789", "0123456789-"};
        const auto &alphabet = alphabets[seed % alphabets.size()];
        for (int i = 0; i < 1500; ++i)
            keys.push_back(randomText(chance, 8 + chance() % 25, alphabet));
        for (const auto &figures : learned(keys, seed).figures({})) {
            if (figures.pattern == KeyPatterns::noPattern()
                || figures.pattern == KeyPatterns::other())
                continue;
            // A pattern that says something of more than one key in a hundred.
            if (figures.sampled > 15) {
                ++invented;
                qWarning("seed %u: %s (%d)", seed, figures.pattern.c_str(), int(figures.sampled));
            }
        }
    }
    QCOMPARE(invented, std::size_t(0));
}

void TestKeyPatterns::patternsDoNotFlicker()
{
    std::mt19937 chance(7);
    Keys keys;
    for (int i = 0; i < 2000; ++i) {
        const auto n = std::to_string(i);
        keys.push_back("profile:" + n + ":followers");
        keys.push_back("user:" + randomText(chance, 6, LowerLetters) + ":name");
        keys.push_back("v" + std::to_string(1 + i % 2) + ":price:" + n);
        keys.push_back("session:" + uuid(chance));
        keys.push_back("session_" + n);
    }
    std::shuffle(keys.begin(), keys.end(), chance);
    KeyPatterns patterns;
    std::map<std::string, std::string> said; // key → pattern
    std::map<std::string, int> changes;
    for (std::size_t i = 0; i < keys.size(); i += 20) {
        KeySampling sampling;
        sampling.keysInAll = keys.size();
        for (std::size_t k = i; k < i + 20; ++k)
            sampling.keys.push_back(sample(keys[k]));
        patterns.add(sampling);
        for (std::size_t k = 0; k < i + 20; k += 97) {
            const auto now = patterns.patternOf(keys[k]);
            QVERIFY2(!now.empty(), keys[k].c_str());
            auto &before = said[keys[k]];
            if (!before.empty() && before != now)
                ++changes[keys[k]];
            before = now;
        }
    }
    for (const auto &[key, count] : changes)
        QVERIFY2(count <= 1, (key + " " + std::to_string(count)).c_str());
    // A second round changes nothing.
    const auto first = namesOf(patterns);
    for (std::size_t i = 0; i < keys.size(); i += 500) {
        KeySampling sampling;
        sampling.keysInAll = keys.size();
        for (std::size_t k = i; k < i + 500; ++k)
            sampling.keys.push_back(sample(keys[k]));
        sampling.roundEnds = i + 500 >= keys.size();
        patterns.add(sampling);
    }
    QVERIFY2(namesOf(patterns) == first, shown(namesOf(patterns)).constData());
}

void TestKeyPatterns::boundedInNumber()
{
    Keys keys;
    for (int a = 0; a < 30; ++a) {
        for (int b = 0; b < 20; ++b) {
            for (int i = 0; i < 10 + a; ++i)
                keys.push_back("app" + std::string(1, char('a' + a % 26)) + (a > 25 ? "x" : "y")
                    + ":" + std::string(3, char('a' + b)) + ":" + std::to_string(i * 7));
        }
    }
    const auto patterns = learned(keys);
    const auto names = namesOf(patterns);
    QVERIFY(names.size() <= KeyPatterns::MostPatterns);
    QVERIFY(names.size() > 100);
    QVERIFY(names.contains(KeyPatterns::other()));
    std::uint64_t sum = 0;
    for (const auto &figures : patterns.figures({}))
        sum += figures.sampled;
    QCOMPARE(sum, std::uint64_t(keys.size()));
    // A long key has a bounded pattern, too.
    std::string longKey = "a";
    for (int i = 0; i < 200; ++i)
        longKey += ":b";
    KeyPatterns deep;
    deep.add({{}, 1, true, {sample(longKey)}});
    QVERIFY(namesOf(deep).begin()->size() < 40);
}

void TestKeyPatterns::boundedInMemory()
{
    KeyPatterns patterns;
    std::mt19937 chance(8);
    KeySampling sampling;
    sampling.keysInAll = 1'000'000;
    for (int batch = 0; batch < 50; ++batch) {
        sampling.keys.clear();
        for (int i = 0; i < 1000; ++i)
            sampling.keys.push_back(sample("product:" + std::to_string(chance())));
        patterns.add(sampling);
    }
    QCOMPARE(patterns.sampledKeys(), std::uint64_t(KeyPatterns::MostKeys));
    const auto figures = patterns.figures({});
    QCOMPARE(figures.size(), std::size_t(1));
    QCOMPARE(figures[0].keys, 1'000'000.0);
}

// In 95 of 100 samples the truth lies within the error that is told.
void TestKeyPatterns::estimatesHoldTheirError()
{
    constexpr int All = 10'000;
    int within = 0, told = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        Keys keys;
        for (int i = 0; i < All; ++i)
            keys.push_back((i % 10 == 0         ? "rare:"
                                   : i % 10 < 4 ? "some:"
                                                : "most:")
                + std::to_string(i));
        std::shuffle(keys.begin(), keys.end(), std::mt19937(seed));
        KeySampling sampling;
        sampling.keysInAll = All;
        for (std::size_t i = 0; i < 400; ++i)
            sampling.keys.push_back(sample(keys[i]));
        KeyPatterns patterns;
        patterns.add(sampling);
        for (const auto &figures : patterns.figures({})) {
            const double truth = figures.pattern == "rare:*" ? All * 0.1
                : figures.pattern == "some:*"                ? All * 0.3
                                                             : All * 0.6;
            ++told;
            within += std::abs(figures.keys - truth) <= figures.keysError ? 1 : 0;
            QVERIFY(figures.keysError < 0.1 * All);
        }
    }
    QCOMPARE(told, 300);
    QVERIFY2(within >= 280 && within < 300, QByteArray::number(within).constData());
}

// Though what was looked at stands for twice as many.
void TestKeyPatterns::aNameWithoutAStarIsOneKey()
{
    KeyPatterns patterns;
    KeySampling sampling;
    sampling.keysInAll = 2000;
    for (int i = 0; i < 999; ++i)
        sampling.keys.push_back(sample("order:" + std::to_string(i)));
    sampling.keys.push_back(sample("counter:pageviews"));
    patterns.add(sampling);
    for (const auto &figures : patterns.figures({})) {
        if (figures.pattern == "counter:pageviews") {
            QCOMPARE(figures.keys, 1.0);
            QCOMPARE(figures.keysError, 0.0);
            QCOMPARE(figures.bytes, 100.0);
        } else {
            QCOMPARE(figures.keys, 1998.0);
            QVERIFY(figures.keysError > 0);
        }
    }
    QCOMPARE(patterns.figures({}).size(), std::size_t(2));
}

void TestKeyPatterns::aWholeRoundIsCounted()
{
    Keys keys;
    for (int i = 0; i < 700; ++i)
        keys.push_back((i < 200 ? "a:" : "b:") + std::to_string(i));
    const auto figures = learned(keys).figures({});
    QCOMPARE(figures.size(), std::size_t(2));
    QCOMPARE(figures[0].pattern, std::string("b:*"));
    QCOMPARE(figures[0].keys, 500.0);
    QCOMPARE(figures[0].keysError, 0.0);
    QCOMPARE(figures[1].keys, 200.0);
}

void TestKeyPatterns::whatIsGoneLeaves()
{
    KeyPatterns patterns;
    const auto round = [&](const std::string &prefix, int count) {
        KeySampling sampling;
        sampling.keysInAll = std::uint64_t(count);
        sampling.roundEnds = true;
        for (int i = 0; i < count; ++i)
            sampling.keys.push_back(sample(prefix + std::to_string(i)));
        patterns.add(sampling);
    };
    round("old:", 100);
    round("new:", 150);
    const auto figures = patterns.figures({});
    QCOMPARE(figures.size(), std::size_t(1));
    QCOMPARE(figures[0].pattern, std::string("new:*"));
    QCOMPARE(figures[0].keys, 150.0);
    QCOMPARE(patterns.sampledKeys(), std::uint64_t(150));
}

void TestKeyPatterns::expiries()
{
    KeySampling sampling;
    sampling.at = 100s;
    sampling.keysInAll = 1000; // of which 250 are looked at: each stands for four
    for (int i = 0; i < 200; ++i) {
        auto key = sample("a:" + std::to_string(i));
        key.expires = true;
        key.expiresAt = 100s + std::chrono::milliseconds(i * 1000 + 500); // one a second
        key.idle = i < 50 ? 2h : 1min;
        sampling.keys.push_back(key);
    }
    for (int i = 0; i < 50; ++i)
        sampling.keys.push_back(sample("forever:" + std::to_string(i)));
    KeyPatterns patterns;
    patterns.add(sampling);
    const auto figures = patterns.figures(100s);
    QCOMPARE(figures[0].pattern, std::string("a:*"));
    QCOMPARE(figures[0].withoutExpiry, 0.0);
    QCOMPARE(figures[0].ttlLeast, Duration(500ms));
    QCOMPARE(figures[0].ttlMost, Duration(199500ms));
    QCOMPARE(figures[0].ttlMedian, Duration(100500ms));
    QCOMPARE(figures[0].expiringNextMinute, 240.0);
    QCOMPARE(figures[0].idleShare, 0.25);
    QCOMPARE(figures[1].withoutExpiry, 1.0);
    QCOMPARE(figures[1].expiringNextMinute, 0.0);
    QCOMPARE(figures[1].idleShare, -1.0);
    // Ten seconds later ten are gone, and the others are nearer.
    QCOMPARE(patterns.figures(110s)[0].ttlLeast, Duration(500ms));
    QCOMPARE(patterns.figures(110s)[0].ttlMost, Duration(189500ms));
    const auto perSecond = patterns.expiring("a:*", 100s, 300);
    QCOMPARE(perSecond.size(), std::size_t(300));
    QCOMPARE(perSecond[0], 4.0);
    QCOMPARE(perSecond[199], 4.0);
    QCOMPARE(perSecond[200], 0.0);
    QCOMPARE(patterns.expiring("forever:*", 100s, 60)[0], 0.0);
}

void TestKeyPatterns::sizesAndTypes()
{
    KeySampling sampling;
    sampling.keysInAll = 100;
    sampling.roundEnds = true;
    for (int i = 0; i < 100; ++i) {
        auto key = sample("a:" + std::to_string(i));
        key.bytes = 100 + std::uint64_t(i);
        key.type = i < 60 ? ValueType::Hash : ValueType::String;
        key.frequency = i;
        sampling.keys.push_back(key);
    }
    KeyPatterns patterns;
    patterns.add(sampling);
    const auto figures = patterns.figures({});
    QCOMPARE(figures[0].bytes, 14950.0);
    QCOMPARE(figures[0].largest, std::uint64_t(199));
    QCOMPARE(figures[0].largestKey, std::string("a:99"));
    QCOMPARE(figures[0].type, ValueType::Hash);
    const auto largest = patterns.largestKeys(3);
    QCOMPARE(largest.size(), std::size_t(3));
    QCOMPARE(largest[2].key, std::string("a:97"));
    QCOMPARE(patterns.hottestKeys(1)[0].key, std::string("a:99"));
    QCOMPARE(patterns.hottestKeys(1000).size(), std::size_t(100));
}

QTEST_GUILESS_MAIN(TestKeyPatterns)
#include "tst_keypatterns.moc"
