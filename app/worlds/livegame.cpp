// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegame.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace tierlens {

namespace {
constexpr std::string_view GamePrefix = "tierlens:";
constexpr const char *EndOrder = "end";

// Chosen so that at 400 requests/s and a TTL of 30 s some nine of ten look-ups are hits.
constexpr double AskedSkew = 2.2, AskedFlat = 4;
// So even that the order changes all the time, and yet some have a better chance.
constexpr double PlayingSkew = 1.2, PlayingFlat = 40;

struct Item
{
    const char *name;
    int cents;
};
constexpr std::array Shop{Item{"Golden crown", 999}, Item{"Comet trail", 499},
    Item{"Striped cape", 299}, Item{"Glass shield", 799}, Item{"Polar helmet", 599}};
} // namespace

ScenarioText LiveGame::words()
{
    ScenarioText t;
    t.id = QStringLiteral("game");
    t.title = tr("Live game");
    t.subtitle = tr("leaderboard · online · match");
    t.headline = QStringLiteral("POST /match/score");
    t.writeAction = tr("Buy neon-fox an item");
    t.operations = {tr("score"), tr("heartbeat"), tr("match state"), tr("leaderboard"),
        tr("career"), tr("inventory"), tr("purchase"), tr("veteran's career"), tr("end of a match"),
        tr("match result"), tr("score straight to Postgres"), tr("who is online")};
    t.slowOperation = GamePlans::Veteran;
    t.quickOperation = GamePlans::Career;
    t.quickName = tr("an ordinary player's career");
    t.truth
        = {tr("accounts"), tr("unlocks"), tr("purchases"), tr("results of all finished matches")};
    t.forgettable = {tr("leaderboard of the running match"), tr("who is online"),
        tr("state of the running match"), tr("careers and inventories just looked up")};
    t.lossText = tr("If Redis restarts now, the running match is lost. Accounts, purchases and "
                    "all finished results stay: they are in Postgres.");
    t.samplePattern = QStringLiteral("leaderboard:*");
    t.orders = {{QString::fromLatin1(EndOrder), tr("End the match now"),
        tr("Writes the result of the running match to Postgres in one transaction and removes "
           "its keys from Redis. Watch the leaderboard begin anew.")}};
    t.worldSwitch = {tr("Write every score straight to Postgres"),
        tr("Each score is then a change in Postgres as well. Watch how many rows, how much log "
           "and how many dead rows that makes: this is what Redis saves.")};
    return t;
}

LiveGame::LiveGame(GameSize size, GameRules rules)
    : m_text(words())
    , m_size(size)
    , m_rules([&] {
        rules.active = std::min(rules.active, static_cast<std::size_t>(size.accounts));
        rules.playing = std::min(rules.playing, rules.active);
        return rules;
    }())
    , m_referee(m_plans, m_rules)
    , m_asked(m_rules.active, AskedSkew, AskedFlat)
    , m_playing(m_rules.playing, PlayingSkew, PlayingFlat)
{ }

Result<bool> LiveGame::isPrepared(PostgresConnection &postgres) const
{
    return GameSeeding(m_size, {}, {}, {}).isThere(postgres);
}

Result<Done> LiveGame::prepare(
    const PostgresOptions &options, const Report &report, std::stop_token stop)
{
    if (auto seeded = GameSeeding(m_size, options, report, std::move(stop)).run(); !seeded)
        return seeded;
    PostgresConnection postgres(Seeding::patient(options));
    const auto rows = postgres.run("SELECT name FROM tierlens_game.accounts WHERE id <= "
        + std::to_string(m_rules.active) + " ORDER BY id");
    if (!rows)
        return rows.error();
    if (rows->rows.size() != m_rules.active) {
        return Error{ErrorKind::Refused, {},
            tr("The schema tierlens_game is not complete: reset the sandbox, or drop that schema "
               "and start again.")
                .toStdString(),
            {}};
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < rows->rows.size(); ++i)
        names.emplace_back(rows->text(i, 0));
    m_plans.setNames(std::move(names));
    return Done{};
}

Result<Done> LiveGame::drop(const PostgresOptions &options, RedisConnection &redis) const
{
    PostgresOptions patient = options;
    patient.statementTimeout = std::chrono::minutes{1};
    patient.answerTimeout = std::chrono::minutes{2};
    PostgresConnection postgres(patient);
    if (const auto dropped = postgres.run("DROP SCHEMA IF EXISTS tierlens_game CASCADE"); !dropped)
        return dropped.error();
    const auto removed = unlinkKeys(redis, GamePrefix);
    return removed ? Result<Done>(Done{}) : Result<Done>(removed.error());
}

// Each match is played by others.
std::size_t LiveGame::playerOf(std::uint64_t match, std::size_t rank) const
{
    return static_cast<std::size_t>(match * 37 + rank) % m_rules.active;
}

void LiveGame::play(DataLayer &layer, Random &random)
{
    auto luck = static_cast<int>(random() % 100);
    const auto is = [&luck](int share) { return (luck -= share) < 0; };
    if (is(Heartbeats)) {
        layer.live(m_plans.heartbeat(
            random() % m_rules.active, GameReferee::clock(), m_rules.heartbeatLasts));
    } else if (is(Matches) || match() == 0) { // nobody can score before there is a match
        GamePlans::look(layer, GamePlans::matchState());
    } else if (is(Boards)) {
        GamePlans::look(layer, GamePlans::leaderboard(3));
    } else if (is(Careers)) {
        layer.read(m_plans.career(m_asked(random)));
    } else if (is(Inventories)) {
        layer.read(m_plans.inventory(m_asked(random)));
    } else if (is(Purchases)) {
        const Item &item = Shop[random() % Shop.size()];
        layer.write(m_plans.purchase(random() % m_rules.active, item.name, item.cents));
    } else {
        const auto rank = m_playing(random);
        const auto kind = random() % 100; // a few strokes of luck turn the order round
        const int points = kind < 80 ? 5 : kind < 98 ? 20 : 150;
        score(layer, playerOf(match(), rank), points);
    }
}

void LiveGame::score(DataLayer &layer, std::size_t player, int points)
{
    const auto match = this->match();
    auto plan = m_plans.score(player, points);
    plan.judge = [&plan](const LiveAnswer &answer) { // asked before the value is taken
        plan.value.append(" = ").append(answer[0].text());
        return Outcome::Live;
    };
    if (layer.live(plan).outcome == Outcome::Failed)
        return;
    m_referee.scored(layer.redis().epoch());
    if (layer.policies().worldSwitch)
        layer.write(m_plans.straightScore(player, match, points));
}

WriteAnswer LiveGame::change(DataLayer &layer)
{
    const Item &item = Shop[m_bought++ % Shop.size()];
    return layer.write(m_plans.purchase(0, item.name, item.cents));
}

Result<std::string> LiveGame::perform(std::string_view order, DataLayer &layer)
{
    return order == EndOrder ? m_referee.endNow(layer) : Scenario::perform(order, layer);
}

// Purchases raise their account's version and straight scores their row's `updates` by one, in
// their own transaction: if the number is there, so is the write, and the difference is the number
// of writes that are not. A result is there or not.
Result<TruthCheck> LiveGame::verifyTruth(
    PostgresConnection &postgres, const TruthLedger &ledger) const
{
    struct Kind
    {
        std::string_view subject;
        const char *sql;
    };
    constexpr std::array kinds{Kind{"account ",
                                   "/* tierlens: own look-up */ SELECT id, version "
                                   "FROM tierlens_game.accounts WHERE id = ANY ($1::integer[])"},
        Kind{"score ",
            "/* tierlens: own look-up */ SELECT player, updates "
            "FROM tierlens_game.scores WHERE player = ANY ($1::integer[])"},
        Kind{"match ",
            "/* tierlens: own look-up */ SELECT id, 1 "
            "FROM tierlens_game.matches WHERE id = ANY ($1::integer[])"}};
    const auto acknowledged = ledger.acknowledged();
    TruthCheck check;
    for (const Kind &kind : kinds) {
        std::unordered_map<std::string, std::uint64_t> wanted; // version, or writes that left none
        std::string ids = "{";
        for (const auto &entry : acknowledged) {
            if (entry.subject.compare(0, kind.subject.size(), kind.subject) != 0)
                continue;
            check.acknowledged += entry.writes;
            auto id = entry.subject.substr(kind.subject.size());
            ids.append(ids.size() > 1 ? "," : "").append(id);
            wanted.emplace(std::move(id), entry.version);
        }
        if (wanted.empty())
            continue;
        ids += '}';
        const auto rows = postgres.run(kind.sql, std::span(&ids, 1));
        if (!rows)
            return rows.error();
        for (std::size_t i = 0; i < rows->rows.size(); ++i) {
            const auto found = wanted.find(std::string(rows->text(i, 0)));
            if (found == wanted.end())
                continue;
            const auto have = static_cast<std::uint64_t>(rows->number(i, 1));
            found->second -= std::min(found->second, have);
        }
        for (const auto &[id, missing] : wanted) // a row that is not there lacks all of them
            check.lost += missing;
    }
    return check;
}

} // namespace tierlens
