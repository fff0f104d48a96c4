// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"
#include "readings/postgreslook.h"

#include <map>
#include <set>

namespace tierlens {

class WatchSession;

// What the statements that fill some keys again were asked since these were deleted.
struct FillingQueries
{
    std::vector<std::string> statements; // texts; empty: none is known
    bool areLinked = false; // with these keys; else it is the one that grew most
    double before = -1, most = -1; // calls a second; < 0: not known
    Duration span{}; // over which the most was counted
};

// Follows them, reading by reading. GUI thread.
class FillingWatch
{
public:
    FillingWatch() = default; // of nothing
    // When the deletion begins. `names`: of some of the keys that go.
    FillingWatch(const WatchSession &session, const InvalidationTarget &target,
        const std::vector<std::string> &names);

    void add(const PostgresLook &look); // one that read statements
    const FillingQueries &found() const { return m_found; }

private:
    struct Called
    {
        std::uint64_t calls = 0;
        std::string text;
    };
    double before(std::int64_t statement) const;
    double rate(std::int64_t statement, const Called &called, Duration window) const;
    void take(Duration window);

    SinceStart m_began{};
    bool m_knowsBefore = false, m_isFirst = true;
    std::map<std::int64_t, Called> m_called; // in the readings since the last stretch ended
    Duration m_span{}; // that these cover
    std::map<std::int64_t, double> m_before; // calls a second of the minute before
    std::set<std::int64_t> m_linked;
    FillingQueries m_found;
};

} // namespace tierlens
