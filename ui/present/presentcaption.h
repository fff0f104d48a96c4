// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "present/presentfigures.h"
#include "session/trafficsettings.h"
#include "store/store.h"

#include <QString>

namespace tierlens {

// One or two sentences for the audience about what is to be seen now, from measured figures alone.
// `impact`: the last thing somebody did, if it is still worth telling; see impactToTell().
// `now`: the very figures the picture shows.
QString presentCaption(const Store &store, const TrafficSettings &traffic, const Impact *impact,
    const PresentNow &now);
inline QString presentCaption(
    const Store &store, const TrafficSettings &traffic, const Impact *impact)
{
    return presentCaption(store, traffic, impact, presentNow(store, impact));
}

} // namespace tierlens
