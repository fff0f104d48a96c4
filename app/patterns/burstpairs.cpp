// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/burstpairs.h"

#include "patterns/nametree.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

using Micros = std::chrono::microseconds;
constexpr auto FillWithin = 1s;

enum class Use : std::uint8_t { None, Read, Write, Change, Drop };

struct Command
{
    std::string_view name;
    Use use = Use::None;
    char family = ' '; // of value: a fill is of the family that was read
};

// Change: a write that builds on what is there, never a fill. MGET names only its first key here
// and scripts none that can be trusted, so they are not in the list.
constexpr std::array Commands{
    Command{"append", Use::Change, 's'},
    Command{"decr", Use::Change, 's'},
    Command{"decrby", Use::Change, 's'},
    Command{"del", Use::Drop},
    Command{"get", Use::Read, 's'},
    Command{"getdel", Use::Drop},
    Command{"getex", Use::Read, 's'},
    Command{"getrange", Use::Read, 's'},
    Command{"getset", Use::Change, 's'},
    Command{"hdel", Use::Change, 'h'},
    Command{"hget", Use::Read, 'h'},
    Command{"hgetall", Use::Read, 'h'},
    Command{"hincrby", Use::Change, 'h'},
    Command{"hmget", Use::Read, 'h'},
    Command{"hmset", Use::Write, 'h'},
    Command{"hset", Use::Write, 'h'},
    Command{"hsetnx", Use::Write, 'h'},
    Command{"hvals", Use::Read, 'h'},
    Command{"incr", Use::Change, 's'},
    Command{"incrby", Use::Change, 's'},
    Command{"incrbyfloat", Use::Change, 's'},
    Command{"json.get", Use::Read, 'j'},
    Command{"json.set", Use::Write, 'j'},
    Command{"lindex", Use::Read, 'l'},
    Command{"lpop", Use::Change, 'l'},
    Command{"lpush", Use::Write, 'l'},
    Command{"lrange", Use::Read, 'l'},
    Command{"lrem", Use::Change, 'l'},
    Command{"ltrim", Use::Change, 'l'},
    Command{"psetex", Use::Write, 's'},
    Command{"rpop", Use::Change, 'l'},
    Command{"rpush", Use::Write, 'l'},
    Command{"sadd", Use::Write, 'm'},
    Command{"set", Use::Write, 's'},
    Command{"setex", Use::Write, 's'},
    Command{"setnx", Use::Write, 's'},
    Command{"setrange", Use::Change, 's'},
    Command{"sismember", Use::Read, 'm'},
    Command{"smembers", Use::Read, 'm'},
    Command{"spop", Use::Change, 'm'},
    Command{"srem", Use::Change, 'm'},
    Command{"unlink", Use::Drop},
    Command{"zadd", Use::Write, 'z'},
    Command{"zincrby", Use::Change, 'z'},
    Command{"zrange", Use::Read, 'z'},
    Command{"zrangebyscore", Use::Read, 'z'},
    Command{"zrem", Use::Change, 'z'},
    Command{"zrevrange", Use::Read, 'z'},
    Command{"zrevrangebyscore", Use::Read, 'z'},
    Command{"zscore", Use::Read, 'z'},
};

Command commandOf(std::string_view name)
{
    const auto found = std::lower_bound(Commands.begin(), Commands.end(), name,
        [](const Command &command, std::string_view wanted) { return command.name < wanted; });
    return found != Commands.end() && found->name == name ? *found : Command{};
}

// Where one client stands with one key.
struct Pending
{
    std::optional<Micros> read; // not followed by anything yet
    char family = ' ';
    std::optional<Micros> filled; // more of the same fill may follow: RPUSH, RPUSH, EXPIRE
    bool dropped = false; // DEL between the read and the fill: it clears the way for it
    bool afterFill = false; // the read found a key that had been filled
};

struct KeyUse
{
    std::uint64_t reads = 0, fills = 0, writes = 0;
    bool filled = false; // and not dropped since
    std::uint8_t eighths = 0; // of the burst in which it was read, a bit each
    std::array<std::uint16_t, 8> readsIn{}, missesIn{}; // of each eighth
    std::uint64_t readsAfterFill = 0, fillsAfterFill = 0; // a cache would have hit there

    std::uint8_t eighthsHit() const
    {
        unsigned hit = 0;
        for (unsigned i = 0; i < 8; ++i)
            hit |= readsIn[i] > missesIn[i] ? 1U << i : 0U;
        return static_cast<std::uint8_t>(hit);
    }
};

struct Gathered
{
    PatternTraffic traffic;
    std::vector<Micros> delays; // from read to fill
    std::vector<Micros> openAges; // reads without a fill: how long before the end
    std::uint64_t readsAfterFill = 0, fillsAfterFill = 0;
    std::vector<std::pair<std::uint64_t, std::string_view>> readKeys;
    bool unsampled = false;
};

// Which pattern the keys of a burst belong to. What is not kept in Redis is never sampled, but read
// all the same: those keys are learned here, apart, so that the other patterns stay as they are.
class BurstNames
{
public:
    BurstNames(const Burst &burst, const KeyPatterns &patterns)
    {
        std::vector<std::string_view> unknown;
        for (const auto &line : burst.lines) {
            const std::string_view key = line.key;
            if (key.empty() || m_patterns.contains(key))
                continue;
            auto &pattern = m_patterns[key] = patterns.patternOf(key);
            if (pattern.empty()) {
                m_own.add(partsOf(key));
                unknown.push_back(key);
            }
        }
        m_own.settle();
        for (const auto key : unknown) {
            auto pattern = m_own.patternOf(partsOf(key));
            if (pattern == "*")
                pattern = KeyPatterns::noPattern();
            else if (pattern.empty())
                pattern = KeyPatterns::other();
            m_unsampled[pattern] = true;
            m_patterns[key] = std::move(pattern);
        }
    }
    const std::string &of(std::string_view key) const { return m_patterns.at(key); }
    bool isUnsampled(const std::string &pattern) const { return m_unsampled.contains(pattern); }

private:
    std::unordered_map<std::string_view, std::string> m_patterns;
    std::unordered_map<std::string, bool> m_unsampled;
    NameTree m_own;
};

class Reading
{
public:
    explicit Reading(const Burst &burst)
        : m_burst(burst)
    { }

    struct Read
    {
        std::string_view key;
        Micros at{};
    };
    std::unordered_map<std::string_view, KeyUse> keys;
    std::unordered_map<std::string_view, std::uint64_t> drops;
    std::vector<std::pair<Read, Micros>> fills; // the read and when it was filled
    std::vector<Read> open; // reads nothing followed

    void run()
    {
        for (const auto &line : m_burst.lines)
            take(line);
        for (const auto &[who, pending] : m_pending) {
            if (pending.read)
                open.push_back({who.key, *pending.read});
        }
    }

private:
    struct Who
    {
        std::uint64_t client = 0;
        std::string_view key;
        bool operator==(const Who &) const = default;
    };
    struct HashWho
    {
        std::size_t operator()(const Who &who) const
        {
            return std::hash<std::string_view>()(who.key) ^ (who.client * 0x9e3779b97f4a7c15ULL);
        }
    };

    unsigned eighthOf(Micros at) const
    {
        const auto span = std::chrono::duration_cast<Micros>(m_burst.took).count();
        return span <= 0
            ? 0U
            : static_cast<unsigned>(std::clamp<std::int64_t>(at.count() * 8 / span, 0, 7));
    }

    void take(const BurstLine &line)
    {
        const auto command = commandOf(line.command);
        if (line.key.empty() || command.use == Use::None)
            return;
        auto &pending = m_pending[{std::uint64_t(line.node) << 32U | line.client, line.key}];
        auto &key = keys[line.key];
        switch (command.use) {
        case Use::Read:
            ++key.reads;
            key.eighths |= static_cast<std::uint8_t>(1U << eighthOf(line.at));
            ++key.readsIn[eighthOf(line.at)];
            key.readsAfterFill += key.filled ? 1 : 0;
            pending = {line.at, command.family, {}, false, key.filled};
            break;
        case Use::Write:
            write(line, command, pending, key);
            break;
        case Use::Change:
            ++key.writes;
            pending = {};
            break;
        case Use::Drop:
            if (pending.read && line.at - *pending.read <= FillWithin) {
                pending.dropped = true;
            } else {
                pending = {};
                key.filled = false;
            }
            ++drops[line.key];
            break;
        case Use::None:
            break;
        }
    }

    void write(const BurstLine &line, const Command &command, Pending &pending, KeyUse &key)
    {
        if (pending.read && pending.family == command.family
            && line.at - *pending.read <= FillWithin) {
            key.fillsAfterFill += pending.afterFill ? 1 : 0;
            ++key.fills;
            ++key.missesIn[eighthOf(*pending.read)];
            key.filled = true;
            fills.push_back({{line.key, *pending.read}, line.at});
            if (pending.dropped)
                --drops[line.key];
            pending = {{}, command.family, line.at, false, false};
        } else if (pending.filled && pending.family == command.family
            && line.at - *pending.filled <= FillWithin && command.name != "set") {
            pending.filled = line.at; // the value is written in several pieces
        } else {
            ++key.writes;
            pending = {};
        }
    }

    const Burst &m_burst;
    std::unordered_map<Who, Pending, HashWho> m_pending;
};

Micros median(std::vector<Micros> &times, double share = 0.5)
{
    if (times.empty())
        return {};
    const auto place
        = times.begin() + static_cast<std::ptrdiff_t>(share * double(times.size() - 1));
    std::nth_element(times.begin(), place, times.end());
    return *place;
}

// A key counts once in each eighth, quarter, half in which it was read.
void countKeyRead(std::vector<std::uint64_t> &keysRead, std::uint8_t eighths)
{
    keysRead.resize(4);
    for (std::size_t level = 0; level < 4; ++level) {
        const unsigned width = 1U << level;
        const unsigned mask = (1U << width) - 1U;
        for (unsigned from = 0; from < 8; from += width)
            keysRead[level] += (eighths >> from & mask) != 0 ? 1 : 0;
    }
}

void conclude(Gathered &gathered)
{
    auto &traffic = gathered.traffic;
    traffic.fillAfter = median(gathered.delays);
    // Of a cache, a key that was just filled is a hit at the next reading. If hardly one of them
    // was, the writes are no fills.
    if (gathered.readsAfterFill >= 5
        && double(gathered.fillsAfterFill) >= 0.9 * double(gathered.readsAfterFill)) {
        traffic.readModifyWrite = true;
        traffic.writes += traffic.fills;
        traffic.misses = traffic.fills = 0;
        traffic.fillAfter = {};
        traffic.fillTimes.clear();
    } else if (!gathered.delays.empty()) {
        // Whether the last reads before the end were misses would have shown only after it.
        const auto slow = median(gathered.delays, 0.9);
        const auto tooLate = std::count_if(gathered.openAges.begin(), gathered.openAges.end(),
            [&](Micros age) { return age < slow; });
        traffic.reads -= static_cast<std::uint64_t>(tooLate);
    }
    traffic.neverThere
        = gathered.unsampled && traffic.fills == 0 && traffic.writes == 0 && traffic.reads > 0;
    std::sort(traffic.fillTimes.begin(), traffic.fillTimes.end());
    auto &keys = gathered.readKeys;
    std::sort(keys.begin(), keys.end(), [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    for (std::size_t i = 0; i < std::min<std::size_t>(5, keys.size()); ++i) {
        traffic.hottest.emplace_back(keys[i].second);
        traffic.hottestReads.push_back(keys[i].first);
    }
}

} // namespace

std::vector<PatternTraffic> inferTraffic(const Burst &burst, const KeyPatterns &patterns)
{
    const BurstNames names(burst, patterns);
    Reading reading(burst);
    reading.run();

    std::unordered_map<std::string_view, Gathered> gathered;
    for (const auto &[name, key] : reading.keys) {
        auto &of = gathered[names.of(name)];
        of.traffic.reads += key.reads;
        of.traffic.fills += key.fills;
        of.traffic.misses += key.fills;
        of.traffic.writes += key.writes;
        of.readsAfterFill += key.readsAfterFill;
        of.fillsAfterFill += key.fillsAfterFill;
        if (key.reads > 0) {
            of.readKeys.emplace_back(key.reads, name);
            countKeyRead(of.traffic.keysRead, key.eighths);
            countKeyRead(of.traffic.keysHit, key.eighthsHit());
            const auto hits = key.reads - std::min(key.reads, key.fills);
            of.traffic.hitPairs += hits > 0 ? hits * (hits - 1) / 2 : 0;
        }
    }
    for (const auto &[name, count] : reading.drops)
        gathered[names.of(name)].traffic.drops += count;
    for (const auto &[read, at] : reading.fills) {
        auto &of = gathered[names.of(read.key)];
        of.delays.push_back(at - read.at);
        of.traffic.fillTimes.push_back(at);
    }
    const auto end = burst.lines.empty() ? Micros{} : burst.lines.back().at;
    for (const auto &read : reading.open)
        gathered[names.of(read.key)].openAges.push_back(end - read.at);

    std::vector<PatternTraffic> all;
    for (auto &[pattern, of] : gathered) {
        of.traffic.pattern = pattern;
        of.traffic.span = burst.took;
        of.unsampled = names.isUnsampled(of.traffic.pattern);
        conclude(of);
        all.push_back(std::move(of.traffic));
    }
    std::sort(all.begin(), all.end(), [](const PatternTraffic &a, const PatternTraffic &b) {
        if (a.reads != b.reads)
            return a.reads > b.reads;
        return a.writes != b.writes ? a.writes > b.writes : a.pattern < b.pattern;
    });
    return all;
}

} // namespace tierlens
