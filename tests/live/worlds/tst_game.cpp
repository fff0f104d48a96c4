// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/traffic.h"
#include "support/worldservers.h"
#include "worlds/livegame.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>
#include <map>
#include <set>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
GameSize smallGame()
{
    GameSize size;
    size.accounts = 500;
    size.matches = 300;
    size.players = 20;
    size.unlocks = 1000;
    size.purchases = 600;
    return size;
}

GameRules rules(std::chrono::milliseconds lasts)
{
    GameRules rules;
    rules.matchLasts = lasts;
    rules.heartbeatLasts = 1500ms;
    rules.active = 60;
    rules.playing = 30;
    return rules;
}

using Scores = std::map<std::string, std::int64_t>;
} // namespace

class TestGame : public QObject, private WorldServers
{
    Q_OBJECT
    std::unique_ptr<LiveGame> game(std::chrono::milliseconds lasts = 1h)
    {
        auto made = std::make_unique<LiveGame>(smallGame(), rules(lasts));
        return made->prepare(ownerOptions(), {}, {}) ? std::move(made) : nullptr;
    }
    std::int64_t lastMatch() { return ask("SELECT max(id) FROM tierlens_game.matches"); }
    Scores inPostgres(std::int64_t match)
    {
        const auto rows = owner->run(
            "SELECT a.name, r.score FROM tierlens_game.results r JOIN tierlens_game.accounts a "
            "ON a.id = r.player WHERE r.match = "
            + std::to_string(match));
        Scores scores;
        for (std::size_t i = 0; i < rows->rows.size(); ++i)
            scores[std::string(rows->text(i, 0))] = rows->number(i, 1);
        return scores;
    }
    Scores inRedis(const std::string &key)
    {
        const auto rows = watcher->command({"ZRANGE", key, "0", "-1", "WITHSCORES"});
        Scores scores;
        for (std::size_t i = 0; i + 1 < rows->size(); i += 2)
            scores[std::string((*rows)[i].text())] = (*rows)[i + 1].integer();
        return scores;
    }
    static std::int64_t sum(const Scores &scores)
    {
        std::int64_t all = 0;
        for (const auto &[name, points] : scores)
            all += points;
        return all;
    }
    std::set<std::string> keys()
    {
        if (!watcher->open())
            return {"Redis is gone"};
        std::set<std::string> found;
        const auto all = watcher->command({"KEYS", "tierlens:*"});
        for (std::size_t i = 0; i < all->size(); ++i)
            found.emplace((*all)[i].text());
        return found;
    }
    const Board::Fact *fact(const char *label)
    {
        drain();
        if (!board)
            return nullptr;
        for (const auto &found : board->facts) {
            if (found.label == label)
                return &found;
        }
        return nullptr;
    }
    bool hasSaved()
    {
        drain();
        return board && std::any_of(board->facts.begin(), board->facts.end(), [](const auto &fact) {
            return fact.label.find("Last result") == 0;
        });
    }
    bool noted(const char *words)
    {
        drain();
        return noteSays(words);
    }
    std::string checksum()
    {
        std::string all;
        for (const char *table : {"accounts", "unlocks", "purchases", "matches", "results"}) {
            const auto sum = owner->run(std::string("SELECT sum(hashtextextended(t::text, 0)) FROM "
                                                    "(SELECT * FROM tierlens_game.")
                + table + ") t");
            all += std::string(sum->text(0, 0)) + ' ';
        }
        return all;
    }
    bool restartRedis()
    {
        redis.kill();
        return redis.start() && watcher->open();
    }
    bool restartPostgres() { return postgres.start() && owner->open(); }

    Random random{7};

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(startServers());
        QVERIFY(game());
    }
    void init()
    {
        QVERIFY(watcher->open() && watcher->command({"FLUSHALL"}));
        QVERIFY(owner->open());
        policies.worldSwitch = false;
        ledger.clear();
        board.reset();
        drain();
    }

    void sizesAreExactAndResultsAreSound()
    {
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.accounts"), 500);
        QCOMPARE(ask("SELECT count(DISTINCT name) FROM tierlens_game.accounts"), 500);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.results WHERE match <= 300"), 6000);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.unlocks"), 1000);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.purchases"), 600);
        // Account 1 has played all matches, and everybody can have played.
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.results WHERE player = 1"), 300);
        QVERIFY(ask("SELECT max(player) FROM tierlens_game.results") > 400);
        // Places are 1 … 20 in each match, in the order of the scores; the winner is the first.
        QCOMPARE(ask("SELECT count(*) FROM (SELECT match FROM tierlens_game.results GROUP BY match "
                     "HAVING count(DISTINCT place) = 20 AND max(place) = 20) m"),
            300);
        QCOMPARE(ask("SELECT count(*) FROM (SELECT place, row_number() OVER "
                     "(PARTITION BY match ORDER BY score DESC) AS n FROM tierlens_game.results) r "
                     "WHERE place <> n"),
            0);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.matches m JOIN tierlens_game.results r "
                     "ON r.match = m.id AND r.player = m.winner AND r.place = 1"),
            300);
    }

    void theSameSeedMakesTheSameRows()
    {
        const auto seedAndSum = [this](std::int64_t seed) {
            auto size = smallGame();
            size.seed = seed;
            LiveGame scenario(size, rules(1h));
            if (!owner->run("DROP SCHEMA tierlens_game CASCADE"))
                return std::string();
            return scenario.prepare(ownerOptions(), {}, {}) ? checksum() : std::string();
        };
        const auto one = seedAndSum(1), two = seedAndSum(2), oneAgain = seedAndSum(1);
        QVERIFY(!one.empty());
        QCOMPARE(oneAgain, one);
        QVERIFY(two != one);
        QVERIFY(*game()->isPrepared(*owner)); // and is kept
        QCOMPARE(checksum(), one);
    }

    void everyKeyIsReadBackFromItsName()
    {
        const auto world = game();
        for (std::size_t player = 0; player < 60; ++player) {
            for (const auto &plan :
                {world->plans().career(player), world->plans().inventory(player)}) {
                const auto again = world->readPlanFor(plan.key);
                QVERIFY(again);
                QCOMPARE(again->key, plan.key);
                QCOMPARE(again->operation, plan.operation);
                QVERIFY(again->parameters == plan.parameters);
            }
        }
        QVERIFY(!world->readPlanFor("tierlens:career:nobody"));
        QVERIFY(!world->readPlanFor("tierlens:leaderboard:now"));
    }

    void aCareerIsWhatTheResultsSay()
    {
        const auto world = game();
        const auto mine = layer();
        const auto &first = mine->read(world->plans().career(0));
        QCOMPARE(first.outcome, Outcome::Miss);
        QCOMPARE(first.value.parts[0], std::string("matches"));
        QCOMPARE(std::stoll(first.value.parts[1]),
            ask("SELECT count(*) FROM tierlens_game.results WHERE player = 1"));
        QCOMPARE(std::stoll(first.value.parts[3]),
            ask("SELECT count(*) FROM tierlens_game.matches WHERE winner = 1"));
        QCOMPARE(std::stoll(first.value.parts[5]),
            ask("SELECT max(score) FROM tierlens_game.results WHERE player = 1"));
        QCOMPARE(mine->read(world->plans().career(0)).outcome, Outcome::Hit);
    }

    void aPurchaseIsSeenAtOnce()
    {
        const auto world = game();
        const auto mine = layer();
        mine->read(world->plans().inventory(0));
        QVERIFY(keys().count("tierlens:inventory:neon-fox") == 1);
        const auto bought = world->change(*mine);
        QCOMPARE(bought.outcome, Outcome::Write);
        QCOMPARE(bought.keysDropped, 1u);
        QCOMPARE(bought.text, std::string("neon-fox has bought: Golden crown"));
        const auto &now = mine->read(world->plans().inventory(0));
        QCOMPARE(now.outcome, Outcome::Miss);
        QCOMPARE(now.value.parts.front(), std::string("Golden crown"));
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.purchases WHERE item = 'Golden crown' AND "
                     "player = 1"),
            1);
        const auto check = world->verifyTruth(*owner, ledger);
        QCOMPARE(check->acknowledged, 1u);
        QCOMPARE(check->lost, 0u);
    }

    void theResultIsTheLeaderboardAndNothingTemporaryStays()
    {
        const auto world = game();
        const auto mine = layer();
        const auto before = lastMatch();
        world->clockwork(*mine, random);
        QCOMPARE(static_cast<std::int64_t>(world->match()), before + 1);
        for (std::size_t i = 0; i < 500; ++i)
            world->score(*mine, i * 7 % 30, 5 + static_cast<int>(i % 3));
        const auto onBoard = inRedis("tierlens:leaderboard:now");
        QCOMPARE(onBoard.size(), 30u);
        mine->read(world->plans().career(0));

        const auto commits = [this] {
            return ask("SELECT count(DISTINCT xmin::text) FROM tierlens_game.results r "
                       "WHERE match > 300");
        };
        const auto commitsBefore = commits();
        const auto sentence = world->perform("end", *mine);
        QVERIFY2(sentence, sentence ? "" : sentence.error().text.c_str());
        QVERIFY2(sentence->find("30 results in one transaction") != std::string::npos,
            sentence->c_str());
        QCOMPARE(commits(), commitsBefore + 1);
        QCOMPARE(lastMatch(), before + 1);
        QVERIFY(inPostgres(before + 1) == onBoard);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.results WHERE place = 1 AND match = "
                     + std::to_string(before + 1)),
            1);
        const auto winner = owner->run(
            "SELECT a.name, m.players FROM tierlens_game.matches m JOIN tierlens_game.accounts a "
            "ON a.id = m.winner ORDER BY m.id DESC LIMIT 1");
        QVERIFY(sentence->find(std::string(winner->text(0, 0)) + " wins") != std::string::npos);
        QCOMPARE(winner->number(0, 1), 30);
        // Only the next match is left, and what is older than the result is gone as well.
        QVERIFY(keys() == std::set<std::string>{"tierlens:match:now"});
        QCOMPARE(static_cast<std::int64_t>(world->match()), before + 2);
        // An end without a score is none.
        QVERIFY(world->perform("end", *mine)->find("nothing to save") != std::string::npos);
        QCOMPARE(lastMatch(), before + 1);
        QVERIFY(keys() == std::set<std::string>{"tierlens:match:now"});
        QVERIFY(!world->perform("begin", *mine));
        QCOMPARE(world->verifyTruth(*owner, ledger)->acknowledged, 1u);
        QCOMPARE(world->verifyTruth(*owner, ledger)->lost, 0u);
    }

    void noScoreSlipsThroughWhileMatchesEnd()
    {
        const auto world = game(150ms); // a dozen matches or so
        const auto before = lastMatch();
        const auto referee = layer();
        world->clockwork(*referee, random);
        constexpr std::size_t Clients = 16;
        std::atomic<bool> stop{false};
        std::atomic<std::int64_t> added{0}, scores{0};
        std::vector<std::jthread> clients;
        for (std::size_t i = 0; i < Clients; ++i) {
            clients.emplace_back([&, i] {
                const auto own = layer();
                Random luck(i);
                while (!stop) {
                    const int points = 1 + static_cast<int>(luck() % 9);
                    const auto answer = own->live(world->plans().score(luck() % 60, points));
                    if (answer.outcome == Outcome::Live) {
                        added += points;
                        ++scores;
                    }
                }
            });
        }
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 2500) {
            world->clockwork(*referee, random);
            std::this_thread::sleep_for(10ms);
        }
        stop = true;
        clients.clear();
        const auto saved = ask("SELECT coalesce(sum(score), 0) FROM tierlens_game.results WHERE "
                               "match > "
            + std::to_string(before));
        QVERIFY(lastMatch() - before >= 5);
        QVERIFY(scores > 1000);
        QCOMPARE(saved + sum(inRedis("tierlens:leaderboard:now")), added.load());
        for (const auto &key : keys())
            QVERIFY2(key.rfind("tierlens:leaderboard:now", 0) == 0 || key == "tierlens:match:now",
                key.c_str());
    }

    void heartbeatsExpire()
    {
        const auto world = game();
        const auto mine = layer();
        for (std::size_t player = 0; player < 40; ++player)
            mine->live(world->plans().heartbeat(player, GameReferee::clock(), 1500ms));
        QCOMPARE(keys().size(), 41u); // and the list of all
        world->clockwork(*mine, random);
        QVERIFY(fact("Online now"));
        QCOMPARE(fact("Online now")->value, std::string("40"));
        std::this_thread::sleep_for(1000ms);
        for (std::size_t player = 0; player < 10; ++player)
            mine->live(world->plans().heartbeat(player, GameReferee::clock(), 1500ms));
        std::this_thread::sleep_for(800ms);
        // Redis itself has let go of those who went, and the list agrees with it.
        QCOMPARE(watcher->command({"EXISTS", "tierlens:online:neon-fox"})->integer(), 1);
        const auto left = keys();
        QCOMPARE(std::count_if(left.begin(), left.end(),
                     [](const auto &key) { return key.rfind("tierlens:online:", 0) == 0; }),
            10);
        const auto counted = mine->live(GamePlans::whoIsOnline(GameReferee::clock() - 1500));
        QCOMPARE(counted[1].integer(), 10);
    }

    // What is refused because Redis was silent must not count as another silence: asked often
    // enough, nobody would ever try again.
    void afterASilenceRedisIsAskedAgainByThoseWhoNeverStopAsking()
    {
        const auto world = game();
        const auto one = layer(), other = layer();
        const auto score = [&](DataLayer &who) { return who.live(world->plans().score(1, 5)); };
        QCOMPARE(score(*one).outcome, Outcome::Live);
        redis.pause();
        QCOMPARE(score(*one).outcome, Outcome::Failed); // waits out one timeout
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(score(*other).outcome, Outcome::Failed);
            std::this_thread::sleep_for(5ms);
        }
        redis.resume();
        QTRY_VERIFY_WITH_TIMEOUT(
            (score(*other), score(*one).outcome == Outcome::Live), 5000); // twenty times a second
        QTRY_COMPARE_WITH_TIMEOUT(score(*other).outcome, Outcome::Live, 3000);
    }

    void aRestartOfRedisLosesTheRunningMatchAlone()
    {
        const auto world = game();
        const auto mine = layer();
        world->clockwork(*mine, random);
        for (std::size_t i = 0; i < 100; ++i)
            world->score(*mine, i % 30, 5);
        QVERIFY(world->perform("end", *mine));
        const auto saved = inPostgres(lastMatch());
        QCOMPARE(sum(saved), 500);
        for (std::size_t i = 0; i < 77; ++i)
            world->score(*mine, i % 30, 5);
        const auto lost = world->match();
        const auto before = checksum();
        redis.kill();
        world->clockwork(*mine, random);
        QVERIFY(fact("Redis"));
        QCOMPARE(fact("Redis")->value, std::string("does not answer"));
        QCOMPARE(world->match(), lost);
        QVERIFY(restartRedis());
        world->clockwork(*mine, random);
        QTRY_VERIFY((world->clockwork(*mine, random), world->match() == lost + 1));
        QVERIFY(noted("Redis has forgotten match"));
        const auto *told = fact("Lost with Redis");
        QVERIFY(told);
        QCOMPARE(told->value, std::string("77 scores"));
        QVERIFY(told->note.find("Match " + std::to_string(lost)) != std::string::npos);
        QCOMPARE(checksum(), before); // not a row of Postgres has changed
        QVERIFY(inPostgres(lastMatch()) == saved);
        // And the new match counts as any other.
        for (std::size_t i = 0; i < 10; ++i)
            world->score(*mine, i, 5);
        QVERIFY(world->perform("end", *mine));
        QCOMPARE(sum(inPostgres(static_cast<std::int64_t>(lost) + 1)), 50);
        QVERIFY(inPostgres(static_cast<std::int64_t>(lost)).empty());
    }

    void aResultWaitsForPostgres()
    {
        const auto world = game();
        const auto mine = layer();
        world->clockwork(*mine, random);
        for (std::size_t i = 0; i < 60; ++i)
            world->score(*mine, i % 30, 5);
        const auto first = world->match();
        QVERIFY(postgres.stop());
        const auto sentence = world->perform("end", *mine);
        QVERIFY(sentence);
        QVERIFY2(sentence->find("waits in Redis") != std::string::npos, sentence->c_str());
        QCOMPARE(world->match(), first + 1);
        // The game goes on, and so does the next match.
        for (std::size_t i = 0; i < 90; ++i)
            world->score(*mine, i % 30, 5);
        QVERIFY(world->perform("end", *mine));
        QElapsedTimer timer;
        timer.start();
        world->clockwork(*mine, random);
        QVERIFY2(timer.elapsed() < 1000, "the board waits for Postgres");
        QVERIFY(fact("Waiting for Postgres"));
        QCOMPARE(fact("Waiting for Postgres")->value, std::string("2 results"));
        QCOMPARE(sum(inRedis(GamePlans::boardOf(first))), 300);

        QVERIFY(restartPostgres());
        QTRY_VERIFY_WITH_TIMEOUT((world->clockwork(*mine, random),
                                     hasSaved() && fact("Waiting for Postgres") == nullptr),
            10'000);
        QCOMPARE(sum(inPostgres(static_cast<std::int64_t>(first))), 300);
        QCOMPARE(sum(inPostgres(static_cast<std::int64_t>(first) + 1)), 450);
        QVERIFY(keys() == std::set<std::string>{"tierlens:match:now"});
    }

    // As after a COMMIT whose answer never came: the result is there, and still waits in Redis.
    void aResultIsNeverSavedTwice()
    {
        const auto mine = layer();
        const auto match = lastMatch();
        const auto before = inPostgres(match);
        QVERIFY(!before.empty());
        const auto key = GamePlans::boardOf(static_cast<std::uint64_t>(match));
        for (const auto &[name, points] : before)
            QVERIFY(watcher->command({"ZADD", key, std::to_string(points + 1), name}));
        QVERIFY(watcher->command({"RPUSH", GamePlans::Unsaved, std::to_string(match)}));
        const auto sum = checksum();
        const auto world = game();
        world->clockwork(*mine, random);
        QCOMPARE(static_cast<std::int64_t>(world->match()), match + 1);
        QVERIFY(keys() == std::set<std::string>{"tierlens:match:now"});
        QCOMPARE(checksum(), sum);
    }

    void anotherTierlensGoesOnWithTheMatch()
    {
        const auto mine = layer();
        std::uint64_t match = 0;
        {
            const auto world = game();
            world->clockwork(*mine, random);
            match = world->match();
            world->score(*mine, 3, 50);
        }
        const auto again = game();
        again->clockwork(*mine, random);
        QCOMPARE(again->match(), match);
        QVERIFY(again->perform("end", *mine));
        QCOMPARE(sum(inPostgres(static_cast<std::int64_t>(match))), 50);
    }

    void aStrangerOnTheBoardDoesNotHoldUpTheResult()
    {
        const auto world = game();
        const auto mine = layer();
        world->clockwork(*mine, random);
        world->score(*mine, 4, 10);
        QVERIFY(watcher->command({"ZINCRBY", "tierlens:leaderboard:now", "99999", "o'stranger"}));
        const auto match = static_cast<std::int64_t>(world->match());
        const auto sentence = world->perform("end", *mine);
        QVERIFY2(sentence->find(world->plans().name(4) + " wins") != std::string::npos,
            sentence->c_str());
        QCOMPARE(sum(inPostgres(match)), 10);
    }

    void theSwitchWritesEveryScore()
    {
        const auto world = game();
        const auto mine = layer();
        QVERIFY(owner->run("TRUNCATE tierlens_game.scores"));
        world->clockwork(*mine, random);
        world->score(*mine, 1, 5);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_game.scores"), 0);
        policies.worldSwitch = true;
        constexpr std::size_t Clients = 8, Each = 200;
        std::vector<std::jthread> clients;
        for (std::size_t i = 0; i < Clients; ++i) {
            clients.emplace_back([&, i] {
                const auto own = layer();
                Random luck(i);
                for (std::size_t n = 0; n < Each; ++n)
                    world->score(*own, 2 + luck() % 20, 5);
            });
        }
        clients.clear();
        const auto counts = drain();
        QCOMPARE(counts.of(GamePlans::Score, Outcome::Live), Clients * Each + 1);
        QCOMPARE(counts.of(GamePlans::StraightScore, Outcome::Write), Clients * Each);
        QCOMPARE(ask("SELECT sum(updates) FROM tierlens_game.scores"),
            static_cast<std::int64_t>(Clients * Each));
        QCOMPARE(ask("SELECT sum(score) FROM tierlens_game.scores"),
            sum(inRedis("tierlens:leaderboard:now")) - 5);
        const auto check = world->verifyTruth(*owner, ledger);
        QCOMPARE(check->acknowledged, Clients * Each);
        QCOMPARE(check->lost, 0u);
        // What is missing is found.
        QVERIFY(owner->run("UPDATE tierlens_game.scores SET updates = updates - 3 WHERE player = "
                           "(SELECT min(player) FROM tierlens_game.scores)"));
        QCOMPARE(world->verifyTruth(*owner, ledger)->lost, 3u);
    }

    void theBoardShowsTheChurn()
    {
        const auto world = game();
        const auto mine = layer();
        const auto measured = [&](bool straight) {
            policies.worldSwitch = straight;
            QElapsedTimer timer;
            timer.start();
            int scores = 0;
            while (timer.elapsed() < 4500) {
                world->score(*mine, static_cast<std::size_t>(scores++) % 30, 5);
                std::this_thread::sleep_for(5ms);
                if (scores % 40 == 0)
                    world->clockwork(*mine, random);
            }
            return 1000.0 * scores / static_cast<double>(timer.elapsed());
        };
        const auto rate = [&](const char *label) {
            const auto *found = fact(label);
            return found
                ? QString::fromStdString(found->value).remove(QChar(0x202f)).chopped(2).toDouble()
                : -1.0;
        };
        const double without = measured(false);
        QVERIFY(rate("Scores into Redis") > 0.6 * without);
        QVERIFY2(rate("Rows into Postgres") < 5, fact("Rows into Postgres")->value.c_str());
        QCOMPARE(fact("Rows with every score in Postgres")->value, std::string("not yet seen"));
        const double with = measured(true);
        QVERIFY2(
            rate("Rows into Postgres") > 0.5 * with, fact("Rows into Postgres")->value.c_str());
        QVERIFY2(rate("Dead rows left") > 0.5 * with, fact("Dead rows left")->value.c_str());
        QVERIFY(rate("Rows with scores in Redis alone") >= 0);
        QVERIFY(rate("Rows with scores in Redis alone") < 5);
    }

    void ourCountsAreTheServersCounts()
    {
        const auto world = game(700ms);
        const auto counted = [this] {
            const auto info = watcher->command({"INFO", "stats"});
            const auto text = QString::fromStdString(std::string(info->text()));
            const auto number = [&text](const char *name) {
                return text.section(QLatin1String(name) + QLatin1Char(':'), 1)
                    .section(QLatin1Char('\r'), 0, 0)
                    .toULongLong();
            };
            const auto calls
                = ask("/* tierlens: own look-up */ SELECT coalesce(sum(calls), 0)::bigint FROM "
                      "pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE rolname = "
                      "'tierlens_app' AND query LIKE '%tierlens_game%' AND query NOT LIKE '%own "
                      "look-up%'");
            return std::array{
                number("keyspace_hits"), number("keyspace_misses"), static_cast<qulonglong>(calls)};
        };
        const auto before = counted();
        drain();
        Traffic traffic({redisOptions(), appOptions(), parts(), *world});
        traffic.setRate(0);
        traffic.start(8);
        QTest::qWait(2500);
        policies.worldSwitch = true;
        QTest::qWait(1000);
        QVERIFY(traffic.quiesce(3s));
        const auto ours = drain();
        const auto after = counted();
        QVERIFY(ours.requests() > 2000);
        QVERIFY(ours.of(GamePlans::MatchResult, Outcome::Write) >= 2);
        QVERIFY(ours.of(GamePlans::StraightScore, Outcome::Write) > 0);
        QCOMPARE(ours.of(Outcome::Failed), 0u);
        QCOMPARE(after[0] - before[0], ours.redis(0).redisHits);
        QCOMPARE(after[1] - before[1], ours.redis(0).redisMisses);
        QCOMPARE(after[2] - before[2], ours.queries());
        traffic.resume();
        traffic.stop();
    }

    void dropLeavesNoTrace()
    {
        const auto world = game();
        const auto mine = layer();
        world->clockwork(*mine, random);
        for (std::size_t i = 0; i < 200; ++i)
            world->play(*mine, random);
        QVERIFY(keys().size() > 10);
        QVERIFY(watcher->command({"SET", "somebody:elses", "1"}));
        QVERIFY(world->drop(ownerOptions(), *watcher));
        QCOMPARE(ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tierlens%'"), 0);
        QCOMPARE(watcher->command({"DBSIZE"})->integer(), 1);
    }
};

QTEST_GUILESS_MAIN(TestGame)
#include "tst_game.moc"
