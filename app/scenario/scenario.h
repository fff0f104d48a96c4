// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "datalayer/plans.h"
#include "datalayer/truthledger.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "scenario/scenariotext.h"

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <stop_token>
#include <string_view>
#include <vector>

namespace tierlens {

using Random = std::mt19937_64; // one per client thread

// A world to play in: its schema and seed data, what is asked and changed in it and how often.
// After prepare() it never changes, so that client threads share one. Blocking calls are for the
// session's worker thread.
//
// A new world: a class like SocialProfile, its SQL in resources/sql/, a line in makeScenario() and
// its text in scenarioTexts() (scenario.cpp).
class Scenario
{
public:
    virtual ~Scenario() = default;

    virtual const ScenarioText &text() const = 0;

    using Report = std::function<void(const Progress &)>; // called on any of the seeding threads
    // Makes the world if it is not there, complete and in this format, and learns its names.
    virtual Result<Done> prepare(
        const PostgresOptions &postgres, const Report &report, std::stop_token stop = {})
        = 0;
    virtual Result<bool> isPrepared(PostgresConnection &postgres) const = 0;
    // Removes it without trace: its schema, and every key beginning with "tierlens:".
    virtual Result<Done> drop(const PostgresOptions &postgres, RedisConnection &redis) const = 0;

    virtual double writeShare() const = 0; // of all requests, 0 … 1
    virtual ReadPlan nextRead(Random &random) const = 0;
    virtual WritePlan nextWrite(Random &random) const = 0;
    virtual WritePlan userWrite() const = 0; // what writeAction says
    // What fills that key; none if it is not a key of this world.
    virtual std::optional<ReadPlan> readPlanFor(std::string_view key) const = 0;

    // Looks for all writes Postgres has acknowledged.
    virtual Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const = 0;
};

const std::vector<ScenarioText> &scenarioTexts(); // all worlds, also those that are not there yet
std::unique_ptr<Scenario> makeScenario(const QString &id); // null: unknown or not there yet

// Removes all keys with that beginning, a few at a time so that nobody else has to wait.
Result<std::uint64_t> unlinkKeys(RedisConnection &redis, std::string_view prefix);

} // namespace tierlens
