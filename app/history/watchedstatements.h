// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/postgreslook.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace tierlens {

// What each statement did, over time: 10 s stretches for 2 hours, 5 minutes for 24 hours. Of each
// stretch the 200 statements with most time are kept by name, the rest as one (id 0); while a
// stretch is not over, all of them. At most 25 MB, and 5 000 texts.
class WatchedStatements
{
public:
    void add(const PostgresLook &look); // ignores looks that did not read statements

    struct Total
    {
        StatementCounts counts;
        Duration meanBefore{}; // of the stretch of the same length before; 0: not called then
        double callsPerSecond = 0, callsPerSecondBefore = -1; // < 0: not known
    };
    // Over [from, to), most time first. `covered`: the time that was really watched in it.
    std::vector<Total> totals(SinceStart from, SinceStart to, Duration *covered = nullptr) const;
    struct Point
    {
        SinceStart at{};
        double callsPerSecond = 0;
        Duration mean{};
    };
    // No point where nobody looked; 0 calls where the statement was not among those kept.
    std::vector<Point> course(std::int64_t id, SinceStart from, SinceStart to) const;
    std::string text(std::int64_t id) const;

    struct Stretch
    {
        SinceStart from{};
        Duration length{};
        Duration covered{};
        std::vector<StatementCounts> statements; // texts are kept once, in `texts()`
    };
    const std::map<std::int64_t, std::string> &texts() const { return m_texts; }
    std::vector<Stretch> all() const; // for snapshots
    void restore(
        const std::vector<Stretch> &stretches, const std::map<std::int64_t, std::string> &texts);

    static constexpr std::size_t MostNamed = 200; // of a finished stretch
    static constexpr std::size_t MostTexts = 5000;

private:
    struct Sum // as StatementCounts, without the texts
    {
        std::uint64_t calls = 0, rows = 0, blocksHit = 0, blocksRead = 0;
        Duration time{};
        void add(const Sum &other);
    };
    struct Kept
    {
        SinceStart from{};
        Duration covered{};
        std::vector<std::pair<std::int64_t, Sum>> sums;
    };
    struct Level
    {
        Duration length;
        std::size_t most;
        std::deque<Kept> stretches; // finished or filed late
        SinceStart openFrom{-1}; // < 0: none is open
        Duration openCovered{};
        std::unordered_map<std::int64_t, Sum> open;
    };
    void finish(Level &level);
    void forgetTexts();
    template <typename Each> Duration forEach(SinceStart from, SinceStart to, Each each) const;
    std::unordered_map<std::int64_t, Sum> sums(
        SinceStart from, SinceStart to, Duration &covered) const;

    std::vector<Level> m_levels{Level{std::chrono::seconds{10}, 720, {}, SinceStart{-1}, {}, {}},
        Level{std::chrono::minutes{5}, 288, {}, SinceStart{-1}, {}, {}}};
    SinceStart m_end{};
    std::map<std::int64_t, std::string> m_texts;
    struct Known
    {
        std::string user;
        SinceStart seen{};
    };
    std::unordered_map<std::int64_t, Known> m_known;
};

} // namespace tierlens
