// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/demoradius.h"

#include "core/durationtext.h"
#include "core/glob.h"
#include "invalidation/expectedload.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t Levels = 5; // windows of a 16th of the time, an 8th … all of it

struct DemoRadiusWords
{
    Q_DECLARE_TR_FUNCTIONS(DemoRadius)
};

double inSeconds(Duration span) { return std::chrono::duration<double>(span).count(); }

// How many different keys are read in windows of one length, on average.
class KeysInWindows
{
public:
    void setLength(double seconds) { m_length = seconds; }
    void add(double at, std::string_view key)
    {
        const auto window = static_cast<std::size_t>(at / m_length);
        if (window != m_window) {
            m_keys += double(m_seen.size());
            m_seen.clear();
            m_window = window;
        }
        m_seen.emplace(key);
    }
    TrafficKnown::Pattern::KeysRead mean(double span) const
    {
        return {m_length, (m_keys + double(m_seen.size())) / (span / m_length)};
    }

private:
    double m_length = 1, m_keys = 0; // keys: of the windows that are over
    std::size_t m_window = 0;
    std::unordered_set<std::string> m_seen;
};

struct Lately // of the reads that Redis answered
{
    double span = 0, hits = 0; // seconds, count
    double alone = 0; // different keys that Redis alone holds, of those that were used
    std::vector<TrafficKnown::Pattern::KeysRead> keysRead;
    double pairs = 0; // of hits of the same key
    Duration miss{}; // the middle one of those that asked Postgres; 0: there was none
};

Lately latelyOf(const Store &store, SinceStart now, const std::string &pattern)
{
    const auto &requests = store.requests();
    const auto from = now - std::min<Duration>(10s, now);
    auto first = requests.end();
    while (first > requests.first() && requests.at(first - 1).at >= from)
        --first;
    // The ring may reach less far back.
    const auto begin
        = first == requests.first() && first < requests.end() ? requests.at(first).at : from;
    Lately lately;
    lately.span = std::max(0.1, inSeconds(now - begin));
    std::array<KeysInWindows, Levels> windows;
    for (std::size_t level = 0; level < Levels; ++level)
        windows[level].setLength(lately.span / double(16U >> level));
    std::vector<Duration> misses;
    std::unordered_set<std::string> alone;
    std::unordered_map<std::string, double> hitsOf;
    for (auto number = first; number < requests.end(); ++number) {
        const auto &recent = requests.at(number);
        const auto outcome = recent.request.outcome;
        if ((outcome != Outcome::Hit && outcome != Outcome::Miss && outcome != Outcome::Live)
            || !globMatches(pattern, recent.request.key.view()))
            continue;
        if (outcome == Outcome::Live) {
            alone.emplace(recent.request.key.view());
            continue;
        }
        if (outcome == Outcome::Miss) {
            misses.push_back(recent.took);
            continue;
        }
        ++lately.hits;
        // The n-th hit of a key makes n - 1 pairs.
        lately.pairs += hitsOf[std::string(recent.request.key.view())]++;
        const double at = std::max(0.0, inSeconds(recent.at - begin));
        for (auto &window : windows)
            window.add(at, recent.request.key.view());
    }
    lately.alone = double(alone.size());
    for (const auto &window : windows)
        lately.keysRead.push_back(window.mean(lately.span));
    if (!misses.empty()) {
        const auto middle = misses.begin() + std::ssize(misses) / 2;
        std::nth_element(misses.begin(), middle, misses.end());
        lately.miss = *middle;
    }
    return lately;
}

} // namespace

BlastRadius demoRadius(const Store &store, SinceStart now, const std::string &pattern,
    std::uint64_t keys, std::uint64_t bytes, bool singleFlight)
{
    const auto lately = latelyOf(store, now, pattern);
    const double alone = std::min(lately.alone, double(keys));
    BlastRadius radius;
    radius.keys = static_cast<std::int64_t>(keys);
    radius.bytes = static_cast<std::int64_t>(bytes);
    TrafficKnown::Pattern known;
    known.pattern = pattern;
    known.readsPerSecond = known.hitsPerSecond = lately.hits / lately.span;
    known.keys = std::max(1.0, double(keys) - alone);
    known.keysRead = lately.keysRead;
    known.hitPairs = lately.pairs;
    TrafficKnown traffic;
    traffic.isInferred = false;
    if (const double queries = store.timings().queriesPerSecond(10s); queries >= 0)
        traffic.queriesPerSecond = queries;
    traffic.patterns = {known};
    expectLoad(radius, {0, pattern, {}}, {}, traffic);

    auto &say = radius.reasons;
    say.clear(); // those are about a watch that looks from outside
    if (keys == 0)
        return radius;
    if (lately.hits > 0)
        say.push_back(DemoRadiusWords::tr(
            "By the requests of the last 10 s: each of these keys is missed at its next read, "
            "asked of Postgres once and filled again."));
    else
        say.push_back(DemoRadiusWords::tr("Nobody asked for them in the last 10 s."));
    const double together = known.hitsPerSecond * inSeconds(lately.miss);
    if (!singleFlight && together >= 1)
        say.push_back(DemoRadiusWords::tr(
            "Every miss asks here: those who miss a key while it is still being answered ask, too, "
            "up to %1 more in the first moment.")
                          .arg(countText(static_cast<std::uint64_t>(together + 0.5))));
    if (alone > 0)
        say.push_back(DemoRadiusWords::tr(
            "Redis alone holds some of them, and no query brings those back: %1 of those that were "
            "used in the last 10 s.")
                          .arg(keysText(static_cast<std::uint64_t>(alone))));
    return radius;
}

// Slices are not cut where the action was: what is more in its own slice came after it, and of the
// last one a part counts.
std::optional<double> queriesAtFirst(const Timings &timings, SinceStart at)
{
    const auto until = at + 1s;
    const auto &history = timings.history();
    const auto length = Timings::SliceLength;
    if (history.empty() || history.back().at + length < until)
        return {};
    double before = 0, slices = 0, first = 0, parts = 0;
    for (const auto &slice : history) {
        if (slice.at + length <= at && slice.at + 10s >= at) {
            before += slice.queries;
            ++slices;
        } else if (slice.at + length > at) {
            const double part
                = std::clamp(inSeconds(until - slice.at) / inSeconds(length), 0.0, 1.0);
            first += part * slice.queries;
            parts += part;
        }
    }
    return std::max(0.0, first - (slices > 0 ? before / slices * parts : 0));
}

} // namespace tierlens
