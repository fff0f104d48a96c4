// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "postgres/postgresconnection.h"
#include "watch/observer.h"

#include <string>

namespace tierlens {

// Reads pg_stat_database, pg_stat_activity and the size of one schema. Source of every
// PostgresSample. Rows are reltuples: exact after VACUUM or ANALYZE, and
// unlike the activity statistics they survive a crash.
class PostgresObserver final : public Observer
{
public:
    PostgresObserver(PostgresOptions options, std::string schema, Parts parts);
    ~PostgresObserver() override;

private:
    Result<Look> look() override;
    Result<Done> reopen() override;

    std::string m_schema;
    PostgresConnection m_connection;
    std::chrono::steady_clock::time_point m_sizeAt{};
    std::uint64_t m_bytes = 0;
};

} // namespace tierlens
