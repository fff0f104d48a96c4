// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/watchhistory.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
RedisLook redisLook(SinceStart at, std::uint64_t hits, Duration span = 1s)
{
    RedisLook look;
    look.at = at;
    look.health = ServerChange::State::Up;
    look.counts.span = span;
    look.counts.hits = hits;
    look.counts.commands = hits + 1;
    look.state.usedMemory = 1000 + hits;
    look.state.keys = 7;
    CommandCounts get;
    get.name = "get";
    get.calls = hits;
    get.time = 10us * std::int64_t(hits);
    get.latencies.add(100us, hits);
    CommandCounts set;
    set.name = "set";
    set.calls = 1000;
    set.latencies.add(10ms, 1000);
    look.commands = {get, set};
    return look;
}

PostgresLook postgresLook(SinceStart at, std::uint64_t commits, Duration span = 1s)
{
    PostgresLook look;
    look.at = at;
    look.health = ServerChange::State::Up;
    look.counts.span = span;
    look.counts.commits = commits;
    look.state.sessions = 20;
    look.state.waitingForLocks = commits % 5;
    return look;
}

std::uint64_t hits(const std::vector<Moment> &moments)
{
    std::uint64_t sum = 0;
    for (const auto &moment : moments)
        sum += moment.redis.hits;
    return sum;
}

void fill(WatchHistory &history, int seconds)
{
    for (int s = 1; s <= seconds; ++s)
        history.add(redisLook(std::chrono::seconds{s} - 1ms, std::uint64_t(s % 17)));
}
} // namespace

class TestWatchHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void emptyIsEmpty()
    {
        const WatchHistory history;
        QCOMPARE(history.begin(), SinceStart{});
        QVERIFY(history.between(5s, 5s).empty());
        const auto gap = history.between(0s, 3s);
        QCOMPARE(gap.size(), std::size_t(3));
        QVERIFY(!gap[1].redisKnown);
        QCOMPARE(history.total(0s, 10s).redis.span, Duration{});
    }

    void everyResolutionHasTheSameSums()
    {
        WatchHistory history;
        fill(history, 800);
        for (const auto &[from, to] : {std::pair{60s, 120s}, {0s, 780s}, {600s, 660s}}) {
            const auto fine = history.between(from, to);
            QCOMPARE(fine.size(), std::size_t((to - from) / 1s));
            const auto sum = hits(fine);
            QCOMPARE(hits(history.between(from, to, 10s)), sum);
            QCOMPARE(hits(history.between(from, to, 60s)), sum);
            QCOMPARE(hits(history.between(from, to, 20s)), sum);
            QCOMPARE(history.total(from, to).redis.hits, sum);
            QCOMPARE(history.total(from, to).redis.span, Duration{to - from});
        }
        // What is kept at 10 s and 60 s was summed from the looks, not from the finer stretches.
        std::uint64_t bySeconds = 0, byMinutes = 0;
        for (const auto &moment : history.all()) {
            if (moment.length == 1s && moment.from < 780s)
                bySeconds += moment.redis.hits;
            else if (moment.length == 60s && moment.from < 780s)
                byMinutes += moment.redis.hits;
        }
        QCOMPARE(bySeconds, byMinutes);
    }

    void olderTimesAreCoarserButNothingIsLost()
    {
        WatchHistory history;
        const int seconds = 3 * 3600;
        fill(history, seconds);
        std::uint64_t all = 0;
        for (int s = 1; s <= seconds; ++s)
            all += std::uint64_t(s % 17);
        const auto moments = history.between(0s, std::chrono::seconds{seconds});
        QCOMPARE(hits(moments), all);
        SinceStart at{};
        Duration last = 60s;
        for (const auto &moment : moments) {
            QCOMPARE(moment.from, at); // consecutive
            QVERIFY(moment.length <= last); // finer and finer
            QVERIFY(moment.length == 1s || moment.length == 10s || moment.length == 60s);
            at = moment.to();
            last = moment.length;
        }
        QCOMPARE(moments.front().length, Duration{60s});
        QCOMPARE(moments.back().length, Duration{1s});
        // Never more precise than kept: a second of an hour and a half ago is one of ten.
        const auto old = history.between(5400s, 5401s);
        QCOMPARE(old.size(), std::size_t(1));
        QCOMPARE(old[0].length, Duration{10s});
        QCOMPARE(old[0].from, SinceStart{5400s});
    }

    void coarserStepsMergeOnTheirBorders()
    {
        WatchHistory history;
        fill(history, 3600);
        const auto moments = history.between(2600s, 3600s, 15s);
        QCOMPARE(moments.front().from % 20s, Duration{}); // of 10 s stretches: steps of 20 s
        for (std::size_t i = 0; i < moments.size(); ++i) {
            QVERIFY(moments[i].length >= 15s);
            if (i > 0)
                QCOMPARE(moments[i].from, moments[i - 1].to());
        }
        QVERIFY(moments.back().to() >= 3600s);
        // The same points, when the range moves on by a second.
        const auto moved = history.between(2601s, 3600s, 15s);
        QCOMPARE(moved[5].from, moments[5].from);
    }

    void memoryIsBounded()
    {
        WatchHistory history;
        for (int s = 1; s <= 30 * 3600; s += 1) {
            if (s < 26 * 3600 && s % 10 != 0)
                continue;
            history.add(redisLook(std::chrono::seconds{s}, 1));
        }
        std::size_t bytes = 0;
        for (const auto &moment : history.all())
            bytes += sizeof(moment);
        QVERIFY2(bytes < 6'000'000, qPrintable(QString::number(bytes)));
        QVERIFY(history.all().size() <= 900 + 720 + 1440);
        QVERIFY(history.begin() <= SinceStart{6h + 60s});
        QVERIFY(history.begin() >= SinceStart{6h - 60s});
    }

    void gapsStayGaps()
    {
        WatchHistory history;
        fill(history, 10);
        history.add(redisLook(60500ms, 5));
        const auto moments = history.between(0s, 61s);
        QVERIFY(moments[9].redisKnown);
        for (std::size_t s = 10; s < 59; ++s) {
            QCOMPARE(moments[s].redis.span, Duration{});
            QVERIFY(!moments[s].redisKnown);
        }
        QVERIFY(moments[60].redisKnown);
        // And a gap within a coarse stretch takes no state from nowhere.
        QCOMPARE(history.total(0s, 30s).keys, 7u);
    }

    void aLookOfSeveralSecondsIsNoGap()
    {
        WatchHistory history;
        for (int s = 10; s <= 60; s += 10)
            history.add(redisLook(std::chrono::seconds{s} + 300ms, 100, 10s));
        const auto moments = history.between(0s, 61s);
        for (std::size_t s = 0; s < moments.size(); ++s) {
            const bool ended = s >= 10 && s % 10 == 0;
            QCOMPARE(moments[s].redisLooks, ended ? 1u : 0u);
            QCOMPARE(moments[s].redis.span, ended ? Duration{10s} : Duration{});
            QVERIFY(moments[s].redisKnown);
            if (ended)
                QCOMPARE(moments[s].redis.perSecond(moments[s].redis.hits), 10.0);
        }
        QVERIFY(!moments[5].postgresKnown);
    }

    void jitterIsNoGap()
    {
        WatchHistory history;
        history.add(redisLook(1990ms, 5));
        history.add(redisLook(3010ms, 5, 1020ms));
        const auto moments = history.between(1s, 4s);
        QCOMPARE(moments[1].redisLooks, 0u);
        QVERIFY(moments[1].redisKnown);
    }

    void aRestartBetweenLooksIsHarmless()
    {
        WatchHistory history;
        fill(history, 10);
        auto away = redisLook(11s, 0, 0s);
        away.health = ServerChange::State::Lost;
        history.add(away);
        auto first = redisLook(12s, 0, 0s); // the new process: nothing counted yet
        first.state.keys = 1;
        history.add(first);
        history.add(redisLook(13s, 4));
        const auto total = history.total(0s, 14s);
        QCOMPARE(total.redis.span, Duration{11s});
        QVERIFY(!total.redisUp);
        QCOMPARE(history.total(12s, 13s).keys, 1u);
        QVERIFY(history.total(12s, 13s).redisUp);
        QVERIFY(!history.total(11s, 12s).redisUp);
        QVERIFY(!history.between(11s, 12s)[0].redisKnown);
    }

    void looksMayComeLateAndOutOfOrder()
    {
        WatchHistory history;
        history.add(redisLook(100s, 1));
        history.add(postgresLook(98500ms, 3));
        history.add(postgresLook(97500ms, 4));
        QCOMPARE(history.end(), SinceStart{100s});
        const auto moments = history.between(97s, 101s);
        QCOMPARE(moments[0].postgres.commits, 4u);
        QCOMPARE(moments[1].postgres.commits, 3u);
        QCOMPARE(moments[1].waitingMost, 3u);
        QCOMPARE(moments[3].redis.hits, 1u);
        QCOMPARE(history.total(90s, 101s).waitingMost, 4u);
        history.add(postgresLook(100000s, 1)); // long after: everything finer has left
        history.add(postgresLook(99s, 1)); // older than what is kept: nothing to file it in
        QCOMPARE(history.total(100000s, 100001s).postgres.commits, 1u);
    }

    void onlyReadingCommandsCountAsReads()
    {
        WatchHistory history;
        history.add(redisLook(1s, 40));
        const auto total = history.total(0s, 2s);
        QCOMPARE(total.getCalls, 40u);
        QCOMPARE(total.redisReads.count(), 40u);
        QCOMPARE(total.redisReads.quantile(0.99), Duration{128us});
        QCOMPARE(total.getTime, Duration{400us});
    }

    void survivesASnapshot()
    {
        WatchHistory history;
        fill(history, 2000);
        WatchHistory restored;
        restored.restore(history.all());
        QCOMPARE(restored.all().size(), history.all().size());
        QCOMPARE(restored.begin(), history.begin());
        QVERIFY(history.end() - restored.end() < 1s);
        QCOMPARE(hits(restored.between(0s, 2000s)), hits(history.between(0s, 2000s)));
        QCOMPARE(restored.between(0s, 2000s).size(), history.between(0s, 2000s).size());
    }
};

QTEST_GUILESS_MAIN(TestWatchHistory)
#include "tst_watchhistory.moc"
