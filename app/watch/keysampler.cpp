// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/keysampler.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t AtOnce = 50; // keys in one pipeline: about 0.2 ms of the server
constexpr int MostScans = 30; // a sparse table gives few keys a step
constexpr std::size_t MostOfKey = 512;

ValueType typeOf(std::string_view name)
{
    if (name == "string")
        return ValueType::String;
    if (name == "hash")
        return ValueType::Hash;
    if (name == "list")
        return ValueType::List;
    if (name == "set")
        return ValueType::Set;
    return name == "zset" ? ValueType::SortedSet : ValueType::None;
}

} // namespace

void KeySampler::startAnew()
{
    m_node = 0;
    m_database = -1;
    m_cursor = "0";
    m_isScanned = false;
    m_found.clear();
    m_isProven = m_hasSkipped = m_hadRound = false;
}

// The next database that has keys; false: that was the last of the last server.
bool KeySampler::nextPlace(const Nodes &nodes)
{
    m_cursor = "0";
    m_isScanned = false;
    for (; m_node < nodes.size(); ++m_node, m_database = -1) {
        const auto *reading = nodes[m_node]->reading();
        if (!reading || reading->loading)
            continue;
        for (const auto &[database, keys] : reading->databases) {
            if (database > m_database) {
                m_database = database;
                return true;
            }
        }
    }
    m_node = 0;
    m_database = -1;
    return false;
}

bool KeySampler::scan(RedisNode &node)
{
    const auto quiet = node.server()->ledger.exchange();
    if (const auto done = node.select(m_database); !done) {
        node.failed("select", done.error());
        return false;
    }
    auto step = node.gate().command({"SCAN", m_cursor, "COUNT", "100"});
    if (!step) {
        node.failed("scan", step.error());
        return false;
    }
    if (step->size() < 2)
        return false;
    m_cursor = (*step)[0].text();
    m_isScanned = m_cursor == "0";
    const auto keys = (*step)[1];
    for (std::size_t i = 0; i < keys.size(); ++i)
        m_found.emplace_back(keys[i].text());
    return true;
}

bool KeySampler::lookAt(RedisNode &node, std::size_t count, KeySampling &into)
{
    const auto quiet = node.server()->ledger.exchange();
    auto &gate = node.gate();
    auto &rights = node.rights();
    if (const auto done = node.select(m_database); !done)
        return false;
    const bool isFrequency = node.reading()->state.evictionPolicy.ends_with("lfu");
    const std::string use = isFrequency ? "object|freq" : "object|idletime";
    const bool asksUse = rights.may(use), asksType = rights.may("type"),
               asksSize = rights.may("memory|usage");
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view key = m_found[i];
        if (asksUse)
            static_cast<void>(gate.append({"OBJECT", isFrequency ? "FREQ" : "IDLETIME", key}));
        if (asksType)
            static_cast<void>(gate.append({"TYPE", key}));
        if (asksSize)
            static_cast<void>(gate.append({"MEMORY", "USAGE", key, "SAMPLES", "5"}));
        static_cast<void>(gate.append({"PTTL", key}));
    }
    const auto answer = [&](const std::string &name) {
        auto reply = gate.reply();
        if (!reply)
            node.failed(name, reply.error());
        return reply;
    };
    for (std::size_t i = 0; i < count && gate.isOpen(); ++i) {
        KeySample sample;
        if (asksUse) {
            if (const auto used = answer(use); used && !used->isNil()) {
                if (isFrequency)
                    sample.frequency = static_cast<int>(used->integer());
                else
                    sample.idle = std::chrono::seconds(used->integer());
            }
        }
        if (asksType) {
            if (const auto type = answer("type"); type)
                sample.type = typeOf(type->text());
        }
        if (asksSize) {
            if (const auto size = answer("memory|usage"); size)
                sample.bytes
                    = static_cast<std::uint64_t>(std::max<std::int64_t>(0, size->integer()));
        }
        const auto rest = answer("pttl");
        if (!rest || rest->integer() == -2)
            continue; // gone since it was found
        sample.expires = rest->integer() >= 0;
        if (sample.expires)
            sample.expiresAt = m_clock.now() + std::chrono::milliseconds(rest->integer());
        sample.key = m_found[i].substr(0, MostOfKey);
        into.keys.push_back(std::move(sample));
    }
    m_found.erase(m_found.begin(), m_found.begin() + static_cast<std::ptrdiff_t>(count));
    m_isProven = gate.isOpen();
    return gate.isOpen() && !gate.owes();
}

KeySampling KeySampler::sample(const Nodes &nodes, std::size_t most, const std::stop_token &stop)
{
    KeySampling out;
    out.at = m_clock.now();
    for (const auto &node : nodes) {
        if (const auto *reading = node->reading())
            out.keysInAll += reading->state.keys;
    }
    for (int scans = 0; scans < MostScans && out.keys.size() < most && !stop.stop_requested();) {
        if (m_found.empty() && (m_isScanned || m_database < 0) && !nextPlace(nodes)) {
            out.roundEnds = !std::exchange(m_hasSkipped, false);
            m_hadRound |= out.roundEnds;
            break;
        }
        if (m_node >= nodes.size()) {
            startAnew();
            continue;
        }
        auto &node = *nodes[m_node];
        const auto &rights = node.rights();
        const bool isOpen = node.gate().isOpen() && !node.gate().owes() && node.reading();
        if (!isOpen || !rights.may("scan") || !rights.may("pttl") || !rights.may("select")) {
            m_found.clear(); // this server cannot be asked now: on to the next
            m_isScanned = m_hasSkipped = true;
            ++m_node;
            m_database = -1;
            ++scans;
            continue;
        }
        if (m_found.empty()) {
            ++scans;
            if (!scan(node))
                break;
            continue;
        }
        // A user without the right to a key is refused once, not fifty times.
        const auto count = std::min({m_isProven ? AtOnce : std::size_t(1), m_found.size(),
            std::max<std::size_t>(1, most - out.keys.size())});
        if (!lookAt(node, count, out))
            break;
        std::this_thread::sleep_for(1ms); // lets others in between
    }
    return out;
}

} // namespace tierlens
