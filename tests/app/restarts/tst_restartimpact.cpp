// SPDX-License-Identifier: GPL-3.0-or-later
// What a restart cost, from a history made by hand, so that each figure is known in advance.
#include "restarts/commandend.h"
#include "restarts/restartimpacttext.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
// One look a second: hits of 100 reads, keys, transactions.
void look(WatchHistory &history, SinceStart at, std::uint64_t hits, std::uint64_t keys,
    std::uint64_t commits, std::uint64_t errors = 0)
{
    RedisLook redis;
    redis.at = at;
    redis.health = ServerChange::State::Up;
    redis.counts.span = 1s;
    redis.counts.hits = hits;
    redis.counts.misses = 100 - hits;
    redis.counts.errors = errors;
    redis.state.keys = keys;
    history.add(redis);
    PostgresLook postgres;
    postgres.at = at;
    postgres.health = ServerChange::State::Up;
    postgres.counts.span = 1s;
    postgres.counts.commits = commits;
    history.add(postgres);
}

ProbeReading backAfter(Duration time)
{
    ProbeReading reading;
    reading.isReady = true;
    reading.awayAfter = 200ms;
    reading.backAfter = time;
    reading.isNewProcess = true;
    return reading;
}

// Ordered at 100 s, away until 102.1 s; then 10 %, 50 %, and from 106 s on as before.
WatchHistory story()
{
    WatchHistory history;
    for (auto at = 60s; at < 100s; ++at)
        look(history, at + 400ms, 96, 1000, 20);
    RedisLook lost;
    lost.at = 101s + 400ms;
    lost.health = ServerChange::State::Lost;
    history.add(lost);
    // The first look at a new process has nothing to compare with.
    RedisLook first;
    first.at = 102s + 400ms;
    first.health = ServerChange::State::Up;
    first.state.keys = 3;
    history.add(first);
    look(history, 103s + 400ms, 10, 90, 400, 2);
    look(history, 104s + 400ms, 50, 300, 250, 1);
    for (auto at = 106s; at <= 130s; ++at)
        look(history, at + 400ms, 95, 900, 25);
    return history;
}
} // namespace

class TestRestartImpact : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void figuresOfRedis();
    void notYetBack();
    void withoutReadsThereIsNothingToWarm();
    void givesUp();
    void theSameProcessIsNoRestart();
    void aProcessThatIsNotKnownIsNotCalledRestarted();
    void keysOfARedisThatWasAwayBefore();
    void errorsCountFromTheOrder();
    void endsOfCommandsInPlainWords();
};

void TestRestartImpact::figuresOfRedis()
{
    const auto history = story();
    const auto impact = restartImpact(Tier::Redis, history, 100s, 130s, backAfter(2100ms));
    QCOMPARE(qRound(impact.hitRateBefore * 100), 96);
    QCOMPARE(qRound(impact.hitRateLowest * 100), 10);
    QCOMPARE(qRound(impact.hitRateNow * 100), 95);
    QCOMPARE(qRound(impact.loadBefore), 20);
    QCOMPARE(qRound(impact.loadMost), 400);
    QCOMPARE(impact.errors, 3u);
    QCOMPARE(impact.keysBefore, std::optional<std::uint64_t>(1000));
    // Whole stretches after it was back count: the first of them ended with 90 keys.
    QCOMPARE(impact.keysLost, std::optional<std::uint64_t>(910));
    QVERIFY(impact.warmAfter);
    QCOMPARE(std::chrono::duration_cast<std::chrono::seconds>(*impact.warmAfter).count(), 6);
    QVERIFY(impact.isOver && !impact.gaveUp);
    const auto text = restartSentence(impact);
    QVERIFY2(text.contains(QStringLiteral("910 keys lost")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("back at nine tenths")), qPrintable(text));
}

void TestRestartImpact::notYetBack()
{
    const auto history = story();
    const auto away = restartImpact(Tier::Redis, history, 100s, 101s, {});
    QVERIFY(!away.isOver && !away.backAfter && !away.warmAfter && !away.keysLost);
    QVERIFY(!restartSentence(away).contains(QStringLiteral("lost")));
    // Answering again is not being warm again.
    const auto cold = restartImpact(Tier::Redis, history, 100s, 105s, backAfter(2100ms));
    QVERIFY(!cold.isOver && !cold.warmAfter);
    QVERIFY(cold.hitRateLowest < 0.2);
}

void TestRestartImpact::withoutReadsThereIsNothingToWarm()
{
    const WatchHistory nothing;
    const auto impact = restartImpact(Tier::Redis, nothing, 100s, 120s, backAfter(1s));
    QVERIFY(!impact.hasWarmth() && impact.isOver && impact.hitRateBefore < 0);
    for (const auto &figure : restartFigures(impact))
        QVERIFY(figure.of != RestartFigure::Of::Warm && figure.of != RestartFigure::Of::HitRate);
}

void TestRestartImpact::givesUp()
{
    const auto history = story();
    ProbeReading away;
    away.awayAfter = 200ms;
    away.isAwayNow = true;
    const auto impact = restartImpact(Tier::Redis, history, 100s, 401s, away);
    QVERIFY(impact.isOver && impact.gaveUp);
    QVERIFY(restartSentence(impact).contains(QStringLiteral("not seen to answer again")));
    QCOMPARE(restartStatus(impact), QStringLiteral("not seen to answer again"));
}

void TestRestartImpact::theSameProcessIsNoRestart()
{
    const auto history = story();
    ProbeReading same; // it was slow for a moment
    same.isReady = true;
    same.awayAfter = 200ms;
    const auto during = restartImpact(Tier::Redis, history, 100s, 105s, same);
    QVERIFY(!during.isOver);
    QCOMPARE(restartSentence(during), QStringLiteral("Redis was not seen to restart yet"));
    same.isOver = true; // nobody looks any more
    const auto impact = restartImpact(Tier::Redis, history, 100s, 130s, same);
    QVERIFY(impact.isOver && !impact.gaveUp && !impact.isBack() && !impact.keysLost);
    QCOMPARE(restartStatus(impact), QStringLiteral("not seen to restart"));
    QCOMPARE(restartSentence(impact), QStringLiteral("Redis was not seen to restart"));
    QCOMPARE(restartFigures(impact).size(), std::size_t(1));
}

void TestRestartImpact::aProcessThatIsNotKnownIsNotCalledRestarted()
{
    const auto history = story();
    auto seen = backAfter(2100ms);
    seen.isNewProcess = false;
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        const auto impact = restartImpact(tier, history, 100s, 130s, seen);
        const auto text = restartSentence(impact);
        QVERIFY2(!text.contains(QStringLiteral("restarted")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("not known whether it is another process")),
            qPrintable(text));
        QVERIFY(restartStatus(impact).contains(QStringLiteral("not known")));
    }
}

void TestRestartImpact::keysOfARedisThatWasAwayBefore()
{
    WatchHistory history;
    for (auto at = 103s; at < 130s; ++at)
        look(history, at + 400ms, 95, 900, 25);
    const auto impact = restartImpact(Tier::Redis, history, 100s, 130s, backAfter(2100ms));
    QVERIFY(!impact.keysBefore && !impact.keysLost);
    for (const auto &figure : restartFigures(impact))
        QVERIFY(figure.of != RestartFigure::Of::Keys);
}

void TestRestartImpact::errorsCountFromTheOrder()
{
    const auto history = story();
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        const auto figures
            = restartFigures(restartImpact(tier, history, 100s, 130s, backAfter(2100ms)));
        QCOMPARE(int(figures.back().of), int(RestartFigure::Of::Errors));
        QVERIFY2(figures.back().definition.contains(QStringLiteral("since the order")),
            qPrintable(figures.back().definition));
    }
}

void TestRestartImpact::endsOfCommandsInPlainWords()
{
    using Kind = CommandEnd::Kind;
    using Way = RestartWay;
    const auto s = [](const char *text) { return QString::fromUtf8(text); };
    const Way unit{Way::Kind::Systemd, s("redis")}, box{Way::Kind::Docker, s("shop")},
        typed{Way::Kind::Command, s("sudo systemctl restart redis")};
    const auto is = [&](const Way &way, int code, const char *output, Kind kind) {
        const auto end = commandEnd(way, code, s(output));
        if (end.kind != kind || end.text.isEmpty())
            qWarning("%s: %s", output, qPrintable(end.text));
        return end.kind == kind && !end.text.isEmpty();
    };
    QVERIFY(is(unit, 0, "", Kind::Succeeded));
    // The words of the real programs.
    QVERIFY(is(unit, 5, "Failed to restart redis.service: Unit redis.service not found.\n",
        Kind::NotFound));
    QVERIFY(is(unit, 1, "Failed to restart redis.service: Interactive authentication required.\n",
        Kind::NoRights));
    QVERIFY(is(unit, 4, "Failed to restart redis.service: Access denied\n", Kind::NoRights));
    QVERIFY(is(unit, 1, "System has not been booted with systemd as init system (PID 1).\n",
        Kind::Failed));
    QVERIFY(is(box, 1, "Error response from daemon: No such container: shop\n", Kind::NotFound));
    QVERIFY(is(box, 1,
        "permission denied while trying to connect to the Docker daemon socket at "
        "unix:///var/run/docker.sock\n",
        Kind::NoRights));
    QVERIFY(is(box, 1, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n",
        Kind::Failed));
    QVERIFY(is(typed, 127, "sh: 1: sudoo: not found\n", Kind::NotFound));
    QVERIFY(is(typed, 1, "sudo: a terminal is required to read the password\n", Kind::NoRights));
    QVERIFY(is(typed, 3, "one\nlast words\n\n", Kind::Failed));
    QVERIFY(commandEnd(typed, 3, s("one\nlast words\n\n")).text.contains(s("last words")));
    QVERIFY(commandEnd(unit, 4, s("Access denied")).text.contains(s("needs sudo")));
}

QTEST_GUILESS_MAIN(TestRestartImpact)
#include "tst_restartimpact.moc"
