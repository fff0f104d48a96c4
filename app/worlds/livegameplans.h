// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "datalayer/plans.h"

#include <QCoreApplication>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tierlens {

// Everything the live game asks of the servers, as plans. Players are counted from 0 here: player
// 0 is account 1, the one who has played most. Set up once, then shared by all clients.
class GamePlans
{
    Q_DECLARE_TR_FUNCTIONS(GamePlans)
public:
    enum Operation : std::uint8_t {
        Score,
        Heartbeat,
        MatchState,
        Leaderboard,
        Career,
        Inventory,
        Purchase,
        Veteran, // Career of player 0: timed apart, for it is what a cache is for
        MatchEnd,
        MatchResult,
        StraightScore,
        WhoIsOnline,
    };
    // The running match; whoever ends it takes its board away under the match's number.
    static constexpr const char *Board = "tierlens:leaderboard:now", *Match = "tierlens:match:now",
                                *Online = "tierlens:online", *Unsaved = "tierlens:unsaved";
    static constexpr std::string_view CareerKeys = "tierlens:career:",
                                      InventoryKeys = "tierlens:inventory:";
    static std::string boardOf(std::uint64_t match);
    static std::string matchOf(std::uint64_t match);

    GamePlans();
    void setNames(std::vector<std::string> names);
    std::size_t players() const { return m_names.size(); }
    const std::string &name(std::size_t player) const { return m_names[player]; }
    std::optional<std::size_t> find(const std::string &name) const;

    // What is in play, in Redis alone. Times are milliseconds since 1970.
    LivePlan score(std::size_t player, int points) const;
    LivePlan heartbeat(std::size_t player, std::int64_t now, std::chrono::milliseconds lasts) const;
    static LivePlan matchState();
    static LivePlan leaderboard(int best); // … and how many there are
    static LivePlan whoIsOnline(std::int64_t since); // strikes off the others first

    // Carries it out, and tells with the request what was found under the key.
    static LiveAnswer look(DataLayer &layer, LivePlan plan);

    // Cached truth.
    ReadPlan career(std::size_t player) const;
    ReadPlan inventory(std::size_t player) const;
    std::optional<ReadPlan> readPlanFor(std::string_view key) const;

    // Changes of the truth.
    WritePlan purchase(std::size_t player, const std::string &item, int cents) const;
    WritePlan straightScore(std::size_t player, std::uint64_t match, int points) const;
    struct Finished
    {
        std::uint64_t match = 0;
        std::string map;
        std::int64_t started = 0, ended = 0;
        std::vector<std::pair<std::string, std::string>> scores; // name and points, best first
    };
    // The whole result in one transaction. Saved twice it changes nothing the second time.
    WritePlan result(const Finished &finished, const TruthLedger &ledger, SinceStart now) const;

private:
    Loader m_career, m_inventory;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, std::size_t> m_byName;
};

} // namespace tierlens
