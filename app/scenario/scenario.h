// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "datalayer/datalayer.h"
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
// Client threads share one and play it at the same time: what changes after prepare() is atomic or
// in the servers. Blocking calls are for the session's worker thread.
//
// A new world: a class like SocialProfile in worlds/, its SQL in resources/sql/ and two lines in
// worlds/worlds.cpp.
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

    // One turn of a client: one or a few requests. The same numbers from `random` make the same
    // turn, so that two policies can be compared on one sequence.
    virtual void play(DataLayer &layer, Random &random) = 0;
    // The world's own clockwork, called about that often on a thread and data layer of its own
    // while traffic runs: ends matches, looks at the board. Zero: there is none.
    virtual std::chrono::milliseconds clockworkEvery() const { return {}; }
    virtual void clockwork(DataLayer &, Random &) { }
    // What ScenarioText::writeAction says, done now.
    virtual WriteAnswer change(DataLayer &layer) = 0;
    // One of ScenarioText::orders; the answer is a sentence about what came of it.
    virtual Result<std::string> perform(std::string_view order, DataLayer &layer);

    // The n-th of all things one can read here, for somebody who reads through everything once;
    // begins anew when it is through. None: this world has no such reader.
    virtual std::optional<ReadPlan> scanPlan(std::uint64_t) const { return std::nullopt; }

    // SQL that makes Postgres tell on the channel tierlens_cache which keys have become old (one a
    // line, perhaps followed by " v" and the truth's new version), whoever wrote. Made by the owner
    // when notifyInvalidation is switched on. All its functions are in the world's schema and
    // called tell_…: dropping them, with their triggers, undoes it. Empty: this world has none.
    virtual std::vector<std::string> notifyTriggers() const { return {}; }

    // What fills that key; none if it is not a key of this world.
    virtual std::optional<ReadPlan> readPlanFor(std::string_view key) const = 0;

    // Looks for all writes Postgres has acknowledged.
    virtual Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const = 0;
};

// Makes a world's notifyTriggers(), or removes them without trace. By the schema's owner.
Result<Done> setNotifyTriggers(PostgresConnection &owner, const Scenario &scenario, bool wanted);
// Removes all keys with that beginning, a few at a time so that nobody else has to wait.
Result<std::uint64_t> unlinkKeys(RedisConnection &redis, std::string_view prefix);

} // namespace tierlens
