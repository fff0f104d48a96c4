// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/popularity.h"

#include <cmath>
#include <numeric>

namespace tierlens {

Popularity::Popularity(std::size_t ranks, double s, double flat)
    : m_shares(ranks)
    , m_slots(ranks)
{
    for (std::size_t i = 0; i < ranks; ++i)
        m_shares[i] = std::pow(static_cast<double>(i) + 1 + flat, -s);
    const double sum = std::accumulate(m_shares.begin(), m_shares.end(), 0.0);
    std::vector<double> scaled(ranks);
    std::vector<std::uint32_t> small, large;
    for (std::size_t i = 0; i < ranks; ++i) {
        m_shares[i] /= sum;
        scaled[i] = m_shares[i] * static_cast<double>(ranks);
        (scaled[i] < 1 ? small : large).push_back(static_cast<std::uint32_t>(i));
    }
    // Vose: each slot holds one small rank, topped up by a large one.
    while (!small.empty() && !large.empty()) {
        const auto less = small.back(), more = large.back();
        small.pop_back();
        m_slots[less] = {scaled[less], more};
        scaled[more] -= 1 - scaled[less];
        if (scaled[more] < 1) {
            large.pop_back();
            small.push_back(more);
        }
    }
}

} // namespace tierlens
