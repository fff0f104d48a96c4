// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace tierlens {

// Skewed popularity over ranks 0 … n-1 after Zipf and Mandelbrot: weight 1 / (rank + 1 + flat)^s.
// `flat` keeps the first few from taking everything. Sampled in constant time (alias method).
// Never changes; any thread.
class Popularity
{
public:
    Popularity(std::size_t ranks, double s, double flat);

    template <typename Generator> std::size_t operator()(Generator &random) const
    {
        const double at = std::uniform_real_distribution<double>(
            0, static_cast<double>(m_slots.size()))(random);
        const auto slot = static_cast<std::size_t>(at);
        return at - static_cast<double>(slot) < m_slots[slot].keep ? slot : m_slots[slot].other;
    }
    double share(std::size_t rank) const { return m_shares[rank]; }
    std::size_t size() const { return m_slots.size(); }

private:
    struct Slot
    {
        double keep = 1;
        std::uint32_t other = 0;
    };
    std::vector<double> m_shares;
    std::vector<Slot> m_slots;
};

} // namespace tierlens
