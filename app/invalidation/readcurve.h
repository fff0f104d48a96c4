// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace tierlens {

// How the reads of a group of keys spread over them, as a law of rank (Zipf and Mandelbrot): the
// n-th most read key is read (n + flat)^-skew times as often. skew 0 is all alike; caches have some
// 0.6 … 1.2. Fitted to how many different keys are read in a given time: the more the reads keep to
// few keys, the fewer that are. `flat` keeps the first few from taking everything; it is fitted to
// how often the same key is read twice, for the first few are what is read again. Tells what
// follows if none of the keys is in the cache any more, each is missed at its first read and filled
// at once.
class ReadCurve
{
public:
    // keys in all; reads/s of them; different keys seen in `seconds` (0: not known, taken as
    // alike); pairs of reads of the same key in that time (nothing: not known, flat is 0).
    ReadCurve(double keys, double readsPerSecond, double seconds, double keysSeen,
        std::optional<double> pairs = {});

    void take(double share); // only so many of the keys, taken evenly

    double skew() const { return m_skew; }
    double flat() const { return m_flat; }
    double keysReadIn(double seconds) const; // different ones = misses since the beginning
    double missesPerSecond(double seconds) const; // after so long
    double readsPerSecond() const { return m_reads; }

private:
    struct Rank // some keys of about the same rate
    {
        double keys, rate; // rate: reads/s of each
    };
    void spread(double skew, double flat);
    void fit(double flat, double seconds, double keysSeen);
    double pairsIn(double seconds) const;

    double m_keys, m_reads, m_skew = 0, m_flat = 0;
    std::vector<Rank> m_ranks;
};

// Seconds until the misses of all these have fallen to `share` of their reads.
double secondsUntilMissing(const std::vector<ReadCurve> &curves, double share);

} // namespace tierlens
