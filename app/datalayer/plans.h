// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "datalayer/cachedvalue.h"
#include "postgres/postgresconnection.h"

#include <functional>
#include <string>
#include <vector>

namespace tierlens {

// What to ask and how to make a value of the answer. Made once by a scenario, shared by all
// clients.
struct Loader
{
    std::string sql;
    std::function<CachedValue(const Rows &)> value; // called on client threads
};

// One read: by key in Redis, by the loader's statement in Postgres.
struct ReadPlan
{
    std::string key;
    ValueType type = ValueType::String;
    std::uint8_t operation = 0; // index into the scenario's operations
    const Loader *loader = nullptr;
    std::vector<std::string> parameters;
};

struct PlannedStatement
{
    std::string sql;
    std::vector<std::string> parameters;
    bool mustChange = false; // no row changed: nothing to do, the transaction is given up
};

// What a write did, told by the rows its statements returned.
struct WriteEffect
{
    struct Concern // a key whose cached copy is old from now on
    {
        std::string key;
        std::uint64_t version = 0;
        std::string value; // what Postgres has now, if known
    };
    std::vector<Concern> concerns;
    std::string subject; // whose version tells whether the write survived, see TruthLedger
    std::uint64_t version = 0; // of the subject, after the write
    std::string text; // for people: "anya has 500 001 followers"
};

class TruthLedger;

// One change of the truth: its statements run in one transaction. `lookUp` may then ask for more
// (outside of it, after COMMIT): it is given the ledger, so that it can ask about those keys only
// that may be cached.
struct WritePlan
{
    std::string key; // the one most concerned
    ValueType type = ValueType::String;
    std::uint8_t operation = 0;
    std::vector<PlannedStatement> statements;
    std::function<PlannedStatement(const TruthLedger &, SinceStart now)> lookUp; // may be empty
    // Rows of each statement, then those of lookUp.
    std::function<WriteEffect(const std::vector<Rows> &)> effect;
};

} // namespace tierlens
