// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/keysample.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// What a sample of keys says about those of one pattern. Counts are of the sample's newest whole
// round, scaled to the keyspace if the round was not looked at whole.
struct PatternFigures
{
    std::string pattern; // "profile:*:followers"
    std::uint64_t sampled = 0; // keys these figures rest on
    double keys = 0; // estimate in all
    double keysError = 0; // ± of `keys` at 95 %; 0: counted, not estimated
    double bytes = 0; // estimate in all; 0: not known
    std::uint64_t largest = 0; // bytes of the largest sampled one
    std::string largestKey;
    double withoutExpiry = 0; // share, 0 … 1
    Duration ttlMedian{}, ttlLeast{}, ttlMost{}; // of those that expire
    double expiringNextMinute = 0; // estimate in all
    double idleShare = -1; // share not touched for an hour; < 0: not known
    ValueType type = ValueType::None; // of most
};

// Finds the patterns by itself: a part of a name that takes many values becomes a *. Fed with
// samples; one thread. Memory is bounded: 20 000 sampled keys are kept, the oldest leave; at most
// 200 patterns, the rest is other().
class KeyPatterns
{
public:
    KeyPatterns();
    ~KeyPatterns();
    KeyPatterns(KeyPatterns &&) noexcept;
    KeyPatterns &operator=(KeyPatterns &&) noexcept;

    static constexpr std::size_t MostKeys = 20'000, MostPatterns = 200;
    static std::string noPattern(); // keys without structure: "(no pattern)"
    static std::string other(); // "(other)"

    void add(const KeySampling &sampling);
    // Largest first. `now` ages the time to live.
    std::vector<PatternFigures> figures(SinceStart now) const;
    // The pattern a key belongs to, also one that was never sampled; empty: none known.
    std::string patternOf(std::string_view key) const;
    // Expiries to come, keys in all per second, for the next `seconds`; estimate.
    std::vector<double> expiring(
        const std::string &pattern, SinceStart now, std::size_t seconds) const;
    std::uint64_t keysInAll() const { return m_keysInAll; }
    std::uint64_t sampledKeys() const;
    std::vector<KeySample> largestKeys(std::size_t most) const;
    std::vector<KeySample> hottestKeys(std::size_t most) const; // by LFU counter, else least idle

private:
    struct Sample;
    struct Known;
    // How the sampled keys that count stand for all.
    struct Scale
    {
        std::uint64_t sampled = 0;
        double factor = 1;
        bool counted = false;
        double error(std::uint64_t of, double all) const;
    };
    Scale scale() const;
    bool counts(const Sample &sample) const;
    void endRound();
    void choosePatterns();
    std::uint64_t m_keysInAll = 0;
    std::unique_ptr<Known> m_known;
};

} // namespace tierlens
