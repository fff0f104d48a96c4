// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"

#include <QJsonObject>
#include <QString>

namespace tierlens {

// What was seen in the session's range, "format": 1. Source: the session, nothing else.
QJsonObject makeWatchReport(const WatchSession &session);
QString watchReportPage(const QJsonObject &report); // Markdown; same figures, no others

} // namespace tierlens
