// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "models/itemroles.h"
#include "sightings/sighting.h"

#include <QString>

namespace tierlens {

// What an entry of the log says: a kind, one plain sentence, and the server's own words below it.
struct EventText
{
    QString symbol;
    QString kind; // "Redis", "action", "note", …: for the filter and for screen readers
    QString text;
    QString detail;
    Accent accent = Accent::None;
};

EventText eventText(const Event &event);
EventText eventText(const Sighting &sighting, SinceStart now);

} // namespace tierlens
