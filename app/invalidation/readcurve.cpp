// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/readcurve.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

ReadCurve::ReadCurve(double keys, double readsPerSecond, double seconds, double keysSeen)
    : m_keys(std::max(1.0, keys))
    , m_reads(std::max(0.0, readsPerSecond))
{
    spread(0);
    if (seconds <= 0 || keysSeen <= 0 || m_reads <= 0)
        return;
    double low = 0, high = 4; // fewer different keys the higher it is
    for (int turn = 0; turn < 40; ++turn) {
        const double middle = (low + high) / 2;
        spread(middle);
        (keysReadIn(seconds) > keysSeen ? low : high) = middle;
    }
    spread(high < 1e-6 ? 0 : (low + high) / 2);
}

// The first ranks one by one, then groups that grow by a tenth: some 200 for a million keys.
void ReadCurve::spread(double skew)
{
    m_skew = skew;
    m_ranks.clear();
    double sum = 0;
    for (double rank = 1; rank <= m_keys;) {
        const double next = std::min(m_keys + 1, std::max(rank + 1, std::floor(rank * 1.1)));
        const double weight = std::pow((rank + next - 1) / 2, -skew);
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
