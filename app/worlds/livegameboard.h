// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/event.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tierlens {

class GameChurn;

// What the referee has seen of the game.
struct GameLook
{
    struct Saved // the result saved last
    {
        std::uint64_t match = 0, rows = 0, points = 0; // of the winner
        std::string winner;
        Duration took{};
    };
    struct Lost // what the last restart of Redis has cost, until the match after it is over
    {
        std::uint64_t match = 0, scores = 0, results = 0;
    };

    bool redisAnswers = true;
    std::uint64_t match = 0, players = 0, online = 0, waiting = 0; // waiting: results
    std::string map;
    std::chrono::milliseconds left{};
    bool lastSeconds = false;
    std::chrono::milliseconds heartbeatLasts{};
    std::vector<std::pair<std::string, double>> best; // and their points
    std::optional<Saved> saved;
    std::optional<Lost> lost;
    bool straight = false; // every score is written to Postgres as well
};

// In words, with what was measured.
Board gameBoard(const GameLook &look, const GameChurn &churn);

} // namespace tierlens
