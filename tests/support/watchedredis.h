// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testservers.h"
#include "support/watchtaker.h"
#include "watch/rediswatch.h"

#include <QDebug>
#include <QProcess>
#include <QTest>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace tierlens::test {

using namespace std::chrono_literals;

inline RedisAddress addressOf(const TestRedis &server, const std::string &login = {})
{
    const auto address = RedisAddress::parse("unix://" + login + server.socket().toStdString());
    if (!address)
        qFatal("%s", address.error().text.c_str());
    return *address;
}

// The application: somebody who uses the server without knowing that it is watched.
class Client
{
public:
    explicit Client(const TestRedis &server, const char *name = "shop")
        : Client(addressOf(server), name)
    { }
    explicit Client(RedisAddress address, const char *name = "shop")
        : m_connection(options(std::move(address), name))
    { }
    RedisReply ask(std::initializer_list<std::string_view> words)
    {
        auto reply = m_connection.command(words);
        if (!reply)
            qFatal("%s | %s", reply.error().text.c_str(), reply.error().detail.c_str());
        return std::move(*reply);
    }
    bool tries(std::initializer_list<std::string_view> words)
    {
        return m_connection.command(words).has_value();
    }
    bool open() { return m_connection.open().has_value(); }
    void fill(int keys, const std::function<std::vector<std::string>(int)> &command)
    {
        for (int from = 0; from < keys; from += 500) {
            const int to = std::min(keys, from + 500);
            for (int i = from; i < to; ++i) {
                const auto words = command(i);
                const std::vector<std::string_view> views(words.begin(), words.end());
                static_cast<void>(m_connection.append(views));
            }
            for (int i = from; i < to; ++i) {
                if (const auto reply = m_connection.reply(); !reply)
                    qFatal("%s", reply.error().detail.c_str());
            }
        }
    }
    std::string setting()
    {
        return std::string(ask({"CONFIG", "GET", "notify-keyspace-events"})[1].text());
    }

private:
    static RedisOptions options(RedisAddress address, const char *name)
    {
        RedisOptions options;
        options.address = std::move(address);
        options.name = name;
        return options;
    }
    RedisConnection m_connection;
};

struct Watched
{
    explicit Watched(RedisAddress address, bool sampleKeys = false, double budget = 0.05)
        : watch({std::move(address), sampleKeys, budget}, clock, queue)
    { }
    std::deque<RedisLook> &looks() { return taker.all<RedisLook>(); }
    ServerChange::State health()
    {
        return looks().empty() ? ServerChange::State::Unknown : looks().back().health;
    }
    // Counted: with a span, that is from the second look on.
    bool counts() { return !looks().empty() && looks().back().counts.span > 0s; }
    RedisCounts sum()
    {
        RedisCounts sum;
        for (const auto &look : looks())
            sum.add(look.counts);
        return sum;
    }
    SteadyClock clock;
    LookQueue queue;
    WatchTaker taker{queue};
    RedisWatch watch;
};

inline bool benchmark(const TestRedis &server, const QStringList &how)
{
    QProcess program;
    program.start(TestProcess::find(QStringLiteral("redis-benchmark")),
        QStringList{QStringLiteral("-s"), server.socket(), QStringLiteral("-q")} + how);
    return program.waitForFinished(30'000) && program.exitCode() == 0;
}

inline bool isNear(double value, double wanted, double share)
{
    const bool near = std::abs(value - wanted) <= share * wanted;
    if (!near)
        qWarning("%f, not near %f", value, wanted);
    return near;
}

inline bool isIdle(const RedisCounts &counts)
{
    const bool idle = counts.commands == 0 && counts.hits == 0 && counts.misses == 0
        && counts.connections == 0 && counts.errors == 0 && counts.bytesIn == 0
        && counts.bytesOut == 0;
    if (!idle)
        qWarning() << counts.commands << "commands" << counts.hits << "hits" << counts.misses
                   << "misses" << counts.connections << "connections" << counts.errors << "errors"
                   << counts.bytesIn << "bytes in" << counts.bytesOut << "out";
    return idle;
}

} // namespace tierlens::test
