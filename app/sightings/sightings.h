// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/cliffs.h"
#include "sightings/coldstarts.h"
#include "sightings/hotkeys.h"
#include "sightings/pulse.h"
#include "sightings/sightinglist.h"
#include "sightings/stalewatch.h"
#include "sightings/stampedes.h"

#include <optional>

namespace tierlens {

// Recognises the rare things in what happens. Fed by the Store; everybody else reads all().
class Sightings
{
public:
    void add(const Request &request, SinceStart at, Duration took, bool exact);
    void addOverflow(const RequestCounts &counts, SinceStart now);
    void apply(const TruthChange &change, SinceStart at) { m_stale.apply(change, at); }
    void apply(const Action &action, SinceStart at);
    // `forgets`: a Redis that is started anew begins empty.
    void apply(const ServerChange &change, SinceStart at, bool forgets);
    void apply(const ServerSample &sample, SinceStart at);
    void advance(SinceStart now);
    bool wantsExpiries(SinceStart now) const { return m_cliffs.isDue(now); }
    void lookAhead(SinceStart now, const Expiries &expiries);

    const std::vector<Sighting> &all() const { return m_list.all(); } // oldest first
    std::uint64_t revision() const { return m_list.revision(); } // grows with every change

private:
    struct Sample
    {
        Epoch epoch = 0;
        std::uint64_t keys = 0, expired = 0, evicted = 0;
        SinceStart at{};
    };
    void noteAnswer(const Request &request, SinceStart at);

    SightingList m_list;
    Pulse m_pulse;
    Stampedes m_stampedes;
    Cliffs m_cliffs;
    HotKeys m_hotKeys;
    StaleWatch m_stale;
    ColdStarts m_coldStarts;
    bool m_redisUp = false;
    Epoch m_redisEpoch = 0; // of the process that is up
    std::optional<ColdStarts::Before> m_beforeOutage;
    Epoch m_answeredEpoch = 0; // the newest process that has answered, and since when
    SinceStart m_answeredAt{};
    std::optional<Sample> m_sample;
    SinceStart m_emptied = SinceStart::min(); // when Redis was last known to be emptied
};

} // namespace tierlens
