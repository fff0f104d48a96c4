// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/foreignclient.h"

#include <hiredis/hiredis.h>
#include <libpq-fe.h>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <optional>
#include <random>

namespace tierlens::test {

using namespace std::chrono_literals;

namespace {

struct FreeAnswer
{
    void operator()(redisReply *answer) const { freeReplyObject(answer); }
};

std::string statementOf(const ForeignKind &kind)
{
    if (!kind.statement.empty() || kind.table.empty())
        return kind.statement;
    return "SELECT body FROM " + kind.table + " WHERE id = $1";
}

std::string updateOf(const ForeignKind &kind)
{
    return "UPDATE " + kind.table + " SET body = body WHERE id = $1";
}

} // namespace

void ForeignCounts::add(const ForeignCounts &other)
{
    requests += other.requests;
    reads += other.reads;
    hits += other.hits;
    misses += other.misses;
    fills += other.fills;
    writes += other.writes;
    drops += other.drops;
    statements += other.statements;
    updates += other.updates;
    failed += other.failed;
}

struct ForeignClient::Shared
{
    struct Kind
    {
        ForeignCounts counts;
        std::vector<double> heaps; // of the Zipf distribution, summed up
        double weight = 1;
        std::uint64_t next = 0; // number of the next key, if none is used twice
    };
    mutable std::mutex mutex; // of everything here; a request takes it twice
    std::vector<Kind> kinds;
    std::string error;

    void complain(std::string text)
    {
        const std::lock_guard lock(mutex);
        error = std::move(text);
    }
};

// One client: a thread's connections and what it does with them.
class ForeignClient::Worker
{
public:
    Worker(const Options &options, Shared &shared, unsigned seed)
        : m_options(options)
        , m_shared(shared)
        , m_chance(seed)
    { }

    bool isConnected() const { return m_redis && (m_options.postgres.empty() || m_postgres); }
    bool connect();
    bool make(); // what is there before
    void request();
    // Until the next request; random, as requests of many people are.
    std::chrono::duration<double> gap(double perSecond)
    {
        return std::chrono::duration<double>(
            std::exponential_distribution<double>(perSecond)(m_chance));
    }

private:
    using Answer = std::unique_ptr<redisReply, FreeAnswer>;
    Answer order(const std::vector<std::string> &words);
    bool ask(const std::string &statement, std::uint64_t number);
    bool ask(const std::string &statement, const std::string *parameter);
    std::optional<bool> read(const ForeignKind &kind, const std::string &key);
    bool write(const ForeignKind &kind, const std::string &key);
    std::size_t pick(std::uint64_t &number);
    bool play(const ForeignKind &kind, std::uint64_t number, ForeignCounts &did);

    const Options &m_options;
    Shared &m_shared;
    std::mt19937_64 m_chance;
    std::unique_ptr<redisContext, decltype(&redisFree)> m_redis{nullptr, &redisFree};
    std::unique_ptr<PGconn, decltype(&PQfinish)> m_postgres{nullptr, &PQfinish};
};

bool ForeignClient::Worker::connect()
{
    const timeval patience{2, 0};
    if (!m_redis) {
        std::string address = m_options.redis;
        for (const std::string scheme : {"unix://", "redis://"}) {
            if (address.starts_with(scheme))
                address.erase(0, scheme.size());
        }
        const auto colon = address.rfind(':');
        m_redis.reset(address.starts_with('/') || colon == std::string::npos
                ? redisConnectUnixWithTimeout(address.c_str(), patience)
                : redisConnectWithTimeout(address.substr(0, colon).c_str(),
                    std::atoi(address.c_str() + colon + 1), patience));
        if (!m_redis || m_redis->err != 0) {
            m_shared.complain(m_redis ? m_redis->errstr : "no memory");
            m_redis.reset();
            return false;
        }
        redisSetTimeout(m_redis.get(), patience);
        if (!m_options.redisPassword.empty() && !order({"AUTH", m_options.redisPassword}))
            return false;
    }
    if (!m_postgres && !m_options.postgres.empty()) {
        m_postgres.reset(PQconnectdb(m_options.postgres.c_str()));
        if (PQstatus(m_postgres.get()) != CONNECTION_OK) {
            m_shared.complain(PQerrorMessage(m_postgres.get()));
            m_postgres.reset();
        } else {
            PQsetNoticeProcessor(
                m_postgres.get(), [](void *, const char *) {}, nullptr);
        }
    }
    return isConnected();
}

ForeignClient::Worker::Answer ForeignClient::Worker::order(const std::vector<std::string> &words)
{
    if (!m_redis)
        return {};
    std::vector<const char *> starts;
    std::vector<std::size_t> sizes;
    for (const auto &word : words) {
        starts.push_back(word.data());
        sizes.push_back(word.size());
    }
    Answer answer(static_cast<redisReply *>(redisCommandArgv(
        m_redis.get(), static_cast<int>(words.size()), starts.data(), sizes.data())));
    if (!answer) {
        m_shared.complain(m_redis->errstr);
        m_redis.reset();
    } else if (answer->type == REDIS_REPLY_ERROR) {
        m_shared.complain(answer->str);
        answer.reset();
    }
    return answer;
}

bool ForeignClient::Worker::ask(const std::string &statement, std::uint64_t number)
{
    const auto text = std::to_string(number);
    return ask(statement, &text);
}

bool ForeignClient::Worker::ask(const std::string &statement, const std::string *parameter)
{
    if (!m_postgres)
        return false;
    const char *values[] = {parameter == nullptr ? nullptr : parameter->c_str()};
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer(
        PQexecParams(m_postgres.get(), statement.c_str(), parameter == nullptr ? 0 : 1, nullptr,
            values, nullptr, nullptr, 0),
        &PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return true;
    m_shared.complain(PQerrorMessage(m_postgres.get()));
    if (PQstatus(m_postgres.get()) != CONNECTION_OK)
        m_postgres.reset();
    return false;
}

bool ForeignClient::Worker::make()
{
    for (const auto &kind : m_options.kinds) {
        if (!kind.table.empty()
            && (!ask("CREATE TABLE IF NOT EXISTS " + kind.table
                        + " (id bigint PRIMARY KEY, body text)",
                    nullptr)
                || !ask("INSERT INTO " + kind.table + " SELECT n, repeat('x', "
                        + std::to_string(kind.valueSize) + ") FROM generate_series(0, "
                        + std::to_string(kind.keys - 1) + ") n ON CONFLICT DO NOTHING",
                    nullptr)
                || !ask("ANALYZE " + kind.table, nullptr)))
            return false;
        for (int n = 0; kind.preloaded && n < kind.keys; ++n) {
            if (!write(kind, key(kind, static_cast<std::uint64_t>(n))))
                return false;
        }
    }
    return true;
}

// Hit, miss, or nothing if Redis did not answer.
std::optional<bool> ForeignClient::Worker::read(const ForeignKind &kind, const std::string &key)
{
    Answer answer;
    switch (kind.value) {
    case ForeignKind::Value::String:
        answer = order({"GET", key});
        break;
    case ForeignKind::Value::Hash:
        answer = order({"HGETALL", key});
        break;
    case ForeignKind::Value::List:
        answer = order({"LRANGE", key, "0", "-1"});
        break;
    }
    if (!answer)
        return {};
    return answer->type == REDIS_REPLY_STRING
        || (answer->type == REDIS_REPLY_ARRAY && answer->elements > 0);
}

bool ForeignClient::Worker::write(const ForeignKind &kind, const std::string &key)
{
    const std::string value(static_cast<std::size_t>(kind.valueSize), 'x');
    const auto ttl = std::to_string(kind.ttl.count());
    if (kind.value == ForeignKind::Value::String) {
        return bool(
            kind.noExpiry ? order({"SET", key, value}) : order({"SET", key, value, "PX", ttl}));
    }
    const bool isThere
        = bool(kind.value == ForeignKind::Value::Hash ? order({"HSET", key, "a", value, "b", "1"})
                                                      : order({"RPUSH", key, value, value}));
    return isThere && (kind.noExpiry || order({"PEXPIRE", key, ttl}));
}

std::size_t ForeignClient::Worker::pick(std::uint64_t &number)
{
    const std::lock_guard lock(m_shared.mutex);
    double all = 0;
    for (const auto &kind : m_shared.kinds)
        all += kind.weight;
    double at = std::uniform_real_distribution<double>(0, all)(m_chance);
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < m_shared.kinds.size(); ++i) {
        if (m_shared.kinds[i].weight <= 0)
            continue;
        chosen = i;
        at -= m_shared.kinds[i].weight;
        if (at < 0)
            break;
    }
    auto &kind = m_shared.kinds[chosen];
    if (m_options.kinds[chosen].neverReadAgain) {
        number = kind.next++;
    } else {
        const auto place = std::uniform_real_distribution<double>(0, kind.heaps.back())(m_chance);
        const auto found = std::upper_bound(kind.heaps.begin(), kind.heaps.end() - 1, place);
        number = static_cast<std::uint64_t>(found - kind.heaps.begin());
    }
    return chosen;
}

bool ForeignClient::Worker::play(const ForeignKind &kind, std::uint64_t number, ForeignCounts &did)
{
    const auto key = ForeignClient::key(kind, number);
    const auto row = number % static_cast<std::uint64_t>(std::max(1, kind.keys));
    if (kind.updates > 0 && std::bernoulli_distribution(kind.updates)(m_chance)) {
        if (!kind.table.empty()) {
            if (!ask(updateOf(kind), row))
                return false;
            ++did.updates;
        }
        const bool dropped = bool(order({"DEL", key}));
        did.drops += dropped ? 1 : 0;
        return dropped;
    }
    if (kind.writesOnly) {
        const bool written = write(kind, key);
        did.writes += written ? 1 : 0;
        return written;
    }
    const auto hit = read(kind, key);
    if (!hit)
        return false;
    ++did.reads;
    ++(*hit ? did.hits : did.misses);
    if (kind.readModifyWrite) {
        const bool written = write(kind, key);
        did.writes += written ? 1 : 0;
        return written;
    }
    if (*hit)
        return true;
    if (const auto statement = statementOf(kind); !statement.empty()) {
        if (!ask(statement, row))
            return false;
        ++did.statements;
    }
    if (kind.noFill)
        return true;
    const bool written = write(kind, key);
    did.fills += written ? 1 : 0;
    return written;
}

void ForeignClient::Worker::request()
{
    std::uint64_t number = 0;
    const auto kind = pick(number);
    ForeignCounts did;
    did.requests = 1;
    if (!play(m_options.kinds[kind], number, did))
        ++did.failed;
    const std::lock_guard lock(m_shared.mutex);
    m_shared.kinds[kind].counts.add(did);
}

ForeignClient::ForeignClient(Options options)
    : m_options(std::move(options))
    , m_rate(m_options.rate)
    , m_shared(std::make_shared<Shared>())
{
#ifdef SIGPIPE
    std::signal(SIGPIPE, SIG_IGN); // hiredis writes to sockets that a stopped server has closed
#endif
    for (const auto &kind : m_options.kinds) {
        Shared::Kind shared;
        shared.weight = kind.weight;
        double sum = 0;
        for (int n = 0; n < std::max(1, kind.keys); ++n) {
            sum += kind.zipf ? 1.0 / double(n + 1) : 1.0;
            shared.heaps.push_back(sum);
        }
        m_shared->kinds.push_back(std::move(shared));
    }
}

ForeignClient::~ForeignClient() { stop(); }

bool ForeignClient::prepare()
{
    Worker worker(m_options, *m_shared, m_options.seed);
    return worker.connect() && worker.make();
}

void ForeignClient::start()
{
    ++m_starts;
    for (int i = 0; i < m_options.clients && !m_options.kinds.empty(); ++i) {
        const unsigned seed = m_options.seed * 7919U + m_starts * 104729U + unsigned(i);
        m_threads.emplace_back([this, seed](const std::stop_token &stop) {
            using Steady = std::chrono::steady_clock;
            Worker worker(m_options, *m_shared, seed);
            auto due = Steady::now();
            while (!stop.stop_requested()) {
                if (!worker.isConnected() && !worker.connect()) {
                    std::this_thread::sleep_for(50ms);
                    continue;
                }
                if (const double rate = m_rate.load(); rate > 0) {
                    due += std::chrono::duration_cast<Steady::duration>(
                        worker.gap(rate / double(m_options.clients)));
                    const auto now = Steady::now();
                    if (due < now - 500ms)
                        due = now; // a busy machine: no catching up in one heap
                    // In bits, so that stop() need not wait for a slow rate's next request.
                    while (Steady::now() < due && !stop.stop_requested())
                        std::this_thread::sleep_until(std::min(due, Steady::now() + 50ms));
                    if (stop.stop_requested())
                        break;
                }
                worker.request();
            }
        });
    }
}

void ForeignClient::stop()
{
    for (auto &thread : m_threads)
        thread.request_stop();
    m_threads.clear(); // joins
}

void ForeignClient::run(std::chrono::milliseconds span)
{
    start();
    std::this_thread::sleep_for(span);
    stop();
}

void ForeignClient::setWeight(std::size_t kind, double weight)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->kinds.at(kind).weight = weight;
}

ForeignCounts ForeignClient::counts(std::size_t kind) const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->kinds.at(kind).counts;
}

ForeignCounts ForeignClient::total() const
{
    const std::lock_guard lock(m_shared->mutex);
    ForeignCounts sum;
    for (const auto &kind : m_shared->kinds)
        sum.add(kind.counts);
    return sum;
}

std::string ForeignClient::statement(std::size_t kind) const
{
    return statementOf(m_options.kinds.at(kind));
}

std::string ForeignClient::key(const ForeignKind &kind, std::uint64_t number)
{
    auto key = kind.pattern;
    if (const auto place = key.find("%d"); place != std::string::npos)
        key.replace(place, 2, std::to_string(number));
    return key;
}

std::string ForeignClient::error() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->error;
}

} // namespace tierlens::test
