// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backoff.h"
#include "core/event.h"
#include "core/result.h"
#include "redis/redisaddress.h"
#include "redis/redisreply.h"

#include <atomic>
#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct redisContext;

namespace tierlens {

struct RedisOptions
{
    RedisAddress address;
    std::string name = "tierlens"; // CLIENT SETNAME
    std::chrono::milliseconds connectTimeout{1000};
    std::chrono::milliseconds commandTimeout{1000};
    const std::atomic<Epoch> *epoch = nullptr; // stamped on each new connection
};

// One blocking connection to Redis, used by one thread. Comes back by itself: a command on a closed
// connection first tries to open it, unless the last try failed less than the pause ago (then it
// fails at once with the same error). Nothing waits longer than the timeouts. An address with
// Sentinels is looked up anew for each connection (see RedisDirectory): each takes as long again.
class RedisConnection
{
public:
    explicit RedisConnection(RedisOptions options);
    ~RedisConnection();
    RedisConnection(const RedisConnection &) = delete;
    RedisConnection &operator=(const RedisConnection &) = delete;

    Result<Done> open(); // now, without regard to the pause
    void close();
    bool isOpen() const { return m_context != nullptr; }
    Epoch epoch() const { return m_epoch; } // of the open or last connection

    // An error reply of the server ("READONLY …") is an Error here, too; the connection stays open.
    Result<RedisReply> command(std::initializer_list<std::string_view> words);
    Result<RedisReply> command(std::span<const std::string_view> words);
    // Pipeline: append any number of commands, then take as many replies in order.
    Result<Done> append(std::span<const std::string_view> words);
    Result<Done> append(std::initializer_list<std::string_view> words);
    Result<RedisReply> reply();
    // The next thing the server says, asked for or not (MONITOR, PSUBSCRIBE). Nothing came within
    // the time: the connection stays open, and what it owes may still come.
    Result<std::optional<RedisReply>> next(std::chrono::milliseconds atMost);

    // Whether the last failed command had been sent and got no answer at all, so that the server
    // may or may not have carried it out.
    bool lastWasSent() const { return m_sent; }

private:
    Result<Done> openIfDue();
    Result<Done> waitAtMost(std::chrono::milliseconds time);
    Result<Done> connect();
    Result<Done> logIn();
    Result<Done> push(std::span<const std::string_view> words); // into the output buffer
    Result<Done> flush();
    std::optional<Error> lastWords();
    Error broken(); // closes; the context's error as ours

    struct Closer
    {
        void operator()(redisContext *context) const;
    };
    RedisOptions m_options;
    RedisAddress m_address; // the server connected to: of the options, or named by Sentinels
    std::unique_ptr<redisContext, Closer> m_context;
    Backoff m_backoff;
    Error m_lastError;
    std::string m_encoded; // a command in protocol form; kept for its memory
    std::chrono::milliseconds m_waits{0}; // the timeout the socket has now
    std::size_t m_owed = 0; // replies appended commands have still to get
    Epoch m_epoch = 0;
    bool m_loggingIn = false;
    bool m_sent = false;
};

} // namespace tierlens
