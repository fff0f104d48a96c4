// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tierlens::test {

// One kind of key an application uses, and how it uses it. Cache-aside unless a flag says
// otherwise: read; if there is nothing, ask Postgres, write the answer into Redis.
struct ForeignKind
{
    enum class Value : std::uint8_t { String, Hash, List };
    std::string pattern; // "product:%d"
    int keys = 1000;
    bool zipf = true; // else all keys are equally likely
    std::string table; // made by prepare(): id bigint, body text; empty: Postgres is not asked
    std::string
        statement; // with $1 for the key's number; empty: SELECT body FROM table WHERE id = $1
    std::chrono::milliseconds ttl{60'000};
    int valueSize = 200;
    double weight = 1; // share of the requests
    double updates = 0; // share of its requests that change the row and delete the key
    Value value = Value::String;
    bool noFill = false; // a miss is answered by Postgres and forgotten
    bool neverReadAgain = false; // each request is about a key of its own
    bool writesOnly = false; // SET and nothing else
    bool readModifyWrite = false; // GET, then SET, each time: a counter made by hand
    bool noExpiry = false;
    bool preloaded = false; // prepare() writes all its keys
};

// What was done, exactly. hits + misses = reads = what Redis counts as keyspace_hits and _misses.
struct ForeignCounts
{
    std::uint64_t requests = 0, reads = 0, hits = 0, misses = 0;
    std::uint64_t fills = 0, writes = 0, drops = 0; // writes: without a miss before
    std::uint64_t statements = 0; // calls of `statement`
    std::uint64_t updates = 0, failed = 0;
    double hitRate() const { return reads == 0 ? -1.0 : double(hits) / double(reads); }
    void add(const ForeignCounts &other);
};

// An application that is not ours: threads that play cache-aside over hiredis and libpq of their
// own, without any of Tierlens' code. Connections that break are made again.
class ForeignClient
{
public:
    struct Options
    {
        std::string redis{}; // "/path/of/socket", "unix:///path", "host:port", "redis://host:port"
        std::string redisPassword{};
        std::string postgres{}; // for libpq; empty: only Redis is used
        std::vector<ForeignKind> kinds{};
        double rate = 500; // requests per second of all clients; 0: as fast as it goes
        int clients = 4;
        unsigned seed = 1;
    };
    explicit ForeignClient(Options options);
    ~ForeignClient(); // stops

    bool prepare(); // makes and fills the tables, and the keys that are there before
    void start();
    void stop(); // returns when all requests under way are over: counts stand still
    void run(std::chrono::milliseconds span); // start, wait, stop

    void setRate(double requestsPerSecond) { m_rate = requestsPerSecond; }
    void setWeight(std::size_t kind, double weight);

    ForeignCounts counts(std::size_t kind) const; // since the beginning, over all starts
    ForeignCounts total() const;
    std::string statement(std::size_t kind) const; // as it is sent
    static std::string key(const ForeignKind &kind, std::uint64_t number);
    std::string error() const; // the last one; empty: none

private:
    class Worker;
    struct Shared;
    Options m_options;
    std::atomic<double> m_rate;
    std::shared_ptr<Shared> m_shared;
    std::vector<std::jthread> m_threads;
    unsigned m_starts = 0;
};

} // namespace tierlens::test
