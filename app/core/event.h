// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/boundedtext.h"
#include "core/clock.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace tierlens {

enum class Origin : std::uint8_t { Demo, Watched, Tapped, Recorded };
enum class Tier : std::uint8_t { Redis, Postgres };
enum class ValueType : std::uint8_t { None, String, Hash, List, Set, SortedSet };

// How often this server has been (re)started since the session began. A connection carries the
// epoch it was opened in, so that counters are compared with the process that counted them.
using Epoch = std::uint8_t;

enum class StatementId : std::uint16_t { None = 0 }; // see core/statements.h

enum class Outcome : std::uint8_t {
    Hit, // Redis answered
    Miss, // Redis did not know; this request asked Postgres
    Coalesced, // Redis did not know; another request was already asking Postgres
    Bypass, // Postgres was asked without Redis: cache switched off, or Redis unreachable
    Write, // a change of the truth
    Live, // state that Redis alone holds (a leaderboard, a cart, a heartbeat): neither hit nor miss
    Refused, // answered with "no" by a rule of the app, for example a rate limit
    Failed // no answer
};
constexpr std::size_t OutcomeCount = 8;

enum class StepKind : std::uint8_t {
    CacheRead, // GET, HGETALL, LRANGE: hit or miss
    CacheWrite, // fill
    CacheDrop, // DEL because the truth changed
    Query, // one statement that reads in Postgres
    TruthWrite, // one statement that writes in Postgres, or COMMIT
    Wait // for another request's answer to the same miss
};
enum class StepResult : std::uint8_t {
    Ok,
    Hit,
    Miss,
    Failed, // refused, or never sent: the server has not counted it
    Unanswered // sent, no answer: the server may or may not have counted it
};

// One call to one tier.
struct Step
{
    StepKind kind = StepKind::CacheRead;
    StepResult result = StepResult::Ok;
    Epoch epoch = 0;
    StatementId statement = StatementId::None;
    std::uint32_t size = 0; // bytes of the value read or written; rows for a query
    Duration offset{}; // since the request began
    Duration took{}; // round the call itself
};

enum class RequestId : std::uint64_t {};

// One thing the app asked for, with everything it took. Pushed once, when it is over.
struct Request
{
    static constexpr std::size_t MaxSteps = 6;

    RequestId id{};
    Outcome outcome = Outcome::Hit;
    std::uint8_t operation = 0; // index into the scenario's operations
    ValueType type = ValueType::String;
    std::uint8_t stepCount = 0;
    bool stale = false; // the answer was older than the truth
    bool invalidated = false; // a write that removed keys from Redis
    // Done behind an answer: a renewal, a value written through, a queued write carried out.
    // Nobody waited for it: its steps are counted, but it is no request of a client.
    bool behind = false;
    BoundedText<70> key; // the key asked for or, for a write, the key most concerned
    BoundedText<38> value; // beginning of the answer
    std::uint64_t version = 0; // the truth's version inside the answer; 0: none
    std::uint64_t truth = 0; // the newest version known when answered
    std::uint32_t valueSize = 0; // bytes
    Duration ttl{}; // given by a fill, or 0; < 0: written, but its expiry is as it was
    Duration staleFor{}; // how long ago the truth had changed, if stale
    std::array<Step, MaxSteps> steps;

    std::span<const Step> parts() const { return {steps.data(), stepCount}; }
};

// Keys that left Redis without a request of ours: by order of the user, by time, or by eviction.
struct KeyDrop
{
    enum class Reason : std::uint8_t { Invalidated, Expired, Evicted, Lost };
    Reason reason = Reason::Expired;
    std::string key; // empty: `count` keys that are not named
    std::uint64_t count = 1;
};

// The truth of a key changed: a cached copy with a lower version is stale from now on.
struct TruthChange
{
    std::string key;
    std::uint64_t version = 0;
    std::string value; // what Postgres has now, if known
};

struct ServerChange
{
    enum class State : std::uint8_t {
        Unknown,
        Connecting,
        Up,
        Loading, // up, but still reading its data or recovering
        Frozen, // connected, does not answer
        Lost, // does not accept connections
        Stopping,
        Starting
    };
    Tier tier = Tier::Redis;
    State state = State::Unknown;
    Epoch epoch = 0;
    std::string version; // "7.0.15"; empty: unchanged
    std::string text; // one sentence for people
    std::string detail; // the server's own words
};

// Counters as the servers report them (INFO, pg_stat_*), raw; rates are made by whoever shows them.
struct RedisSample
{
    std::uint64_t usedMemory = 0, maxMemory = 0; // bytes; maxMemory 0: no limit
    std::uint64_t keys = 0; // of the database in use
    std::uint64_t hits = 0, misses = 0; // keyspace_hits, keyspace_misses since its start
    std::uint64_t expired = 0, evicted = 0; // since its start
    std::uint64_t clients = 0;
    std::chrono::seconds uptime{};
    bool persists = false; // RDB save points or AOF
};
struct PostgresSample
{
    std::uint64_t rows = 0; // estimate of the scenario's tables
    std::uint64_t bytes = 0; // of the scenario's schema, or the database
    std::uint64_t walBytes = 0; // position; differences make a rate
    std::uint64_t blocksHit = 0, blocksRead = 0; // pg_stat_database
    std::uint64_t sessions = 0; // client backends
    std::chrono::seconds uptime{};
    bool fsync = true, synchronousCommit = true;
};
struct ServerSample
{
    Epoch epoch = 0;
    std::variant<RedisSample, PostgresSample> of;
};

// The servers' own counters, read while no request of ours was under way, to be compared with ours.
struct CheckReading
{
    Tier tier = Tier::Redis;
    Epoch epoch = 0;
    bool baseline = false; // compare growth from here, instead of comparing
    std::uint64_t hits = 0, misses = 0; // Redis, less our own look-ups
    std::uint64_t queries = 0; // Postgres: calls of our statements
};

// After a server came back: of the writes Postgres had acknowledged, how many are no longer there.
struct TruthCheck
{
    std::uint64_t acknowledged = 0; // writes looked for
    std::uint64_t lost = 0;
};

struct Action
{
    enum class Kind : std::uint8_t {
        Restart,
        Crash,
        Freeze,
        InvalidateKey,
        InvalidatePattern,
        InvalidateAll,
        ExpireNow,
        Refresh,
        Write,
        Policy, // cache on/off, TTL, jitter …
        Traffic // rate, clients, pause
    };
    Kind kind = Kind::Write;
    Tier tier = Tier::Redis; // for Restart, Crash, Freeze
    std::string text; // "Redis restarted", "profile:* invalidated"
    std::uint64_t keysLost = 0; // that a restart or crash of Redis throws away
};

struct Note
{
    enum class Level : std::uint8_t { Info, Warning, Problem };
    Level level = Level::Info;
    std::string text;
    std::string detail;
};

// One stage of getting the servers and the scenario ready.
struct Progress
{
    std::string stage; // "found", "initdb", "start", "schema", "seed"
    std::string text; // "Seeding follows: 1 200 000 of 2 000 000 rows"
    double share = -1; // 0 … 1 of the whole preparation; < 0: unknown
    bool finished = false;
};

// What a world looks like now, read from the servers by the world itself: a list that moves and a
// few figures. Source: ordinary requests of its clockwork, which are counted like all others.
struct Board
{
    enum class Tone : std::uint8_t { Plain, Redis, Postgres, Good, Attention, Bad };
    struct Row
    {
        std::string id; // stays with what the row is about, so that it can be seen to move
        std::string name;
        double value = 0; // for the length of its bar
        std::string text; // the value, or a remark, as it is shown
        Tone tone = Tone::Plain;
    };
    struct Fact
    {
        std::string label, value;
        std::string note; // what it means and how it was measured; a tool tip
        Tone tone = Tone::Plain;
    };
    std::string title; // "Leaderboard of match 12"
    std::string rowsTitle, factsTitle;
    std::vector<Row> rows; // best first, at most MaxRows
    std::vector<Fact> facts;

    static constexpr std::size_t MaxRows = 12;
};

using What = std::variant<Request, KeyDrop, TruthChange, ServerChange, ServerSample, CheckReading,
    TruthCheck, Action, Note, Progress, Board>;

// Never changed after it was pushed. `at` is when it began, `took` how long it lasted.
struct Event
{
    Origin origin = Origin::Demo;
    SinceStart at{};
    Duration took{};
    What what;

    SinceStart end() const { return at + took; }
};

} // namespace tierlens
