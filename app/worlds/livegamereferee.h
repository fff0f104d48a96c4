// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "worlds/livegameboard.h"
#include "worlds/livegamechurn.h"
#include "worlds/livegameplans.h"

#include <QCoreApplication>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace tierlens {

// How a match goes. Tests play shorter ones.
struct GameRules
{
    std::chrono::milliseconds matchLasts{60'000};
    std::chrono::milliseconds heartbeatLasts{15'000}; // who has sent none for so long is gone
    std::size_t active = 2000; // players who come and go; at most GameSize::accounts …
    std::size_t playing = 100; // … of whom so many play in a match
};

// Starts and ends matches, saves their results and shows the board. Everything it knows is in
// Redis, so that a match goes on when Tierlens is started again. tick() and endNow() may be called
// on different threads, each with a layer of its own; scored() and match() on any.
class GameReferee
{
    Q_DECLARE_TR_FUNCTIONS(GameReferee)
public:
    GameReferee(const GamePlans &plans, GameRules rules);

    void tick(DataLayer &layer);
    Result<std::string> endNow(DataLayer &layer); // a sentence

    std::uint64_t match() const { return m_match; } // 0: none yet
    void scored(Epoch redis); // Redis has answered a ZINCRBY
    // Milliseconds since 1970, so that it means the same to everybody who uses this Redis.
    static std::int64_t clock();

private:
    struct State // the hash tierlens:match:now
    {
        std::uint64_t number = 0; // 0: there is no such match
        std::string map, phase;
        std::int64_t started = 0, ends = 0;
    };
    std::optional<State> state(DataLayer &layer); // none: Redis does not answer
    void begin(DataLayer &layer);
    void noteLoss(DataLayer &layer);
    void adopt(DataLayer &layer, const State &state);
    void learnUnsaved(DataLayer &layer);
    void end(DataLayer &layer, const State &state);
    void saveWaiting(DataLayer &layer);
    Result<GameLook::Saved> save(DataLayer &layer, std::uint64_t match);
    std::optional<GamePlans::Finished> finished(DataLayer &layer, std::uint64_t match);
    void forget(DataLayer &layer, std::uint64_t match);
    void showPhase(DataLayer &layer, const State &state);
    void show(DataLayer &layer, const State &state);
    std::vector<std::string> fieldsOf(std::uint64_t match) const;
    std::uint64_t scoresOfMatch() const;

    const GamePlans &m_plans;
    const GameRules m_rules;
    std::atomic<std::uint64_t> m_match{0}, m_scores{0};
    std::array<std::atomic<std::uint64_t>, 256> m_ofMatch{}; // scores, by Redis' epoch

    std::mutex m_mutex; // guards all below
    std::deque<std::uint64_t> m_unsaved; // matches whose results are in Redis only, oldest first
    bool m_toldWaiting = false;
    SinceStart m_nextSave{}, m_nextCount{};
    GameLook m_look;
    GameChurn m_churn;
};

} // namespace tierlens
