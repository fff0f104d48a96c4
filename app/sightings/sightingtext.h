// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/sighting.h"

#include <QString>

namespace tierlens {

// A sighting in words. The chart, the list of events, the card and the report take theirs from
// here, so that they say the same thing.
struct SightingText
{
    QString name; // "Stampede"
    QString label; // for a chart: "stampede 64×"
    QString brief; // where there is no room for the sentence: "cliff in 40 s"; or as the label
    QString sentence; // what was seen, with its figures
    QString advice; // what to do about it
};

// `now` is for a forecast, which says in how many seconds.
SightingText sightingText(const Sighting &sighting, SinceStart now);
QString sightingName(Sighting::Kind kind);
// Of the key or pattern without what all keys of the product begin with; empty stays empty.
QString shownKey(const std::string &key);

} // namespace tierlens
