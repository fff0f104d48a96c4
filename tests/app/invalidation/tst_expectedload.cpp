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
    void aHotKeyByName();
    void aColdKeyByName();
    void nobodyReadsIt();
    void withoutABurst();
    void nothingKnown();
    void whatAQueryCosts();
    void nothingMatches();
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

void TestExpectedLoad::progressIsOneSentence()
{
    DeletionProgress progress;
    progress.state = DeletionProgress::State::Stopped;
    progress.deleted = 4000;
    progress.expected = 8214;
    QCOMPARE(plain(progress.text()),
        QString::fromUtf8("4 000 of 8 214 keys deleted, then stopped by you."));
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
