// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "postgres/postgresconnection.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
    using Report = std::function<void(const Progress &)>;
    ProfileSeeding(
        const ProfileSize &size, PostgresOptions postgres, Report report, std::stop_token stop);

    Result<Done> run();

private:
    using Variables = std::vector<std::pair<std::string_view, std::int64_t>>;
    Result<Done> check(PostgresConnection &postgres);
    Result<Done> seedFollows(PostgresConnection &postgres);
    void watchIndexes(PostgresConnection &postgres);
    Result<Done> seedPhotos(PostgresConnection &postgres);
    Result<Done> finish(PostgresConnection &postgres);
    Result<Done> script(PostgresConnection &postgres, const char *name, Variables more = {});
    void tell(const std::string &text, double share);
    void rowsDone(std::string_view table, std::int64_t rows, std::int64_t of);
    bool mayGoOn(Result<Done> &outcome) const;

    ProfileSize m_size;
    PostgresOptions m_postgres;
    Report m_report;
    std::stop_token m_stop;
    std::atomic<bool> m_failed{false}; // one of the two connections has; the other stops
    std::atomic<bool> m_followsDone{false};
    std::atomic<int> m_indexesBegun{0}; // of those on follows
    std::mutex m_mutex; // one report at a time
    double m_share = 0; // told last
    std::atomic<std::int64_t> m_rows{0};
};

// psql's variables: replaces :name by its number. Used with the files in resources/sql.
std::string withVariables(
    std::string sql, const std::vector<std::pair<std::string_view, std::int64_t>> &variables);

} // namespace tierlens
