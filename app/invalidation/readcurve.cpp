// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/readcurve.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

ReadCurve::ReadCurve(double keys, double readsPerSecond, double seconds, double keysSeen,
    std::optional<double> pairs)
    : m_keys(std::max(1.0, keys))
    , m_reads(std::max(0.0, readsPerSecond))
{
    spread(0, 0);
    if (seconds <= 0 || keysSeen <= 0 || m_reads <= 0)
        return;
    fit(0, seconds, keysSeen);
    if (!pairs || m_skew <= 0 || pairsIn(seconds) <= *pairs)
        return;
    // The flatter, the fewer pairs; flatter than some times all keys, nothing changes any more.
    double low = 0.1, high = 2 * m_keys + 1;
    for (int turn = 0; turn < 14; ++turn) {
        const double middle = std::sqrt(low * high);
        fit(middle, seconds, keysSeen);
        (pairsIn(seconds) > *pairs ? low : high) = middle;
    }
}

// The skew for which so many different keys are seen: the fewer, the higher it is.
void ReadCurve::fit(double flat, double seconds, double keysSeen)
{
    double low = 0, high = 4 * (1 + flat / 20);
    for (int turn = 0; turn < 30; ++turn) {
        const double middle = (low + high) / 2;
        spread(middle, flat);
        (keysReadIn(seconds) > keysSeen ? low : high) = middle;
    }
    spread(high < 1e-6 ? 0 : (low + high) / 2, flat);
}

double ReadCurve::pairsIn(double seconds) const
{
    double pairs = 0;
    for (const auto &group : m_ranks)
        pairs += group.keys * group.rate * group.rate;
    return pairs * seconds * seconds / 2;
}

// The first ranks one by one, then groups that grow by a tenth: some 200 for a million keys.
void ReadCurve::spread(double skew, double flat)
{
    m_skew = skew;
    m_flat = flat;
    m_ranks.clear();
    double sum = 0;
    for (double rank = 1; rank <= m_keys;) {
        const double next = std::min(m_keys + 1, std::max(rank + 1, std::floor(rank * 1.1)));
        const double weight = std::pow(((rank + next - 1) / 2 + flat) / (1 + flat), -skew);
        m_ranks.push_back({next - rank, weight});
        sum += (next - rank) * weight;
        rank = next;
    }
    for (auto &group : m_ranks)
        group.rate *= m_reads / sum;
}

void ReadCurve::take(double share)
{
    for (auto &group : m_ranks)
        group.keys *= share;
    m_reads *= share;
    m_keys *= share;
}

double ReadCurve::keysReadIn(double seconds) const
{
    double keys = 0;
    for (const auto &group : m_ranks)
        keys -= group.keys * std::expm1(-group.rate * seconds);
    return keys;
}

double ReadCurve::missesPerSecond(double seconds) const
{
    double misses = 0;
    for (const auto &group : m_ranks)
        misses += group.keys * group.rate * std::exp(-group.rate * seconds);
    return misses;
}

double secondsUntilMissing(const std::vector<ReadCurve> &curves, double share)
{
    double reads = 0;
    for (const auto &curve : curves)
        reads += curve.readsPerSecond();
    if (reads <= 0)
        return 0;
    const auto isOver = [&](double seconds) {
        double misses = 0;
        for (const auto &curve : curves)
            misses += curve.missesPerSecond(seconds);
        return misses <= share * reads;
    };
    double high = 0.001;
    while (!isOver(high) && high < 1e9)
        high *= 2;
    double low = high / 2;
    for (int turn = 0; turn < 40; ++turn) {
        const double middle = (low + high) / 2;
        (isOver(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace tierlens
