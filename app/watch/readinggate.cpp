// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/readinggate.h"

#include "redis/rediserrors.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace tierlens {

namespace {

struct ReadingGateWords
{
    Q_DECLARE_TR_FUNCTIONS(ReadingGate)
};

// As commandstats names them. None changes a key, a setting or another client.
constexpr std::array Reading{std::string_view("client|id"), std::string_view("client|list"),
    std::string_view("config|get"), std::string_view("info"), std::string_view("latency|histogram"),
    std::string_view("latency|latest"), std::string_view("memory|usage"),
    std::string_view("object|freq"), std::string_view("object|idletime"), std::string_view("ping"),
    std::string_view("pttl"), std::string_view("scan"), std::string_view("select"),
    std::string_view("slowlog|get"), std::string_view("type")};

bool lower(std::string_view text, std::string_view wanted)
{
    return std::equal(text.begin(), text.end(), wanted.begin(), wanted.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

RedisOptions nameless(RedisOptions options)
{
    options.name.clear(); // the name is given here, where refusals can be counted
    return options;
}

} // namespace

void OwnLedger::sent(const std::string &command, std::string_view first)
{
    if (!m_remembers)
        return;
    const std::lock_guard lock(m_mutex);
    m_lines.emplace_back(command, first.substr(0, 256));
}

bool OwnLedger::takeLine(const std::string &command, std::string_view first)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_lines.begin(), m_lines.end(),
        [&](const auto &line) { return line.first == command && line.second == first; });
    if (found == m_lines.end())
        return false;
    m_lines.erase(found);
    return true;
}

bool ReadingGate::lets(std::span<const std::string_view> words, Exception exception)
{
    const auto name = commandName(words);
    switch (exception) {
    case Exception::None:
        return std::find(Reading.begin(), Reading.end(), name) != Reading.end();
    case Exception::LogIn:
        return (name == "client|setname" || name == "client|no-touch") && words.size() == 3;
    case Exception::KeyEvents:
        return name == "config|set" && words.size() == 4
            && lower(words[2], "notify-keyspace-events");
    case Exception::Monitor:
        return name == "monitor" && words.size() == 1;
    case Exception::Subscribe:
        return name == "psubscribe" && words.size() == 2 && words[1].starts_with("__keyevent@");
    }
    return false;
}

ReadingGate::ReadingGate(RedisOptions options, OwnLedger &ledger)
    : m_options(std::move(options))
    , m_ledger(ledger)
    , m_connection(nameless(m_options))
{ }

ReadingGate::~ReadingGate() { close(); }

void ReadingGate::close()
{
    m_connection.close();
    countBroken();
}

// What was sent may have been carried out, answered or not.
void ReadingGate::countBroken()
{
    if (m_connection.isOpen())
        return;
    m_ledger.change([this](OwnCounts &own) {
        for (const auto &name : m_owed)
            own.lost(name);
        if (m_isCounted)
            --own.connected;
    });
    if (m_id != 0)
        m_ledger.removeConnection(m_id);
    m_owed.clear();
    m_isSilent = m_isCounted = false;
    m_id = 0;
}

void ReadingGate::countLogIn(const Result<Done> &opened)
{
    const auto &address = m_options.address;
    m_ledger.change([&](OwnCounts &own) {
        if (!opened) {
            const auto &error = opened.error();
            if (error.kind == ErrorKind::NotReady && error.code == "ERR") { // maxclients
                ++own.rejectedConnections;
                ++own.errors;
                return;
            }
            if (error.code.empty() && error.kind != ErrorKind::Timeout)
                return; // it was never reached
        }
        ++own.connections;
        const auto count = [&own](std::initializer_list<std::string_view> words) {
            own.bytesIn += wireBytes(std::span(words.begin(), words.size()));
            own.lost(std::string(commandName(std::span(words.begin(), words.size()))));
        };
        const auto db = std::to_string(address.db);
        if (!address.password.empty()) {
            if (address.user.empty())
                count({"AUTH", address.password});
            else
                count({"AUTH", address.user, address.password});
            own.bytesOut += 5;
        }
        count({"PING"});
        own.bytesOut += 7;
        if (address.db != 0) {
            count({"SELECT", db});
            own.bytesOut += 5;
        }
        if (opened)
            ++own.connected;
        else if (!opened.error().code.empty())
            ++own.errors;
    });
}

Result<Done> ReadingGate::open()
{
    close();
    auto opened = m_connection.open();
    countLogIn(opened);
    if (!opened)
        return opened;
    m_isCounted = true;
    // Neither is needed; a user without the right does without.
    if (auto sent = append({"CLIENT", "SETNAME", Name}, Exception::LogIn); !sent)
        return sent;
    if (auto sent = append({"CLIENT", "ID"}); !sent)
        return sent;
    const auto named = reply();
    const auto identity = reply();
    if (!isOpen())
        return identity.error();
    if (identity) {
        m_id = identity->integer();
        m_ledger.addConnection(m_id);
    }
    return Done{};
}

Result<Done> ReadingGate::append(std::span<const std::string_view> words, Exception exception)
{
    if (!lets(words, exception))
        return Error{ErrorKind::Refused, {},
            ReadingGateWords::tr("Tierlens only reads here and does not send %1.")
                .arg(QString::fromStdString(commandName(words)).toUpper())
                .toStdString(),
            {}};
    if (!isOpen())
        return m_connection.reply().error(); // why it is not
    if (auto done = m_connection.append(words); !done) {
        countBroken();
        return done;
    }
    auto name = commandName(words);
    m_ledger.sent(name.substr(0, name.find('|')), words.size() > 1 ? words[1] : std::string_view());
    m_ledger.change([&](OwnCounts &own) { own.bytesIn += wireBytes(words); });
    m_owed.push_back(std::move(name));
    return Done{};
}

Result<Done> ReadingGate::append(std::initializer_list<std::string_view> words, Exception exception)
{
    return append(std::span<const std::string_view>(words.begin(), words.size()), exception);
}

Result<RedisReply> ReadingGate::command(
    std::initializer_list<std::string_view> words, Exception exception)
{
    if (auto sent = append(words, exception); !sent)
        return sent.error();
    return reply();
}

Error ReadingGate::silence() const
{
    return redisFailure({RedisFailure::During::Command, RedisFailure::How::Timeout, 0, {},
                            m_options.commandTimeout},
        m_options.address);
}

Result<RedisReply> ReadingGate::take(Result<std::optional<RedisReply>> came)
{
    if (!came) {
        if (!isOpen()) {
            countBroken();
            return came.error();
        }
        const auto name = m_owed.empty() ? std::string() : m_owed.front();
        if (!m_owed.empty())
            m_owed.pop_front();
        const auto &error = came.error();
        m_ledger.change([&](OwnCounts &own) { own.refused(name, error.code, error.detail); });
        return error;
    }
    if (!*came) {
        m_isSilent = true;
        return silence();
    }
    auto &answer = **came;
    if (m_owed.empty()) {
        m_ledger.change([&](OwnCounts &own) { own.bytesOut += wireBytes(answer, "ping"); });
    } else {
        m_ledger.change([&](OwnCounts &own) { own.answered(m_owed.front(), answer); });
        m_owed.pop_front();
    }
    return std::move(answer);
}

Result<RedisReply> ReadingGate::reply()
{
    if (!isOpen())
        return m_connection.reply().error();
    if (m_isSilent)
        return silence();
    return take(m_connection.next(m_options.commandTimeout));
}

Result<bool> ReadingGate::settle(std::chrono::milliseconds atMost)
{
    m_isSilent = false;
    while (owes()) {
        const auto came = take(m_connection.next(atMost));
        if (m_isSilent)
            return false;
        if (!came && !isOpen())
            return came.error();
    }
    return true;
}

Result<std::optional<RedisReply>> ReadingGate::next(std::chrono::milliseconds atMost)
{
    auto came = m_connection.next(atMost);
    if (came && !*came)
        return came;
    auto taken = take(std::move(came));
    if (!taken)
        return taken.error();
    return std::optional<RedisReply>(std::move(*taken));
}

} // namespace tierlens
