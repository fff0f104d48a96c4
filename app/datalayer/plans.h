// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "datalayer/cachedvalue.h"
#include "postgres/postgresconnection.h"
#include "redis/redisreply.h"

#include <functional>
#include <optional>
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
        std::optional<ReadPlan> plan
            = std::nullopt; // what fills the key; none: it is deleted, never written
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

// What came of a LivePlan: one reply for each of its commands.
class LiveAnswer
{
public:
    Outcome outcome = Outcome::Failed;
    Error error; // if it failed
    std::size_t size() const { return m_atomic ? m_replies.front().size() : m_replies.size(); }
    // Valid as long as the answer. Nil where there is no such reply.
    RedisReply operator[](std::size_t index) const;

private:
    friend class DataLayer;
    std::vector<RedisReply> m_replies; // atomic: the one of EXEC
    bool m_atomic = false;
};

// State that Redis alone holds: a leaderboard, a cart, a heartbeat, a rate limit. Its commands are
// sent in one piece and make one request.
struct LivePlan
{
    struct Command
    {
        // CacheRead: one that Redis counts as one look-up; an empty answer must mean that the key
        // does not exist. CacheWrite, CacheDrop: one that it does not count.
        StepKind kind = StepKind::CacheWrite;
        std::vector<std::string> words;
    };
    std::string key; // the one most concerned
    ValueType type = ValueType::String;
    std::uint8_t operation = 0;
    std::vector<Command> commands; // at most Request::MaxSteps
    bool atomic = false; // MULTI … EXEC
    std::chrono::milliseconds ttl{}; // that the commands gave the key; zero: none
    std::string value; // beginning of what the key holds now, if known
    // Instead of ttl and value, where they depend on the replies.
    struct Seen
    {
        std::string value;
        std::chrono::milliseconds ttl{}; // TtlAsBefore: the key keeps the expiry it had
    };
    static constexpr std::chrono::milliseconds TtlAsBefore{-1};
    std::function<Seen(const LiveAnswer &)> seen;
    // Outcome::Refused if the app says no because of the replies; empty: always Outcome::Live.
    std::function<Outcome(const LiveAnswer &)> judge;
};

} // namespace tierlens
