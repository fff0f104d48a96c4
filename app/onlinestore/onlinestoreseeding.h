// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worlds/seeding.h"

#include <QCoreApplication>

#include <cstdint>
#include <stop_token>
#include <string>

namespace tierlens {

// How big the online store is. The same numbers, seeded on the same day, make the same rows.
struct StoreSize
{
    std::int64_t users = 100'000; // each with a home address, one in five with another
    std::int64_t products = 2000; // every tenth a pair of sneakers
    std::int64_t orders = 600'000; // before the day of seeding, with 2.5 lines each on average
    std::int64_t days = 365; // over which they are spread
    std::int64_t shoppers = 4000; // of the users: those who come while the demo runs
    std::int64_t seed = 1;
    std::int64_t today = 0; // days since 1 January 2000; 0: the day it is (UTC)

    std::string format() const; // tells one size, and one version of the SQL, from another
};

std::int64_t daysSince2000(); // in UTC

// Makes the store's schema and fills it. Orders end on the day before it was seeded; catchUp() adds
// those of the days since, so that the last 30 days are never empty. Used for one prepare().
class StoreSeeding
{
    Q_DECLARE_TR_FUNCTIONS(StoreSeeding)
public:
    StoreSeeding(
        StoreSize size, PostgresOptions postgres, Seeding::Report report, std::stop_token stop);

    Result<Done> run(); // unless it is there already; then only catches up
    Result<bool> isThere(PostgresConnection &postgres) const;

private:
    Result<Done> make();
    Result<Done> catchUp();
    Result<Done> seedOrders(PostgresConnection &postgres);
    // All in one transaction: with wal_level minimal nothing is logged of a table made in it.
    Result<Done> inOneGo(
        PostgresConnection &postgres, const std::function<Result<Done>()> &statements);
    Result<Done> script(
        PostgresConnection &postgres, const char *name, const Seeding::Variables &more = {});

    StoreSize m_size;
    PostgresOptions m_postgres;
    Seeding m_seeding;
};

} // namespace tierlens
