// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tierlens {

namespace {
constexpr int SubBits = 6;
constexpr std::uint64_t Sub = 1u << SubBits;
constexpr int MaxOctave = 37; // 2^37 ns = 137 s
constexpr std::size_t Buckets = (MaxOctave - SubBits + 1) * Sub;

// Values below 64 have a bucket each; above, the octave's leading 7 bits choose one of 64.
std::size_t bucketOf(Duration value)
{
    const auto ns = static_cast<std::uint64_t>(std::max<Duration::rep>(value.count(), 0));
    if (ns < Sub)
        return ns;
    const int octave = static_cast<int>(std::bit_width(ns)) - 1;
    if (octave >= MaxOctave)
        return Buckets - 1;
    const int shift = octave - SubBits;
    return (static_cast<std::size_t>(shift) << SubBits) + (ns >> shift);
}

std::uint64_t lowOf(std::size_t bucket)
{
    if (bucket < Sub)
        return bucket;
    const auto shift = (bucket >> SubBits) - 1;
    return ((bucket & (Sub - 1)) + Sub) << shift;
}

Duration middleOf(std::size_t bucket)
{
    return Duration{static_cast<Duration::rep>((lowOf(bucket) + lowOf(bucket + 1)) / 2)};
}
} // namespace

void Histogram::addMany(Duration value, std::uint64_t times)
{
    const auto bucket = bucketOf(value);
    if (bucket >= m_buckets.size())
        m_buckets.resize(bucket + 1);
    m_buckets[bucket] += static_cast<std::uint32_t>(times);
    m_count += times;
    m_sum += value * static_cast<Duration::rep>(times);
    m_max = std::max(m_max, value);
}

void Histogram::merge(const Histogram &other)
{
    if (other.m_buckets.size() > m_buckets.size())
        m_buckets.resize(other.m_buckets.size());
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
    m_sum += other.m_sum;
    m_max = std::max(m_max, other.m_max);
}

void Histogram::clear()
{
    std::fill(m_buckets.begin(), m_buckets.end(), 0);
    m_count = 0;
    m_max = m_sum = {};
}

Duration Histogram::quantile(double share) const
{
    if (m_count == 0)
        return {};
    const double wanted = std::clamp(share, 0.0, 1.0) * static_cast<double>(m_count);
    const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(wanted)));
    if (rank >= m_count)
        return m_max;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        seen += m_buckets[i];
        if (seen >= rank)
            return std::min(middleOf(i), m_max);
    }
    return m_max;
}

std::uint64_t Histogram::between(Duration from, Duration to) const
{
    std::uint64_t sum = 0;
    const auto last = std::min(bucketOf(to), m_buckets.size());
    for (auto i = bucketOf(from); i < last; ++i)
        sum += m_buckets[i];
    return sum;
}

} // namespace tierlens
