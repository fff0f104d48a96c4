// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worlds/seeding.h"

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <string>

namespace tierlens {

// How big the social-profile world is. The same numbers make the same rows on every machine.
struct ProfileSize
{
    std::int64_t accounts = 10'000; // that can be looked at
    std::int64_t people = 590'000; // who follow, but have no account here
    std::int64_t follows = 2'000'000; // in total, exactly
    std::int64_t celebrity = 500'000; // followers of account 1, exactly
    std::int64_t midsize = 5; // accounts 2 … 6 …
    std::int64_t midsizeFollowers = 50'000; // … have so many each
    std::int64_t photos = 100'000;
    std::int64_t comments = 200'000;
    std::int64_t seed = 1;

    std::string format() const; // tells one size, and one version of the SQL, from another
};

// Makes the world's schema and fills it, over two connections at once. Used for one prepare().
class ProfileSeeding
{
public:
    ProfileSeeding(const ProfileSize &size, PostgresOptions postgres, Seeding::Report report,
        std::stop_token stop);

    Result<Done> run(); // unless it is there already
    Result<bool> isThere(PostgresConnection &postgres) const;

private:
    Result<Done> make();
    Result<Done> seedFollows(PostgresConnection &postgres);
    void watchIndexes(PostgresConnection &postgres);
    Result<Done> seedPhotos(PostgresConnection &postgres);
    Result<Done> script(
        PostgresConnection &postgres, const char *name, const Seeding::Variables &more = {});
    bool mayGoOn(Result<Done> &outcome) const;

    ProfileSize m_size;
    PostgresOptions m_postgres;
    Seeding m_seeding;
    std::atomic<bool> m_failed{false}; // one of the two connections has; the other stops
    std::atomic<bool> m_followsDone{false};
    std::atomic<int> m_indexesBegun{0}; // of those on follows
    std::atomic<std::int64_t> m_rows{0};
};

} // namespace tierlens
