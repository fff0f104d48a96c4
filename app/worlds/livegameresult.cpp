// SPDX-License-Identifier: GPL-3.0-or-later
// From Redis into Postgres: the results of matches that are over.
#include "core/durationtext.h"
#include "worlds/livegamereferee.h"

#include <charconv>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration TryAgain = 1s;
}

// Oldest first. What cannot be saved now stays in Redis and is tried again.
void GameReferee::saveWaiting(DataLayer &layer)
{
    const Clock &clock = layer.parts().clock;
    while (!m_unsaved.empty() && clock.now() >= m_nextSave) {
        const auto match = m_unsaved.front();
        const auto saved = save(layer, match);
        if (!saved) {
            m_nextSave = clock.now() + TryAgain;
            if (!m_toldWaiting)
                layer.tell(Note{Note::Level::Warning,
                    tr("The result of match %1 could not be saved; it waits in Redis.")
                        .arg(match)
                        .toStdString(),
                    saved.error().text});
            m_toldWaiting = true;
            return;
        }
        m_unsaved.pop_front();
        if (saved->match == 0)
            continue;
        m_look.saved = *saved;
        if (m_toldWaiting)
            layer.tell(Note{Note::Level::Info,
                tr("The result of match %1 is saved after all: %2 rows.")
                    .arg(match)
                    .arg(countText(saved->rows))
                    .toStdString(),
                {}});
    }
    if (m_unsaved.empty())
        m_toldWaiting = false;
}

// A result without a match: there was nothing to save.
Result<GameLook::Saved> GameReferee::save(DataLayer &layer, std::uint64_t match)
{
    const auto result = finished(layer, match);
    if (!result)
        return Error{ErrorKind::Unreachable, {}, tr("Redis does not answer.").toStdString(), {}};
    if (result->scores.empty()) {
        layer.tell(Note{Note::Level::Warning,
            tr("The result of match %1 has vanished from Redis before it was saved.")
                .arg(match)
                .toStdString(),
            {}});
        forget(layer, match);
        return GameLook::Saved{};
    }
    // A write waits some seconds for a Postgres that may be restarting; the board shall not.
    if (const auto there = layer.postgres().run("/* tierlens: own look-up */ SELECT 1"); !there)
        return there.error();
    const auto began = layer.parts().clock.now();
    const auto written
        = layer.write(m_plans.result(*result, layer.parts().ledger, layer.parts().clock.now()));
    if (written.outcome == Outcome::Failed)
        return written.error;
    const auto took = layer.parts().clock.now() - began;
    forget(layer, match);
    std::uint64_t points = 0;
    const auto &best = result->scores.front();
    std::from_chars(best.second.data(), best.second.data() + best.second.size(), points);
    return GameLook::Saved{match, result->scores.size(), points, best.first, took};
}

std::optional<GamePlans::Finished> GameReferee::finished(DataLayer &layer, std::uint64_t match)
{
    LivePlan plan;
    plan.key = GamePlans::boardOf(match);
    plan.type = ValueType::SortedSet;
    plan.operation = GamePlans::MatchEnd;
    plan.commands = {{StepKind::CacheRead, {"HGETALL", GamePlans::matchOf(match)}},
        {StepKind::CacheRead, {"ZREVRANGE", plan.key, "0", "-1", "WITHSCORES"}}};
    const auto answer = layer.live(plan);
    if (answer.outcome == Outcome::Failed)
        return std::nullopt;
    GamePlans::Finished found;
    found.match = match;
    for (std::size_t i = 0; i + 1 < answer[0].size(); i += 2) {
        const auto name = answer[0][i].text();
        if (name == "map")
            found.map = answer[0][i + 1].text();
        else if (name == "started")
            found.started = answer[0][i + 1].integer();
        else if (name == "ended")
            found.ended = answer[0][i + 1].integer();
    }
    // Anybody may write into this Redis; only players have a result, and only whole points.
    for (std::size_t i = 0; i + 1 < answer[1].size(); i += 2) {
        std::string name(answer[1][i].text());
        if (m_plans.find(name))
            found.scores.emplace_back(std::move(name), std::to_string(answer[1][i + 1].integer()));
    }
    return found;
}

// The temporary keys disappear: everything they held is in Postgres now.
void GameReferee::forget(DataLayer &layer, std::uint64_t match)
{
    LivePlan plan;
    plan.key = GamePlans::boardOf(match);
    plan.type = ValueType::SortedSet;
    plan.operation = GamePlans::MatchEnd;
    plan.atomic = true;
    plan.commands
        = {{StepKind::CacheWrite, {"LREM", GamePlans::Unsaved, "0", std::to_string(match)}},
            {StepKind::CacheDrop, {"DEL", plan.key}},
            {StepKind::CacheDrop, {"DEL", GamePlans::matchOf(match)}}};
    layer.live(plan);
}

} // namespace tierlens
