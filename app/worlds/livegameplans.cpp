// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegameplans.h"

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Shown = 12; // items of an inventory

// Reads are whole statements, answered from one snapshot: value and version always fit.
constexpr const char *CareerSql
    = "SELECT count(*), count(*) FILTER (WHERE r.place = 1), coalesce(max(r.score), 0), "
      "coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY r.score), 0), "
      "coalesce(mode() WITHIN GROUP (ORDER BY m.map), 'none yet'), "
      "(SELECT career FROM tierlens_game.accounts WHERE id = $1) "
      "FROM tierlens_game.results r JOIN tierlens_game.matches m ON m.id = r.match "
      "WHERE r.player = $1";
constexpr const char *InventorySql
    = "SELECT coalesce(u.item, 'nothing yet'), a.version FROM tierlens_game.accounts a "
      "LEFT JOIN tierlens_game.unlocks u ON u.player = a.id "
      "WHERE a.id = $1 ORDER BY u.id DESC LIMIT 12";

constexpr const char *BuySql
    = "WITH paid AS (INSERT INTO tierlens_game.purchases (player, item, cents) VALUES ($1, $2, $3) "
      "RETURNING player, item) INSERT INTO tierlens_game.unlocks (player, item) "
      "SELECT player, item FROM paid";
constexpr const char *RaiseSql = "UPDATE tierlens_game.accounts SET version = version + 1 "
                                 "WHERE id = $1 RETURNING version";
constexpr const char *StraightSql
    = "INSERT INTO tierlens_game.scores AS s (player, match, score) VALUES ($1, $2, $3) "
      "ON CONFLICT (player) DO UPDATE SET match = excluded.match, updates = s.updates + 1, "
      "score = excluded.score + CASE WHEN s.match = excluded.match THEN s.score ELSE 0 END "
      "RETURNING updates";

// Whether COMMIT was carried out when its answer did not come nobody knows; then the result is
// saved again, and must not be there twice.
constexpr const char *MatchSql
    = "INSERT INTO tierlens_game.matches (id, map, started, ended, players, winner) "
      "VALUES ($1, $2, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5, "
      "(SELECT id FROM tierlens_game.accounts WHERE name = $6)) ON CONFLICT (id) DO NOTHING";
constexpr const char *ResultsSql
    = "INSERT INTO tierlens_game.results (match, player, score, place) "
      "SELECT $1, a.id, s.score, s.place "
      "FROM unnest($2::text[], $3::integer[]) WITH ORDINALITY AS s (name, score, place) "
      "JOIN tierlens_game.accounts a ON a.name = s.name";
constexpr const char *CareersSql = "UPDATE tierlens_game.accounts SET career = career + 1 "
                                   "WHERE name = ANY ($1::text[]) RETURNING name, career";

CachedValue careerValue(const Rows &rows)
{
    CachedValue value{ValueType::Hash, {}, rows.count(0, 5)};
    std::size_t column = 0;
    for (const char *field : {"matches", "wins", "best", "usual", "map"}) {
        value.parts.emplace_back(field);
        value.parts.emplace_back(rows.text(0, column++));
    }
    return value;
}

CachedValue inventoryValue(const Rows &rows)
{
    CachedValue value{ValueType::List, {}, rows.empty() ? 0 : rows.count(0, 1)};
    for (std::size_t i = 0; i < std::min<std::size_t>(rows.rows.size(), Shown); ++i)
        value.parts.emplace_back(rows.text(i, 0));
    return value;
}

// Names hold letters, digits and hyphens only, and points are numbers: nothing to escape.
std::string array(const std::vector<std::pair<std::string, std::string>> &pairs, bool first)
{
    std::string text = "{";
    for (const auto &pair : pairs)
        text.append(text.size() > 1 ? "," : "").append(first ? pair.first : pair.second);
    return text + '}';
}
} // namespace

GamePlans::GamePlans()
    : m_career{CareerSql, careerValue}
    , m_inventory{InventorySql, inventoryValue}
{ }

void GamePlans::setNames(std::vector<std::string> names)
{
    m_names = std::move(names);
    m_byName.clear();
    for (std::size_t i = 0; i < m_names.size(); ++i)
        m_byName[m_names[i]] = i;
}

std::optional<std::size_t> GamePlans::find(const std::string &name) const
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? std::nullopt : std::optional(found->second);
}

std::string GamePlans::boardOf(std::uint64_t match)
{
    return "tierlens:leaderboard:" + std::to_string(match);
}
std::string GamePlans::matchOf(std::uint64_t match)
{
    return "tierlens:match:" + std::to_string(match);
}

// The board is always under the same name. So a score that comes while a match is being ended is
// either on the board that is taken away, or on the next one: there is nothing in between.
LivePlan GamePlans::score(std::size_t player, int points) const
{
    const auto gained = std::to_string(points);
    LivePlan plan;
    plan.key = Board;
    plan.type = ValueType::SortedSet;
    plan.operation = Score;
    plan.commands = {{StepKind::CacheWrite, {"ZINCRBY", Board, gained, m_names[player]}}};
    plan.value = m_names[player] + " +" + gained;
    return plan;
}

// A key of each player's own, which expires by itself, says who is there; the list beside it
// tells how many, without a look at all keys.
LivePlan GamePlans::heartbeat(
    std::size_t player, std::int64_t now, std::chrono::milliseconds lasts) const
{
    LivePlan plan;
    plan.key = std::string(Online) + ':' + m_names[player];
    plan.operation = Heartbeat;
    plan.type = ValueType::String;
    plan.value = "playing";
    plan.ttl = lasts;
    plan.commands = {
        {StepKind::CacheWrite, {"SET", plan.key, plan.value, "PX", std::to_string(lasts.count())}},
        {StepKind::CacheWrite, {"ZADD", Online, std::to_string(now), m_names[player]}}};
    return plan;
}

LivePlan GamePlans::matchState()
{
    LivePlan plan;
    plan.key = Match;
    plan.type = ValueType::Hash;
    plan.operation = MatchState;
    plan.commands = {{StepKind::CacheRead, {"HGETALL", Match}}};
    return plan;
}

LivePlan GamePlans::leaderboard(int best)
{
    LivePlan plan;
    plan.key = Board;
    plan.type = ValueType::SortedSet;
    plan.operation = Leaderboard;
    plan.commands
        = {{StepKind::CacheRead, {"ZREVRANGE", Board, "0", std::to_string(best - 1), "WITHSCORES"}},
            {StepKind::CacheRead, {"ZCARD", Board}}};
    return plan;
}

LivePlan GamePlans::whoIsOnline(std::int64_t since)
{
    LivePlan plan;
    plan.key = Online;
    plan.type = ValueType::SortedSet;
    plan.operation = WhoIsOnline;
    plan.commands = {
        {StepKind::CacheWrite, {"ZREMRANGEBYSCORE", Online, "-inf", '(' + std::to_string(since)}},
        {StepKind::CacheRead, {"ZCARD", Online}}};
    return plan;
}

LiveAnswer GamePlans::look(DataLayer &layer, LivePlan plan)
{
    constexpr std::size_t EnoughKeys = 40; // a request keeps no more
    plan.judge = [&plan](const LiveAnswer &answer) { // asked before the value is taken
        const auto found = answer[0];
        for (std::size_t i = 0; i + 1 < found.size() && plan.value.size() < EnoughKeys; i += 2) {
            plan.value.append(plan.value.empty() ? "" : "; ").append(found[i].text());
            plan.value.append(" ").append(found[i + 1].text());
        }
        return Outcome::Live;
    };
    return layer.live(plan);
}

ReadPlan GamePlans::career(std::size_t player) const
{
    ReadPlan plan;
    plan.key = std::string(CareerKeys) + m_names[player];
    plan.type = ValueType::Hash;
    plan.operation = player == 0 ? Veteran : Career;
    plan.loader = &m_career;
    plan.parameters = {std::to_string(player + 1)};
    return plan;
}

ReadPlan GamePlans::inventory(std::size_t player) const
{
    ReadPlan plan;
    plan.key = std::string(InventoryKeys) + m_names[player];
    plan.type = ValueType::List;
    plan.operation = Inventory;
    plan.loader = &m_inventory;
    plan.parameters = {std::to_string(player + 1)};
    return plan;
}

std::optional<ReadPlan> GamePlans::readPlanFor(std::string_view key) const
{
    for (const auto prefix : {CareerKeys, InventoryKeys}) {
        if (key.substr(0, prefix.size()) != prefix)
            continue;
        const auto player = find(std::string(key.substr(prefix.size())));
        if (!player)
            return std::nullopt;
        return prefix == CareerKeys ? career(*player) : inventory(*player);
    }
    return std::nullopt;
}

WritePlan GamePlans::purchase(std::size_t player, const std::string &item, int cents) const
{
    WritePlan plan;
    const auto id = std::to_string(player + 1);
    plan.operation = Purchase;
    plan.key = std::string(InventoryKeys) + m_names[player];
    plan.type = ValueType::List;
    plan.statements = {{BuySql, {id, item, std::to_string(cents)}, true}, {RaiseSql, {id}, true}};
    plan.effect
        = [key = plan.key, id, item, name = m_names[player]](const std::vector<Rows> &rows) {
              WriteEffect effect;
              effect.subject = "account " + id;
              effect.version = rows[1].count(0, 0);
              effect.concerns = {{key, effect.version, item}};
              effect.text = tr("%1 has bought: %2")
                                .arg(QString::fromStdString(name), QString::fromStdString(item))
                                .toStdString();
              return effect;
          };
    return plan;
}

WritePlan GamePlans::straightScore(std::size_t player, std::uint64_t match, int points) const
{
    WritePlan plan;
    const auto id = std::to_string(player + 1);
    plan.operation = StraightScore;
    plan.key = Board;
    plan.type = ValueType::SortedSet;
    plan.statements = {{StraightSql, {id, std::to_string(match), std::to_string(points)}, true}};
    plan.effect = [id](const std::vector<Rows> &rows) {
        WriteEffect effect;
        effect.subject = "score " + id;
        effect.version = rows[0].count(0, 0);
        return effect;
    };
    return plan;
}

// Only careers that this process knows to be in Redis are said to have changed; one cached by
// another process stays until its TTL.
WritePlan GamePlans::result(
    const Finished &finished, const TruthLedger &ledger, SinceStart now) const
{
    const auto match = std::to_string(finished.match);
    const auto names = array(finished.scores, true), points = array(finished.scores, false);
    WritePlan plan;
    plan.operation = MatchResult;
    plan.key = boardOf(finished.match);
    plan.type = ValueType::SortedSet;
    plan.statements = {
        {MatchSql,
            {match, finished.map, std::to_string(finished.started), std::to_string(finished.ended),
                std::to_string(finished.scores.size()), finished.scores.front().first},
            true},
        {ResultsSql, {match, names, points}, false}, {CareersSql, {names}, false}};
    plan.effect = [&ledger, now, match](const std::vector<Rows> &rows) {
        WriteEffect effect;
        effect.subject = "match " + match;
        effect.version = 1;
        const auto cached = ledger.cachedKeys(CareerKeys, now);
        for (std::size_t i = 0; i < rows[2].rows.size(); ++i) {
            auto key = std::string(CareerKeys).append(rows[2].text(i, 0));
            if (std::find(cached.begin(), cached.end(), key) != cached.end())
                effect.concerns.push_back({std::move(key), rows[2].count(i, 1), {}});
        }
        effect.text = tr("%1 results of match %2")
                          .arg(rows[1].affected)
                          .arg(QString::fromStdString(match))
                          .toStdString();
        return effect;
    };
    return plan;
}

} // namespace tierlens
