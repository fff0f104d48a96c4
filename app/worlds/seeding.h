// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "postgres/postgresconnection.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tierlens {

// What seeding a world needs, whatever is in it: rights, its scripts (resources/sql/WORLD_NAME.sql,
// schema tierlens_WORLD), telling how far it is, and the mark that says it is complete. The schema
// has a table seeded (format text, at timestamptz); make it in the first script.
class Seeding
{
public:
    using Report = std::function<void(const Progress &)>;
    using Variables = std::vector<std::pair<std::string_view, std::int64_t>>;

    // `format` tells one size, and one version of the SQL, from another.
    Seeding(std::string world, std::string format, Variables variables, Report report,
        std::stop_token stop);

    // Makes the world unless it is there, complete and in this format. Another Tierlens may be at
    // it on the same server; then it waits for that one.
    Result<Done> ensure(
        const PostgresOptions &options, const std::function<Result<Done>()> &makeWorld);
    Result<bool> isThere(PostgresConnection &postgres) const;

    // Timeouts for statements that take their time: an index on a slow disk.
    static PostgresOptions patient(PostgresOptions options);
    // Whether we may make a schema; removes what is left of an attempt that was cut short.
    Result<Done> begin(PostgresConnection &postgres);
    // Runs a script; psql's variables (:name) are replaced. The answer: rows affected by the last.
    Result<std::uint64_t> script(
        PostgresConnection &postgres, const char *name, const Variables &more = {});
    // Vacuums the tables, grants rights by WORLD_grants.sql and sets the mark.
    Result<Done> finish(PostgresConnection &postgres, const std::vector<const char *> &tables,
        double fromShare = 0.85);

    // Any thread: the share of the whole never goes back.
    void tell(const std::string &text, double share);
    void tellRows(std::string_view table, std::int64_t rows, std::int64_t of, double share);
    bool isStopped() const { return m_stop.stop_requested(); }
    static Error stopped();
    // A step near `near` that has no factor in common with `count`: steps of it meet each number
    // once before they come back.
    static std::int64_t stepFor(std::int64_t count, std::int64_t near);

private:
    std::string schema() const { return "tierlens_" + m_world; }
    std::string m_world, m_format;
    Variables m_variables;
    Report m_report;
    std::stop_token m_stop;
    std::mutex m_mutex; // one report at a time
    double m_share = 0; // told last
};

// Replaces :name by its number, and leaves casts (::name) alone.
std::string withVariables(std::string sql, const Seeding::Variables &variables);

} // namespace tierlens
