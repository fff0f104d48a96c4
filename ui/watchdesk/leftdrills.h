// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/liveservers.h"

#include <QString>

#include <functional>

class QWidget;

namespace tierlens {

// A drill may have changed a setting and not have put it back: Tierlens was killed, or the server
// was away. Looks on a worker whether these servers have such a one left and, if so, says it over
// the window, with a way to `putBack`; says, too, if that cannot be known, for what was noted
// cannot be read. Says nothing otherwise.
void tellLeftDrills(const LiveServers &servers, const QString &settingsFolder, QWidget *window,
    std::function<void()> putBack);

} // namespace tierlens
