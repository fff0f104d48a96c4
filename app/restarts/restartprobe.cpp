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

// Which process it is; an error while it does not serve.
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
    Result<std::string> process()
    {
        if (m_postgres) {
            if (const auto open = m_postgres->open(); !open)
                return open.error();
            const auto rows = m_postgres->run("SELECT pg_postmaster_start_time()");
            if (!rows)
                return rows.error();
            return std::string(rows->text(0, 0));
        }
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

private:
    std::optional<RedisConnection> m_redis;
    std::optional<PostgresConnection> m_postgres;
};
} // namespace

struct RestartProbe::Shared
{
    Tier tier{};
    std::string address;
    std::mutex mutex; // guards what follows
    std::condition_variable_any wake;
    std::optional<ProbeTime> began;
    ProbeReading reading;
};

RestartProbe::RestartProbe(Tier tier, const QString &address)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->tier = tier;
    m_shared->address = address.toStdString();
    m_thread
        = std::jthread([shared = m_shared](const std::stop_token &stop) { run(stop, *shared); });
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

ProbeReading RestartProbe::reading() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->reading;
}

void RestartProbe::run(const std::stop_token &stop, Shared &shared)
{
    ProbedServer server(shared.tier, shared.address);
    const auto before = server.process();
    std::unique_lock lock(shared.mutex);
    if (before)
        shared.reading.isReady = true;
    else
        shared.reading.problem = QString::fromStdString(before.error().text);
    shared.wake.wait(lock, stop, [&] { return shared.began.has_value(); });
    while (!stop.stop_requested()) {
        const auto began = *shared.began;
        lock.unlock();
        const auto asked = std::chrono::steady_clock::now();
        const auto now = server.process();
        const auto answered = std::chrono::steady_clock::now();
        lock.lock();
        auto &reading = shared.reading;
        if (!now) {
            reading.problem = QString::fromStdString(now.error().text);
            // It was already away when it was asked, not only when we gave up.
            if (!reading.awayAfter)
                reading.awayAfter = asked - began;
            reading.backAfter.reset();
        } else {
            reading.problem.clear();
            reading.isNewProcess = before ? *now != *before : reading.awayAfter.has_value();
            if (reading.isNewProcess || reading.awayAfter) {
                if (!reading.backAfter)
                    reading.backAfter = answered - began;
                if (reading.isNewProcess)
                    return;
            }
        }
        shared.wake.wait_for(lock, stop, 100ms, [] { return false; });
    }
}

} // namespace tierlens
