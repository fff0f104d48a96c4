// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/expectedload.h"

#include "invalidation/deletion.h"

#include <QTest>

#include <cmath>

using namespace tierlens;

namespace {

// 400 reads/s of 1000 keys, 5 % of them missed; read as a burst of 4 s would show it.
TrafficKnown::Pattern profiles()
{
    TrafficKnown::Pattern pattern;
    pattern.pattern = "profile:*:followers";
    pattern.readsPerSecond = 400;
    pattern.hitsPerSecond = 380;
    pattern.keys = 1000;
    pattern.keysRead = {{0.5, 110}, {1, 180}, {2, 285}, {4, 420}};
    return pattern;
}

TrafficKnown traffic(std::vector<TrafficKnown::Pattern> patterns)
{
    TrafficKnown known;
    known.hitsPerSecond = 640;
    known.queriesPerSecond = 200;
    known.patterns = std::move(patterns);
    return known;
}

std::vector<std::string> names(int count)
{
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i)
        all.push_back("profile:" + std::to_string(i) + ":followers");
    return all;
}

BlastRadius of(std::int64_t keys, const InvalidationTarget &target,
    const std::vector<std::string> &sample, const TrafficKnown &known)
{
    BlastRadius radius;
    radius.keys = keys;
    radius.bytes = 31'000'000;
    expectLoad(radius, target, sample, known);
    return radius;
}

// Thousands are set apart by a space that does not break.
QString plain(QString text) { return text.replace(QChar(0x202f), QLatin1Char(' ')); }

bool says(const BlastRadius &radius, const char *words)
{
    for (const auto &reason : radius.reasons) {
        if (reason.contains(QLatin1String(words)))
            return true;
    }
    qWarning("%s",
        qPrintable(
            QStringList(radius.reasons.begin(), radius.reasons.end()).join(QLatin1Char('\n'))));
    return false;
}

bool isNear(double value, double expected, double by)
{
    const bool is = std::abs(value - expected) <= by;
    if (!is)
        qWarning("%g instead of %g", value, expected);
    return is;
}

} // namespace

class TestExpectedLoad : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allOfAPattern();
    void everything();
    void someByPattern();
    void timeOnlyWithEnoughReads();
    void readsOfAllPatternsCount();
    void timeIsNoLongerThanWhatWasSeen();
    void aHotKeyByName();
    void aColdKeyByName();
    void nobodyReadsIt();
    void withoutABurst();
    void nothingKnown();
    void whatAQueryCosts();
    void nothingMatches();
    void whatIsEstimatedIsSaidSo();
    void progressIsOneSentence();
};

void TestExpectedLoad::allOfAPattern()
{
    const auto radius = of(1000, {0, "profile:*", {}}, names(500), traffic({profiles()}));
    QVERIFY(isNear(*radius.hitsPerSecond, 380, 0.1));
    // 180 different keys in a second, 20 of which are missed now as well.
    QVERIFY(isNear(*radius.extraQueries, 160, 0.1));
    QVERIFY(*radius.seconds > 2 && *radius.seconds < 20);
    QVERIFY(!radius.isUpperBound);
    QVERIFY(says(radius, "640 hits/s"));
    QVERIFY(says(radius, "about 160 different keys"));
    QVERIFY(says(radius, "Inferred from sampled commands"));
    const auto text = plain(radius.text());
    QVERIFY2(text.startsWith(QString::fromUtf8("1 000 keys, 31 MB, 380 hits/s now"
                                               " → about +160 queries/s at first, falling, for "
                                               "about ")),
        qPrintable(text));
    QVERIFY2(text.endsWith(QStringLiteral("; Postgres now runs 200/s")), qPrintable(text));
}

// The sum of its parts, and a pattern whose reads find nothing adds nothing.
void TestExpectedLoad::everything()
{
    auto feeds = profiles();
    feeds.pattern = "feed:*";
    auto never = profiles();
    never.pattern = "(other)";
    never.hitsPerSecond = 0;
    auto sample = names(500);
    for (int i = 0; i < 500; ++i)
        sample.push_back("feed:" + std::to_string(i));
    const auto radius = of(2000, {0, "*", {}}, sample, traffic({profiles(), feeds, never}));
    QVERIFY(isNear(*radius.hitsPerSecond, 760, 0.2));
    QVERIFY(isNear(*radius.extraQueries, 320, 0.2));
}

void TestExpectedLoad::someByPattern()
{
    // 250 of 1000 keys, more than the sample holds by name.
    const auto radius = of(250, {0, "profile:1*:followers", {}}, names(100), traffic({profiles()}));
    QVERIFY(isNear(*radius.hitsPerSecond, 95, 0.5));
    QVERIFY(isNear(*radius.extraQueries, 40, 0.5));
    QVERIFY(says(radius, "evenly"));
}

// Of reads that keep to few keys, some hundreds have to be seen before how they do is known.
void TestExpectedLoad::timeOnlyWithEnoughReads()
{
    const auto seldom = [](double hits) {
        TrafficKnown::Pattern pattern;
        pattern.pattern = "profile:*:followers";
        pattern.readsPerSecond = pattern.hitsPerSecond = hits;
        pattern.keys = 1000;
        pattern.keysRead = {{1, 80}, {4, 240}};
        return of(1000, {0, "profile:*", {}}, names(500), traffic({pattern}));
    };
    const auto known = seldom(126), unknown = seldom(124); // in 4 s: 504 and 496 reads
    QVERIFY(known.seconds && says(known, "Time: from how many different keys"));
    QVERIFY(!unknown.seconds);
    // How many queries come was counted, and is told in any case.
    QVERIFY(isNear(*unknown.extraQueries, 80, 0.1));
    for (const auto &reason : unknown.reasons)
        QVERIFY2(!reason.startsWith(QStringLiteral("Time")), qPrintable(reason));
    QVERIFY2(unknown.text().contains(QStringLiteral("+80 queries/s at first; Postgres now")),
        qPrintable(unknown.text()));
    // A part of the keys has a part of the reads.
    const auto pattern = profiles(); // 380/s
    QVERIFY(of(500, {0, "profile:5*:followers", {}}, names(100), traffic({pattern})).seconds);
    QVERIFY(!of(250, {0, "profile:2*:followers", {}}, names(100), traffic({pattern})).seconds);
}

void TestExpectedLoad::readsOfAllPatternsCount()
{
    auto profile = profiles();
    profile.readsPerSecond = profile.hitsPerSecond = 70; // each: 280 reads in 4 s
    profile.keysRead = {{1, 50}, {4, 150}};
    auto feed = profile;
    feed.pattern = "feed:*";
    auto sample = names(500);
    QVERIFY(!of(1000, {0, "profile:*", {}}, sample, traffic({profile, feed})).seconds);
    for (int i = 0; i < 500; ++i)
        sample.push_back("feed:" + std::to_string(i));
    QVERIFY(of(2000, {0, "*", {}}, sample, traffic({profile, feed})).seconds);
}

// Few keys are read, and all of them soon; of the thousands beside them none. A law that is fitted
// to that would have some of those be read later.
void TestExpectedLoad::timeIsNoLongerThanWhatWasSeen()
{
    TrafficKnown::Pattern pattern;
    pattern.pattern = "profile:*:followers";
    pattern.readsPerSecond = pattern.hitsPerSecond = 400;
    pattern.keys = 50'000;
    // Of 400 keys that are read alike: 400 (1 - e^-t).
    pattern.keysRead = {{1, 253}, {2, 346}, {4, 393}};
    const auto told = [&] {
        return of(50'000, {0, "profile:*", {}}, names(500), traffic({pattern})).seconds;
    };
    QVERIFY(told());
    QCOMPARE(*told(), 4.0); // 23 a second at the most by then, less than a tenth of 400
    // Not over yet: 47 different ones a second are still seen, and what comes then is the law's.
    pattern.keysRead = {{1, 253}, {2, 346}, {4, 440}};
    QVERIFY2(*told() > 4, qPrintable(QString::number(*told())));
}

void TestExpectedLoad::aHotKeyByName()
{
    auto pattern = profiles();
    pattern.hottest = {{"profile:7:followers", 60}, {"profile:8:followers", 30}};
    const auto radius
        = of(1, {0, {}, {"profile:7:followers"}}, {"profile:7:followers"}, traffic({pattern}));
    QVERIFY(isNear(*radius.hitsPerSecond, 60 * 0.95, 0.1));
    QVERIFY(isNear(*radius.extraQueries, 1, 0.01)); // one miss, then it is back
    QVERIFY(isNear(*radius.seconds, std::log(10.0) / 57, 0.01));
}

void TestExpectedLoad::aColdKeyByName()
{
    auto pattern = profiles();
    pattern.hottest = {{"profile:7:followers", 60}, {"profile:8:followers", 30}};
    const auto radius
        = of(1, {0, {}, {"profile:900:followers"}}, {"profile:900:followers"}, traffic({pattern}));
    QVERIFY(isNear(*radius.hitsPerSecond, (400 - 90) * 0.95 / 998, 0.01));
    QVERIFY(*radius.extraQueries < 0.5);
}

void TestExpectedLoad::nobodyReadsIt()
{
    const auto radius = of(
        3, {0, "session:*", {}}, {"session:1", "session:2", "session:3"}, traffic({profiles()}));
    QCOMPARE(*radius.hitsPerSecond, 0.0);
    QCOMPARE(*radius.extraQueries, 0.0);
    QVERIFY(!radius.seconds);
    QVERIFY(says(radius, "saw nobody"));
    QVERIFY(radius.text().contains(QStringLiteral("hardly a query more")));
}

void TestExpectedLoad::withoutABurst()
{
    const auto radius = of(5000, {0, "profile:*", {}}, names(500), traffic({}));
    QVERIFY(!radius.hitsPerSecond);
    QVERIFY(!radius.seconds);
    QVERIFY(radius.isUpperBound);
    QCOMPARE(*radius.extraQueries, 640.0);
    QVERIFY(says(radius, "Not more than"));
    QVERIFY2(radius.text().contains(QStringLiteral("at most +640 queries/s")),
        qPrintable(radius.text()));
    // Each key is filled once.
    QCOMPARE(*of(20, {0, "profile:*", {}}, names(20), traffic({})).extraQueries, 20.0);
}

void TestExpectedLoad::nothingKnown()
{
    const auto radius = of(5000, {0, "profile:*", {}}, names(500), {});
    QVERIFY(!radius.hitsPerSecond && !radius.extraQueries && !radius.seconds);
    QCOMPARE(plain(radius.text()), QString::fromUtf8("5 000 keys, 31 MB"));
}

void TestExpectedLoad::whatAQueryCosts()
{
    auto pattern = profiles();
    pattern.queryMilliseconds = 50;
    pattern.fillMilliseconds = 60;
    const auto radius = of(1000, {0, "profile:*", {}}, names(500), traffic({pattern}));
    QVERIFY(says(radius, "about 8.0 sessions"));
    QVERIFY(says(radius, "up to 23 more")); // 380/s × 60 ms
    pattern.queriesPerMiss = 3;
    QVERIFY(isNear(
        *of(1000, {0, "profile:*", {}}, names(500), traffic({pattern})).extraQueries, 480, 0.2));
}

void TestExpectedLoad::nothingMatches()
{
    const auto radius = of(0, {0, "x*", {}}, {}, traffic({profiles()}));
    QVERIFY(!radius.extraQueries);
    QCOMPARE(radius.text(), QStringLiteral("No key in Redis matches."));
}

void TestExpectedLoad::whatIsEstimatedIsSaidSo()
{
    BlastRadius radius;
    radius.isSampled = radius.isWeighedInPart = true;
    radius.sampledShare = 0.043;
    QCOMPARE(radius.text(), QStringLiteral("No key found in 4.3 % of the keyspace."));
    radius.keys = 8214;
    radius.bytes = 31'000'000;
    QCOMPARE(plain(radius.text()), QString::fromUtf8("about 8 214 keys, about 31 MB"));
    radius.isSampled = false; // all were counted, some weighed
    QCOMPARE(plain(radius.text()), QString::fromUtf8("8 214 keys, about 31 MB"));
    DeletionProgress progress;
    progress.state = DeletionProgress::State::Paused;
    progress.deleted = 4000;
    progress.expected = 8214;
    progress.isEstimated = true;
    QCOMPARE(
        plain(progress.text()), QString::fromUtf8("4 000 of about 8 214 keys deleted, paused."));
}

void TestExpectedLoad::progressIsOneSentence()
{
    DeletionProgress progress;
    progress.state = DeletionProgress::State::Stopped;
    progress.deleted = 4000;
    progress.expected = 8214;
    QCOMPARE(plain(progress.text()),
        QString::fromUtf8("4 000 of 8 214 keys deleted, then stopped by you."));
    progress.deleted = 9000; // keys came meanwhile
    QCOMPARE(plain(progress.text()), QString::fromUtf8("9 000 keys deleted, then stopped by you."));
    progress.deleted = 4000;
    progress.expected = -1;
    progress.state = DeletionProgress::State::Failed;
    progress.error.text = "Redis is gone.";
    progress.unsure = 100;
    QCOMPARE(plain(progress.text()),
        QString::fromUtf8("4 000 keys deleted, then it failed: Redis is gone. The connection broke "
                          "while 100 keys were being deleted: those may be gone or not."));
}

QTEST_GUILESS_MAIN(TestExpectedLoad)
#include "tst_expectedload.moc"
