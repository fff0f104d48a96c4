// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace tierlens {

// What the board of the AI assistant shows, counted as the requests end: exact, since the world was
// opened. Any thread.
class AnswerTally
{
public:
    explicit AnswerTally(std::size_t topics)
        : m_topics(topics)
    { }

    static constexpr std::size_t NoTopic = SIZE_MAX; // asked by order of the user
    void answered(std::size_t topic, Outcome outcome, std::uint64_t ranked);
    void refused() { ++m_refused; }
    void written() { ++m_written; }

    struct Topic
    {
        std::size_t number = 0;
        std::uint64_t asked = 0, fromMemory = 0;
        bool lastFromMemory = false;
    };
    std::vector<Topic> mostAsked(std::size_t atMost) const; // most first
    struct Totals
    {
        std::uint64_t asked = 0, fromMemory = 0, paid = 0, ranked = 0, refused = 0, written = 0;
    };
    Totals totals() const;

private:
    struct Counts
    {
        std::atomic<std::uint64_t> asked{0}, fromMemory{0};
        std::atomic<bool> lastFromMemory{false};
    };
    std::vector<Counts> m_topics;
    std::atomic<std::uint64_t> m_asked{0}, m_fromMemory{0}, m_paid{0}, m_ranked{0}, m_refused{0},
        m_written{0};
};

} // namespace tierlens
