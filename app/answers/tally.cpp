// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/tally.h"

#include <algorithm>

namespace tierlens {

void AnswerTally::answered(std::size_t topic, Outcome outcome, std::uint64_t ranked)
{
    const bool fromMemory = outcome == Outcome::Hit;
    ++m_asked;
    m_fromMemory += fromMemory ? 1 : 0;
    if (outcome == Outcome::Miss || outcome == Outcome::Bypass) {
        ++m_paid;
        m_ranked += ranked;
    }
    if (topic >= m_topics.size())
        return;
    auto &counts = m_topics[topic];
    ++counts.asked;
    counts.fromMemory += fromMemory ? 1 : 0;
    counts.lastFromMemory = fromMemory;
}

std::vector<AnswerTally::Topic> AnswerTally::mostAsked(std::size_t atMost) const
{
    std::vector<Topic> all;
    for (std::size_t i = 0; i < m_topics.size(); ++i) {
        const auto &counts = m_topics[i];
        // In this order, so that a share read while others count is never more than the whole.
        const std::uint64_t fromMemory = counts.fromMemory, asked = counts.asked;
        if (asked > 0)
            all.push_back({i, asked, fromMemory, counts.lastFromMemory});
    }
    const auto more = [](const Topic &a, const Topic &b) {
        return a.asked != b.asked ? a.asked > b.asked : a.number < b.number;
    };
    const auto shown = std::min(atMost, all.size());
    std::partial_sort(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), all.end(), more);
    all.resize(shown);
    return all;
}

AnswerTally::Totals AnswerTally::totals() const
{
    Totals totals;
    totals.fromMemory = m_fromMemory;
    totals.ranked = m_ranked;
    totals.paid = m_paid;
    totals.asked = m_asked;
    totals.refused = m_refused;
    totals.written = m_written;
    return totals;
}

} // namespace tierlens
