// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/sighting.h"

#include <QJsonArray>

#include <vector>

namespace tierlens {

// The sightings of a report: kind, state, at_s, lasted_s, key, text, partial, and the figures of
// the kind, with their unit in the name.
QJsonArray sightingsReport(const std::vector<Sighting> &sightings, SinceStart now);

} // namespace tierlens
