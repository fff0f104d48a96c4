// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QMap>
#include <QVariantMap>

namespace tierlens {

// Whether the system's settings ask for less motion. Qt has no word for it in the versions we build
// with. Never waits: the answer comes later; without a result if the system cannot be asked. One
// file for each system.
QFuture<bool> systemAsksForLessMotion();

// The same, of the settings that a Linux desktop tells through its portal: of GNOME, of KDE, and of
// the name both have agreed on.
bool asksForLessMotion(const QMap<QString, QVariantMap> &settings);

} // namespace tierlens
