// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/expiryforecast.h"

#include <algorithm>

namespace tierlens {

namespace {
constexpr std::string_view Own = "tierlens:";
constexpr std::size_t MostPatterns = 100; // the others share one

std::string_view stem(std::string_view key) // up to the colon
{
    const auto begin = key.substr(0, Own.size()) == Own ? Own.size() : 0;
    const auto colon = key.find(':', begin);
    return colon == std::string_view::npos ? key : key.substr(0, colon + 1);
}

std::string named(std::string_view stem)
{
    return !stem.empty() && stem.back() == ':' ? std::string(stem) + '*' : std::string(stem);
}
} // namespace

std::string patternOf(std::string_view key) { return named(stem(key)); }

void expiriesOf(const HeldKeys &keys, SinceStart now, Expiries &out)
{
    out.patterns.clear();
    out.keys.clear();
    std::vector<std::string_view> stems;
    for (const HeldKey &row : keys.rows()) {
        if (!row.expiresAt)
            continue;
        const auto own = stem(row.key);
        auto found = std::find(stems.begin(), stems.end(), own);
        if (found == stems.end()) {
            if (stems.size() >= MostPatterns)
                found = stems.end() - 1;
            else
                found = stems.insert(stems.end(), stems.size() + 1 == MostPatterns ? "*" : own);
        }
        out.keys.push_back({*row.expiresAt, row.ttl, std::max(now - row.since, Duration::zero()),
            row.hits, static_cast<std::uint32_t>(found - stems.begin())});
    }
    for (const auto one : stems)
        out.patterns.push_back(named(one));
}

ExpiryForecast expiryForecast(const HeldKeys &keys, SinceStart now, std::size_t seconds)
{
    Expiries expiries;
    expiriesOf(keys, now, expiries);
    ExpiryForecast out{now, {}};
    for (auto &pattern : expiries.patterns)
        out.patterns.push_back({pattern, 0, 0, std::vector<std::uint32_t>(seconds)});
    for (const auto &key : expiries.keys) {
        auto &pattern = out.patterns[key.pattern];
        if (key.ttl > Duration::zero())
            pattern.steady += 1e9 / double(key.ttl.count());
        if (key.expiresAt < now)
            continue;
        const auto second
            = static_cast<std::size_t>((key.expiresAt - now) / Duration(std::chrono::seconds{1}));
        if (second < seconds) {
            ++pattern.keys;
            ++pattern.perSecond[second];
        }
    }
    std::stable_sort(out.patterns.begin(), out.patterns.end(),
        [](const auto &a, const auto &b) { return a.keys > b.keys; });
    return out;
}

} // namespace tierlens
