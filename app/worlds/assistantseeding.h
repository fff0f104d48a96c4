// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worlds/seeding.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace tierlens {

// How big the world of the AI assistant is. The same numbers make the same rows on every machine.
struct AssistantSize
{
    std::int64_t documents = 50'000; // that are searched
    std::int64_t topics = 480; // that people ask about; at most 480
    std::int64_t customers = 2'000;
    std::int64_t seed = 1;

    std::string format() const; // tells one size, and one version of the SQL, from another
};

// Makes the world's schema and fills it. Used for one prepare().
class AssistantSeeding
{
public:
    AssistantSeeding(const AssistantSize &size, PostgresOptions postgres, Seeding::Report report,
        std::stop_token stop);

    Result<Done> run(); // unless it is there already
    Result<bool> isThere(PostgresConnection &postgres) const;

private:
    Result<Done> make();
    Result<Done> fill(PostgresConnection &postgres);

    AssistantSize m_size;
    PostgresOptions m_postgres;
    Seeding m_seeding;
};

} // namespace tierlens
