// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "postgres/postgresconnection.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

namespace tierlens {

// What the game costs Postgres, from the server's own counters, and how often players score: the
// growth over the last Window. Kept apart for the two ways to play, so that both can be shown.
// Used by the clockwork alone.
class GameChurn
{
public:
    struct Rates // each a second
    {
        double scores = 0; // ZINCRBY that Redis answered
        double rows = 0; // written into the tables of this world
        double dead = 0; // old versions of rows left behind by UPDATE
        double wal = 0; // bytes; of the whole server
    };
    // Asks at most once a second. `straight`: every score is written to Postgres as well.
    void measure(PostgresConnection &postgres, std::uint64_t scores, bool straight, SinceStart now);
    std::optional<Rates> now(bool straight) const { return m_rates[straight ? 1 : 0]; }
    double scoresPerSecond() const { return m_scoresPerSecond; }
    bool knowsPostgres() const { return m_known; }

    static constexpr Duration Window = std::chrono::seconds{5};

private:
    struct Sample
    {
        SinceStart at;
        std::uint64_t scores = 0, rows = 0, dead = 0, wal = 0;
    };
    std::deque<Sample> m_samples; // oldest first
    std::deque<std::pair<SinceStart, std::uint64_t>> m_scores;
    std::array<std::optional<Rates>, 2> m_rates; // by `straight`; the newest of each
    SinceStart m_next{};
    double m_scoresPerSecond = 0;
    bool m_straight = false, m_known = false;
};

} // namespace tierlens
