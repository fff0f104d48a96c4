// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/postgreslook.h"

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace tierlens {

// What each statement did, over time: 10 s stretches for 2 hours, 5 minutes for 24 hours. Of each
// stretch the 200 statements with most time are kept by name, the rest as one (id 0).
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
    void restore(const std::vector<Stretch> &stretches, const std::map<std::int64_t, std::string> &texts);

private:
    std::deque<Stretch> m_fine, m_coarse;
    std::map<std::int64_t, std::string> m_texts;
};

} // namespace tierlens
