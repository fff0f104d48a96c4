// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegamereferee.h"

#include "core/durationtext.h"

#include <algorithm>
#include <charconv>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr int Best = 10; // of the board
constexpr auto LastSeconds = 10s;
constexpr Duration CountEvery = 1s;
constexpr std::array Maps{"Harbor", "Foundry", "Old Town", "Glacier", "Canyon", "Orbit"};
constexpr const char *Running = "running", *Final = "last seconds"; // phases, as Redis keeps them

template <typename T> T numberIn(std::string_view text)
{
    T value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string_view field(const RedisReply &hash, std::string_view name)
{
    for (std::size_t i = 0; i + 1 < hash.size(); i += 2) {
        if (hash[i].text() == name)
            return hash[i + 1].text();
    }
    return {};
}

LivePlan matchPlan(std::string key, std::vector<LivePlan::Command> commands)
{
    LivePlan plan;
    plan.key = std::move(key);
    plan.type = ValueType::Hash;
    plan.operation = GamePlans::MatchEnd;
    plan.commands = std::move(commands);
    return plan;
}
} // namespace

GameReferee::GameReferee(const GamePlans &plans, GameRules rules)
    : m_plans(plans)
    , m_rules(rules)
{
    m_look.heartbeatLasts = rules.heartbeatLasts;
}

std::int64_t GameReferee::clock()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void GameReferee::scored(Epoch redis)
{
    m_scores.fetch_add(1, std::memory_order_relaxed);
    m_ofMatch[redis].fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t GameReferee::scoresOfMatch() const
{
    std::uint64_t sum = 0;
    for (const auto &scores : m_ofMatch)
        sum += scores;
    return sum;
}

void GameReferee::tick(DataLayer &layer)
{
    const std::lock_guard lock(m_mutex);
    m_look.straight = layer.policies().worldSwitch;
    auto now = state(layer);
    m_look.redisAnswers = now.has_value();
    if (now && now->number == 0) {
        if (m_match != 0)
            noteLoss(layer);
        begin(layer);
        now = state(layer);
    }
    if (now && now->number != 0) {
        if (now->number != m_match)
            adopt(layer, *now);
        if (clock() >= now->ends) {
            end(layer, *now);
            now = state(layer);
        }
        saveWaiting(layer);
    }
    m_churn.measure(layer.postgres(), m_scores, m_look.straight, layer.parts().clock.now());
    if (now && now->number != 0) {
        showPhase(layer, *now);
        show(layer, *now);
    }
    layer.tell(gameBoard(m_look, m_churn));
}

Result<std::string> GameReferee::endNow(DataLayer &layer)
{
    const std::lock_guard lock(m_mutex);
    const auto now = state(layer);
    if (!now)
        return Error{ErrorKind::Unreachable, {},
            tr("Redis does not answer, so the match cannot be ended.").toStdString(), {}};
    if (now->number == 0)
        return Error{
            ErrorKind::NotReady, {}, tr("No match is running just now.").toStdString(), {}};
    if (now->number != m_match)
        adopt(layer, *now);
    const auto match = now->number;
    end(layer, *now);
    if (std::find(m_unsaved.begin(), m_unsaved.end(), match) == m_unsaved.end())
        return tr("Match %1 is over. Nobody had scored, so there is nothing to save.")
            .arg(match)
            .toStdString();
    m_nextSave = {};
    saveWaiting(layer);
    if (m_look.saved && m_look.saved->match == match) {
        return tr("Match %1 is over: %2 wins with %3 points. Postgres has saved %4 results in one "
                  "transaction, in %5.")
            .arg(match)
            .arg(QString::fromStdString(m_look.saved->winner), countText(m_look.saved->points),
                countText(m_look.saved->rows), durationText(m_look.saved->took))
            .toStdString();
    }
    return tr("Match %1 is over. Postgres is not there, so its result waits in Redis.")
        .arg(match)
        .toStdString();
}

std::optional<GameReferee::State> GameReferee::state(DataLayer &layer)
{
    const auto answer = GamePlans::look(layer, GamePlans::matchState());
    if (answer.outcome == Outcome::Failed)
        return std::nullopt;
    const auto hash = answer[0];
    return State{numberIn<std::uint64_t>(field(hash, "number")), std::string(field(hash, "map")),
        std::string(field(hash, "phase")), numberIn<std::int64_t>(field(hash, "started")),
        numberIn<std::int64_t>(field(hash, "ends"))};
}

std::vector<std::string> GameReferee::fieldsOf(std::uint64_t match) const
{
    const auto now = clock();
    return {"HSET", GamePlans::Match, "number", std::to_string(match), "map",
        Maps[match % Maps.size()], "phase", Running, "started", std::to_string(now), "ends",
        std::to_string(now + m_rules.matchLasts.count())};
}

// What is on the board already stays: it was scored before there was a match to belong to.
void GameReferee::begin(DataLayer &layer)
{
    learnUnsaved(layer);
    std::uint64_t last = m_match;
    if (last == 0) {
        const auto saved = layer.postgres().run(
            "/* tierlens: own look-up */ SELECT coalesce(max(id), 0) FROM tierlens_game.matches");
        if (!saved || saved->empty())
            return; // without Postgres nobody knows which number is free
        last = static_cast<std::uint64_t>(saved->number(0, 0));
    }
    for (const auto waiting : m_unsaved)
        last = std::max(last, waiting);
    layer.live(matchPlan(GamePlans::Match, {{StepKind::CacheWrite, fieldsOf(last + 1)}}));
}

void GameReferee::noteLoss(DataLayer &layer)
{
    // Scores that the Redis of now has answered are on its board and count for the next match.
    const auto epoch = layer.redis().epoch();
    const auto all = scoresOfMatch(), since = m_ofMatch[epoch].load();
    GameLook::Lost lost{m_match, since == all ? all : all - since, 0};
    for (std::size_t i = 0; i < m_ofMatch.size(); ++i) {
        if (i != epoch || since == all) // all: it was emptied, not restarted
            m_ofMatch[i] = 0;
    }
    const auto before = m_unsaved;
    learnUnsaved(layer);
    for (const auto match : before)
        lost.results += std::find(m_unsaved.begin(), m_unsaved.end(), match) == m_unsaved.end();
    m_look.lost = lost;
    QString text = tr("Redis has forgotten match %1: %2 scores are gone.")
                       .arg(lost.match)
                       .arg(countText(lost.scores));
    if (lost.results > 0)
        text += QLatin1Char(' ')
            + tr("So are %1 results that were still waiting for Postgres.").arg(lost.results);
    layer.tell(Note{Note::Level::Warning, text.toStdString(),
        tr("Accounts, unlocks, purchases and all finished results are in Postgres: none of them "
           "is missing. A new match begins.")
            .toStdString()});
}

// A match that this process has not begun itself just now.
void GameReferee::adopt(DataLayer &layer, const State &state)
{
    learnUnsaved(layer);
    m_match = state.number;
}

void GameReferee::learnUnsaved(DataLayer &layer)
{
    const auto answer = layer.live(matchPlan(
        GamePlans::Unsaved, {{StepKind::CacheRead, {"LRANGE", GamePlans::Unsaved, "0", "-1"}}}));
    if (answer.outcome == Outcome::Failed)
        return;
    m_unsaved.clear();
    for (std::size_t i = 0; i < answer[0].size(); ++i)
        m_unsaved.push_back(numberIn<std::uint64_t>(answer[0][i].text()));
}

// In one piece: the board is taken away under the match's number, and the next match has begun. A
// score is before this or after it.
void GameReferee::end(DataLayer &layer, const State &state)
{
    const auto number = std::to_string(state.number);
    auto plan = matchPlan(GamePlans::Board,
        {{StepKind::CacheWrite, fieldsOf(state.number + 1)},
            {StepKind::CacheWrite,
                {"HSET", GamePlans::matchOf(state.number), "map", state.map, "started",
                    std::to_string(state.started), "ended", std::to_string(clock())}},
            {StepKind::CacheWrite, {"RPUSH", GamePlans::Unsaved, number}},
            {StepKind::CacheDrop, {"RENAME", GamePlans::Board, GamePlans::boardOf(state.number)}}});
    plan.atomic = true;
    const auto answer = layer.live(plan);
    if (answer.outcome == Outcome::Failed)
        return; // the next look at the match tells whether it has ended
    m_match = state.number + 1;
    for (auto &scores : m_ofMatch)
        scores = 0;
    if (m_look.lost && m_look.lost->match + 1 < m_match)
        m_look.lost.reset();
    m_nextSave = {};
    if (answer[3].type() == RedisReply::Type::Error) // there was no board: nobody had scored
        forget(layer, state.number);
    else
        m_unsaved.push_back(state.number);
}

void GameReferee::showPhase(DataLayer &layer, const State &state)
{
    m_look.left = std::chrono::milliseconds{std::max<std::int64_t>(0, state.ends - clock())};
    m_look.lastSeconds = m_look.left <= LastSeconds;
    const char *phase = m_look.lastSeconds ? Final : Running;
    if (state.phase != phase)
        layer.live(matchPlan(GamePlans::Match,
            {{StepKind::CacheWrite, {"HSET", GamePlans::Match, "phase", phase}}}));
}

void GameReferee::show(DataLayer &layer, const State &state)
{
    m_look.match = state.number;
    m_look.map = state.map;
    m_look.waiting = m_unsaved.size();
    if (const auto top = GamePlans::look(layer, GamePlans::leaderboard(Best));
        top.outcome != Outcome::Failed) {
        m_look.best.clear();
        for (std::size_t i = 0; i + 1 < top[0].size(); i += 2) {
            m_look.best.emplace_back(
                top[0][i].text(), static_cast<double>(top[0][i + 1].integer()));
        }
        m_look.players = static_cast<std::uint64_t>(top[1].integer());
    }
    const auto now = layer.parts().clock.now();
    if (now < m_nextCount)
        return;
    m_nextCount = now + CountEvery;
    const auto online
        = layer.live(GamePlans::whoIsOnline(clock() - m_rules.heartbeatLasts.count()));
    if (online.outcome != Outcome::Failed)
        m_look.online = static_cast<std::uint64_t>(online[1].integer());
}

} // namespace tierlens
