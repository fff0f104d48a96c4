// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/failover.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tierlens {

// Makes failovers of a group of Redis servers out of what is known bit by bit: which primaries
// answer us, which the others call failed, and who the primaries are. One thread.
class FailoverCourse
{
public:
    using Places = std::vector<std::string>; // host:port or path

    // A look has ended: these primaries serve, these do not (silent, or no primaries any more).
    void looked(SinceStart at, const Places &serving, const Places &notServing);
    // Primaries that the others call failed, and that somebody is there to replace.
    void calledFailed(const Places &primaries);
    // Who the primaries are. `certain`: by the word of Sentinels, that of the new one included. In
    // a Cluster slots can also move by order, and that is no failover.
    void found(SinceStart at, Places primaries, bool certain);

    // One that is over and was not told yet, or else the one that is under way the longest.
    std::optional<Failover> tell(Failover::By by);

private:
    Places m_primaries;
    std::map<std::string, SinceStart> m_notServing; // since when
    std::set<std::string> m_failed;
    std::vector<Failover> m_over; // to be told
};

} // namespace tierlens
