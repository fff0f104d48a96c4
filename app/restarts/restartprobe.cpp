// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/restartprobe.h"

#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"

#include <QThreadPool>

#include <condition_variable>
#include <mutex>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using ProbeTime = std::chrono::steady_clock::time_point;

// A server that refuses us, by rights, for want of room or otherwise, is there and serves others.
bool isAnswer(const Error &error)
{
    const bool isFull = error.kind == ErrorKind::NotReady
        && (error.code == "53300" || error.code == "ERR"); // the latter is Redis'
    return isFull || error.kind == ErrorKind::Denied || error.kind == ErrorKind::Refused;
}

// One that stays connected: each connection costs the server a process, or a login.
class ProbedServer
{
public:
    ProbedServer(Tier tier, const std::string &address)
    {
        if (tier == Tier::Postgres) {
            m_postgres.emplace(PostgresOptions{.connection = address,
                .name = "tierlens-restart",
                .connectTimeout = 1s,
                .statementTimeout = 1s,
                .answerTimeout = 1s,
                .readOnly = true});
        } else if (const auto parsed = RedisAddress::parse(address)) {
            m_redis.emplace(RedisOptions{.address = *parsed, .name = "tierlens-restart"});
        }
    }

    // Which process it is; empty: it answers, but does not say. An error while it does not serve.
    Result<std::string> process()
    {
        const auto found = m_postgres ? postgresProcess() : redisProcess();
        if (!found && isAnswer(found.error()))
            return std::string();
        return found;
    }

private:
    Result<std::string> postgresProcess()
    {
        // By ourselves, since a look must not wait for the pause between two tries.
        if (!m_postgres->isOpen())
            if (const auto open = m_postgres->open(); !open)
                return open.error();
        // As a number: how a time is written is a setting that can change.
        const auto rows
            = m_postgres->run("SELECT extract(epoch FROM pg_postmaster_start_time())::text");
        if (!rows)
            return rows.error();
        return std::string(rows->text(0, 0));
    }

    Result<std::string> redisProcess()
    {
        if (!m_redis)
            return Error{ErrorKind::Usage, {}, "The address cannot be read.", {}};
        if (!m_redis->isOpen())
            if (const auto open = m_redis->open(); !open)
                return open.error();
        const auto server = m_redis->command({"INFO", "server"});
        if (!server)
            return server.error();
        // (A command it refuses while loading would be counted among its errors.)
        const auto keeping = m_redis->command({"INFO", "persistence"});
        if (keeping && infoNumber(keeping->text(), "loading") == 1)
            return Error{ErrorKind::NotReady, "LOADING", "Redis is reading its data.", {}};
        return std::string(infoLine(server->text(), "run_id"));
    }

    std::optional<RedisConnection> m_redis;
    std::optional<PostgresConnection> m_postgres;
};

// One look after the order. `before`: which process it was, empty: not known (yet).
void takeLook(ProbeReading &reading, std::string &before, const Result<std::string> &now,
    Duration asked, Duration answered)
{
    reading.isAwayNow = !now;
    if (!now) {
        reading.problem = QString::fromStdString(now.error().text);
        // It was already away when it was asked, not only when we gave up.
        if (!reading.awayAfter)
            reading.awayAfter = asked;
        reading.backAfter.reset();
        return;
    }
    reading.problem.clear();
    if (!before.empty() && !now->empty()) {
        reading.isNewProcess = *now != before;
        if (!reading.isNewProcess)
            reading.backAfter.reset();
        else if (!reading.backAfter)
            reading.backAfter = answered;
        return;
    }
    // Whether this is another one cannot be told; one that comes after it can.
    if (reading.awayAfter && !reading.backAfter)
        reading.backAfter = answered;
    if (before.empty() && !reading.awayAfter)
        before = *now;
}
} // namespace

struct RestartProbe::Shared
{
    Tier tier{};
    std::string address;
    ProbePace pace;
    std::mutex mutex; // guards what follows
    std::condition_variable_any wake;
    std::optional<ProbeTime> began, failed; // failed: the command
    ProbeReading reading;
};

RestartProbe::RestartProbe(Tier tier, const QString &address, const ProbePace &pace)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->tier = tier;
    m_shared->address = address.toStdString();
    m_shared->pace = pace;
    m_thread = std::jthread([shared = m_shared](const std::stop_token &stop) {
        run(stop, *shared); // its connection is closed by then
        const std::lock_guard lock(shared->mutex);
        shared->reading.isOver = true;
    });
}

RestartProbe::~RestartProbe()
{
    m_thread.request_stop();
    QThreadPool::globalInstance()->start(
        [thread = std::make_shared<std::jthread>(std::move(m_thread))] { thread->join(); });
}

void RestartProbe::begin()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->began = std::chrono::steady_clock::now();
    }
    m_shared->wake.notify_all();
}

void RestartProbe::commandEnded(bool wasGood)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->failed.reset();
    if (!wasGood)
        m_shared->failed = std::chrono::steady_clock::now();
}

void RestartProbe::stop() { m_thread.request_stop(); }

ProbeReading RestartProbe::reading() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->reading;
}

void RestartProbe::run(const std::stop_token &stop, Shared &shared)
{
    ProbedServer server(shared.tier, shared.address);
    std::string before;
    std::unique_lock lock(shared.mutex);
    auto &reading = shared.reading;
    // Until the order: it may be restarted by somebody else while the user still reads.
    while (!stop.stop_requested() && !shared.began) {
        lock.unlock();
        const auto now = server.process();
        lock.lock();
        reading.problem = now ? QString() : QString::fromStdString(now.error().text);
        if (shared.began && reading.isReady)
            break; // too late to be surely the one from before
        if (now && !now->empty() && !shared.began)
            before = *now;
        reading.isReady = !before.empty();
        shared.wake.wait_for(lock, stop, shared.pace.waiting, [&] { return !!shared.began; });
    }
    while (!stop.stop_requested()) {
        const auto began = *shared.began;
        lock.unlock();
        const auto asked = std::chrono::steady_clock::now();
        const auto now = server.process();
        const auto answered = std::chrono::steady_clock::now();
        lock.lock();
        takeLook(reading, before, now, asked - began, answered - began);
        const bool nothingSeen = !reading.awayAfter && !reading.isNewProcess;
        const bool isLost
            = nothingSeen && shared.failed && answered - *shared.failed >= shared.pace.afterFailure;
        if (reading.isNewProcess || isLost || answered - began >= shared.pace.longest)
            return;
        const auto pause
            = answered - began < shared.pace.oftenFor ? shared.pace.often : shared.pace.seldom;
        shared.wake.wait_for(lock, stop, pause, [] { return false; });
    }
}

} // namespace tierlens
