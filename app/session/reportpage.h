// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QJsonObject>
#include <QString>

namespace tierlens {

// The report as a page to read. Same figures, no others.
QString reportAsMarkdown(const QJsonObject &report);
QString serverChangeText(const ServerChange &change); // "Redis is up (7.0.15)"

} // namespace tierlens
