// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/truthledger.h"

#include <algorithm>

namespace tierlens {

namespace {
// Enough to tell how long a cached value has been out of date while it lives.
constexpr std::size_t ChangesKept = 32;
constexpr Duration Patience = std::chrono::seconds{10}; // longer than any request takes
} // namespace

void TruthLedger::mayBeCached(std::string_view key, SinceStart until)
{
    Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    auto found = own.entries.find(key);
    if (found == own.entries.end())
        found = own.entries.emplace(std::string(key), Entry{}).first;
    found->second.cachedUntil = std::max(found->second.cachedUntil, until);
}

std::vector<std::string> TruthLedger::cachedKeys(std::string_view prefix, SinceStart now) const
{
    std::vector<std::string> keys;
    for (const Shard &own : m_shards) {
        const std::lock_guard lock(own.mutex);
        for (const auto &[key, entry] : own.entries) {
            if (entry.cachedUntil > now && std::string_view(key).substr(0, prefix.size()) == prefix)
                keys.push_back(key);
        }
    }
    return keys;
}

bool TruthLedger::note(std::string_view key, std::uint64_t version, SinceStart at)
{
    Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    auto found = own.entries.find(key);
    if (found == own.entries.end())
        found = own.entries.emplace(std::string(key), Entry{}).first;
    auto &changes = found->second.changes;
    const bool known = !changes.empty();
    if (known && changes.back().version >= version)
        return false;
    // What is long gone from the cache is not answered any more: only the newest change matters,
    // and keys that are written often and read seldom do not pile theirs up.
    if (known && found->second.cachedUntil + Patience < at)
        changes.erase(changes.begin(), changes.end() - 1);
    if (changes.size() >= ChangesKept)
        changes.erase(changes.begin());
    changes.push_back({version, at});
    return known;
}

void TruthLedger::deleting(std::string_view key, std::uint64_t version)
{
    Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    const auto found = own.entries.find(key);
    if (found != own.entries.end()) // else nobody has cached it
        found->second.deletedBelow = std::max(found->second.deletedBelow, version);
}

std::uint64_t TruthLedger::deletedBelow(std::string_view key) const
{
    const Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    const auto found = own.entries.find(key);
    return found == own.entries.end() ? 0 : found->second.deletedBelow;
}

TruthLedger::Verdict TruthLedger::judge(std::string_view key, std::uint64_t version,
    SinceStart began, SinceStart now, bool nothing) const
{
    const Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    const auto found = own.entries.find(key);
    if (found == own.entries.end() || found->second.changes.empty())
        return {version, false, {}, {}};
    const auto &changes = found->second.changes;
    Verdict verdict{std::max(version, changes.back().version), false, {}, changes.back().at};
    const bool doesNotSay = version == 0 && !nothing;
    if (doesNotSay || changes.back().version <= version) // the usual case
        return verdict;
    const auto outdated = std::find_if(changes.begin(), changes.end(),
        [version](const Change &change) { return change.version > version; });
    if (outdated->at <= began) {
        verdict.stale = true;
        verdict.staleFor = now - outdated->at;
    }
    return verdict;
}

void TruthLedger::acknowledge(std::string_view subject, std::uint64_t version)
{
    const std::lock_guard lock(m_mutex);
    auto found = m_acknowledged.find(subject);
    if (found == m_acknowledged.end())
        found = m_acknowledged.emplace(subject, Acknowledged{std::string(subject), 0, 0}).first;
    found->second.version = std::max(found->second.version, version);
    ++found->second.writes;
}

std::vector<TruthLedger::Acknowledged> TruthLedger::acknowledged() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Acknowledged> all;
    all.reserve(m_acknowledged.size());
    for (const auto &[subject, entry] : m_acknowledged)
        all.push_back(entry);
    return all;
}

void TruthLedger::clear()
{
    for (Shard &own : m_shards) {
        const std::lock_guard lock(own.mutex);
        own.entries.clear();
    }
    const std::lock_guard lock(m_mutex);
    m_acknowledged.clear();
}

} // namespace tierlens
