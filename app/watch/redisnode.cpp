// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/redisnode.h"

#include "redis/rediserrors.h"
#include "redisfigures/toolcounts.h"

#include <algorithm>
#include <iterator>

namespace tierlens {

using namespace std::chrono_literals;
using State = ServerChange::State;

namespace {

constexpr std::ptrdiff_t MostUntold = 256; // slow commands, as a server keeps 128
constexpr std::size_t MostHistograms = 16;
constexpr std::uint64_t MostClientsListed = 5000;
constexpr Duration LongestSilence = 10s; // then a new connection is tried

State healthOf(const Error &error)
{
    if (error.kind == ErrorKind::Timeout || error.code == "BUSY")
        return State::Frozen;
    if (error.code == "LOADING")
        return State::Loading;
    return State::Lost;
}

} // namespace

RedisNode::RedisNode(std::shared_ptr<WatchedServer> server, const Clock &clock)
    : m_server(std::move(server))
    , m_clock(clock)
    , m_gate(m_server->options, m_server->ledger)
    , m_rights(m_server->options.address.user)
{ }

Result<Done> RedisNode::open()
{
    m_rights.clear();
    m_database = m_server->options.address.db;
    m_isUntouching = false;
    return m_gate.open();
}

void RedisNode::failed(const std::string &command, const Error &error)
{
    if (m_gate.isOpen())
        m_rights.refused(command, error);
}

RedisNode::Seen RedisNode::without(const Error &error)
{
    Seen seen;
    seen.health = healthOf(error);
    seen.problem = error;
    return seen;
}

void RedisNode::startAnew()
{
    const auto quiet = m_server->ledger.exchange();
    Seen seen;
    m_reading.reset();
    if (m_gate.isOpen() && !m_gate.owes())
        static_cast<void>(readCounters(seen));
}

RedisNode::Seen RedisNode::look(bool lists, std::chrono::milliseconds patience)
{
    const auto quiet = m_server->ledger.exchange();
    if (m_gate.isOpen() && m_gate.owes()) {
        const auto settled = m_gate.settle(patience);
        if (settled && !*settled) {
            if (m_clock.now() - m_silentSince > LongestSilence)
                m_gate.close();
            return without(redisFailure({RedisFailure::During::Command, RedisFailure::How::Timeout,
                                            0, {}, m_server->options.commandTimeout},
                m_server->options.address));
        }
    }
    if (!m_gate.isOpen()) {
        if (auto opened = open(); !opened)
            return without(opened.error());
    }
    Seen seen;
    seen.health = State::Up;
    // What the server can is known from its counters, so those come first the first time; later
    // they are read last and alone: then all that was ours before is counted, and nothing more.
    const bool isFirst = !m_reading;
    m_silentSince = m_clock.now();
    auto done = isFirst ? readCounters(seen) : Result<Done>(Done{});
    if (done)
        done = readLists(seen, lists);
    if (done && !isFirst)
        done = readCounters(seen);
    // What was read before it failed is not read again.
    std::move(seen.slow.begin(), seen.slow.end(), std::back_inserter(m_untoldSlow));
    std::move(seen.spikes.begin(), seen.spikes.end(), std::back_inserter(m_untoldSpikes));
    if (std::ssize(m_untoldSlow) > MostUntold)
        m_untoldSlow.erase(m_untoldSlow.begin(), m_untoldSlow.end() - MostUntold);
    if (!done)
        return without(done.error());
    seen.slow = std::exchange(m_untoldSlow, {});
    seen.spikes = std::exchange(m_untoldSpikes, {});
    seen.took = m_clock.now() - m_silentSince;
    if (m_reading && m_reading->loading) {
        seen.health = State::Loading;
        seen.problem = redisRefusal(
            "LOADING Redis is loading the dataset in memory", m_server->options.address);
    }
    return seen;
}

Result<Done> RedisNode::readCounters(Seen &seen)
{
    if (!m_rights.may("info"))
        return Done{};
    auto &ledger = m_server->ledger;
    RedisReading reading;
    std::string text;
    OwnCounts own, tools;
    const auto ask = [&](std::initializer_list<std::string_view> words) -> Result<Done> {
        if (auto sent = m_gate.append(words); !sent)
            return sent;
        own = ledger.counts(); // not yet this command, only its bytes
        tools = ToolCounts::at(m_server->options.address).counts();
        auto answer = m_gate.reply();
        if (!answer) {
            if (m_gate.isOpen() && answer.error().code == "NOPERM") {
                failed("info", answer.error());
                return Done{};
            }
            return answer.error();
        }
        text += answer->text();
        text += "\r\n";
        return Done{};
    };
    const auto asked = m_clock.now();
    if (m_reading && m_reading->major >= 7) {
        if (auto done = ask({"INFO", "server", "clients", "memory", "persistence", "stats",
                "replication", "keyspace", "commandstats", "cluster"});
            !done)
            return done;
    } else { // before Redis 7, one section or all the usual ones
        if (auto done = ask({"INFO", "commandstats"}); !done)
            return done;
        const auto ownCalls = own.calls;
        if (!text.empty()) {
            if (auto done = ask({"INFO"}); !done)
                return done;
        }
        own.calls = ownCalls;
    }
    if (text.empty())
        return Done{};
    reading = parseInfo(text);
    // The server answered at some moment between.
    reading.at = asked + (m_clock.now() - asked) / 2;
    reading.own = std::move(own);
    reading.tools = std::move(tools);
    auto &state = reading.state;
    state.saves |= m_saves;
    state.keyEvents = m_keyEvents;
    state.clients -= std::min(state.clients, reading.own.connected);
    if (m_reading) {
        seen.growth = growth(*m_reading, reading);
        if (!seen.growth) { // another process, with a slow log of its own
            m_newestSlow = -1;
            m_spikes.clear();
            m_buckets.clear();
        }
    }
    seen.isNew = !m_reading || m_reading->runId != reading.runId;
    m_reading = std::move(reading);
    if (!m_isUntouching && m_reading->isAtLeast(7, 2))
        m_isUntouching = m_gate.command({"CLIENT", "NO-TOUCH", "ON"}, ReadingGate::Exception::LogIn)
            || m_gate.isOpen(); // asked once a connection, whatever the answer
    if (seen.growth) {
        m_busiest.clear();
        for (auto &command : seen.growth->commands) {
            if (m_busiest.size() < MostHistograms && command.calls > 0)
                m_busiest.push_back(command.name);
            if (const auto found = m_latencies.find(command.name); found != m_latencies.end())
                command.latencies = found->second;
        }
    }
    m_latencies.clear();
    return Done{};
}

// In one pipeline: what is short and may have something new each time.
Result<Done> RedisNode::readLists(Seen &seen, bool lists)
{
    std::vector<std::string> asked;
    const auto ask = [&](std::string name, std::vector<std::string_view> words) {
        if (m_rights.may(name) && m_gate.append(words))
            asked.push_back(std::move(name));
    };
    ask("slowlog|get", {"SLOWLOG", "GET", "1"});
    ask("latency|latest", {"LATENCY", "LATEST"});
    if (!m_busiest.empty()) {
        std::vector<std::string_view> words{"LATENCY", "HISTOGRAM"};
        words.insert(words.end(), m_busiest.begin(), m_busiest.end());
        ask("latency|histogram", std::move(words));
    }
    const bool listsClients = lists && m_reading && m_reading->state.clients <= MostClientsListed;
    if (listsClients)
        ask("client|list", {"CLIENT", "LIST"});
    if (lists) {
        ask("config|get", {"CONFIG", "GET", "save"});
        ask("config|get", {"CONFIG", "GET", "notify-keyspace-events"});
    }
    bool hasSlow = false;
    for (const auto &name : asked) {
        auto answer = m_gate.reply();
        if (!answer) {
            if (!m_gate.isOpen() || answer.error().kind == ErrorKind::Timeout)
                return answer.error();
            failed(name, answer.error());
            continue;
        }
        if (name == "slowlog|get") {
            hasSlow = isNewSlow(*answer);
        } else if (name == "latency|latest") {
            takeSpikes(seen, *answer);
        } else if (name == "latency|histogram") {
            takeHistogram(*answer);
        } else if (name == "client|list") {
            seen.clients = clientGroups(answer->text(), m_server->ledger.connectionIds());
            seen.hasClients = true;
        } else if (answer->size() >= 2 && (*answer)[0].text() == "save") {
            m_saves = !(*answer)[1].text().empty();
        } else if (answer->size() >= 2) {
            m_keyEvents = (*answer)[1].text();
        }
    }
    if (m_reading) {
        m_reading->state.saves |= m_saves;
        m_reading->state.keyEvents = m_keyEvents;
    }
    // More than the newest entry only if that one is new.
    if (!hasSlow || !m_rights.may("slowlog|get"))
        return Done{};
    auto all = m_gate.command({"SLOWLOG", "GET", "128"});
    if (!all)
        return m_gate.isOpen() && !m_gate.owes() ? Result<Done>(Done{}) : all.error();
    const auto after = m_newestSlow;
    seen.slow = slowEntries(*all, after, ReadingGate::Name, m_newestSlow);
    return Done{};
}

bool RedisNode::isNewSlow(const RedisReply &newest) const
{
    std::int64_t id = m_newestSlow;
    return !slowEntries(newest, m_newestSlow, {}, id).empty();
}

void RedisNode::takeSpikes(Seen &seen, const RedisReply &reply)
{
    for (auto &spike : latencySpikes(reply)) {
        auto &told = m_spikes[spike.event];
        if (spike.at > told) {
            told = spike.at;
            seen.spikes.push_back(std::move(spike));
        }
    }
}

void RedisNode::takeHistogram(const RedisReply &reply)
{
    for (auto &[name, totals] : latencyBuckets(reply)) {
        if (const auto before = m_buckets.find(name); before != m_buckets.end())
            m_latencies[name] = bucketGrowth(before->second, totals);
        m_buckets[name] = totals;
    }
}

Result<Done> RedisNode::select(int database)
{
    if (database == m_database)
        return Done{};
    const auto number = std::to_string(database);
    auto done = m_gate.command({"SELECT", number});
    if (!done)
        return done.error();
    m_database = database;
    return Done{};
}

} // namespace tierlens
