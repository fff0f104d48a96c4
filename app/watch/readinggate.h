// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/redisconnection.h"
#include "watch/ownledger.h"

#include <deque>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tierlens {

// The only way by which RedisWatch speaks to a server: a connection that lets commands of a fixed
// list through, all of which only read. Anything else is refused before it leaves the process.
// Counts what it sends as the server does. One thread.
class ReadingGate
{
public:
    // What is no reading command goes out only if it is named, and then only in one form.
    enum class Exception : std::uint8_t {
        None,
        LogIn, // CLIENT SETNAME, NO-TOUCH: about our own connection
        KeyEvents, // CONFIG SET notify-keyspace-events, by order of the user
        Monitor, // MONITOR, by order of the user
        Subscribe // PSUBSCRIBE __keyevent@…
    };
    static bool lets(
        std::span<const std::string_view> words, Exception exception = Exception::None);

    static constexpr std::string_view Name = "tierlens-watch";

    ReadingGate(RedisOptions options, OwnLedger &ledger);
    ~ReadingGate();
    ReadingGate(const ReadingGate &) = delete;
    ReadingGate &operator=(const ReadingGate &) = delete;

    Result<Done> open(); // now; names the connection
    void close();
    bool isOpen() const { return m_connection.isOpen(); }
    std::int64_t id() const { return m_id; } // CLIENT ID; 0: not known

    // As those of RedisConnection, but never open by themselves. When no answer comes in time, the
    // connection stays open and owes it: see settle().
    Result<Done> append(
        std::span<const std::string_view> words, Exception exception = Exception::None);
    Result<Done> append(
        std::initializer_list<std::string_view> words, Exception exception = Exception::None);
    Result<RedisReply> reply();
    Result<RedisReply> command(
        std::initializer_list<std::string_view> words, Exception exception = Exception::None);
    // Takes in what is still owed, so that a server that was frozen is not left with one connection
    // after another. False: still silent.
    Result<bool> settle(std::chrono::milliseconds atMost);
    bool owes() const { return !m_owed.empty(); }

    // What the server says unasked, after MONITOR or PSUBSCRIBE.
    Result<std::optional<RedisReply>> next(std::chrono::milliseconds atMost);

private:
    Result<RedisReply> take(Result<std::optional<RedisReply>> came);
    void countLogIn(const Result<Done> &opened);
    void countBroken();
    Error silence() const;

    RedisOptions m_options;
    OwnLedger &m_ledger;
    RedisConnection m_connection;
    std::deque<std::string> m_owed; // names of the commands
    bool m_isSilent = false; // an answer did not come in time
    bool m_isCounted = false; // among the open connections
    std::int64_t m_id = 0;
};

} // namespace tierlens
