// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worlds/seeding.h"

#include <QCoreApplication>

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <string>

namespace tierlens {

// How big the live-game world is. The same numbers make the same rows on every machine.
struct GameSize
{
    std::int64_t accounts = 200'000;
    std::int64_t matches = 30'000; // finished ones …
    std::int64_t players = 70; // … with so many results each; at least 2
    std::int64_t unlocks = 500'000;
    std::int64_t purchases = 300'000;
    std::int64_t seed = 1;

    std::string format() const; // tells one size, and one version of the SQL, from another
};

// Makes the world's schema and fills it, over two connections at once. Used for one prepare().
class GameSeeding
{
    Q_DECLARE_TR_FUNCTIONS(GameSeeding)
public:
    GameSeeding(
        GameSize size, PostgresOptions postgres, Seeding::Report report, std::stop_token stop);

    Result<Done> run(); // unless it is there already
    Result<bool> isThere(PostgresConnection &postgres) const { return m_seeding.isThere(postgres); }

private:
    Result<Done> make();
    Result<Done> seedAccounts(PostgresConnection &postgres);
    Result<Done> seedResults(PostgresConnection &postgres);
    Result<Done> script(
        PostgresConnection &postgres, const char *name, const Seeding::Variables &more = {});
    Result<Done> end(PostgresConnection &postgres, Result<Done> outcome); // COMMIT or ROLLBACK
    bool mayGoOn(Result<Done> &outcome) const;

    GameSize m_size;
    PostgresOptions m_postgres;
    Seeding m_seeding;
    std::atomic<bool> m_failed{false}; // one of the two connections has; the other stops
};

} // namespace tierlens
