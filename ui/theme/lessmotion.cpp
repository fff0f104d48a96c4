// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/lessmotion.h"

namespace tierlens {

bool asksForLessMotion(const QMap<QString, QVariantMap> &settings)
{
    const auto value = [&settings](const char *space, const char *name) {
        return settings.value(QLatin1String(space)).value(QLatin1String(name));
    };
    if (const auto agreed = value("org.freedesktop.appearance", "reduced-motion");
        agreed.isValid() && agreed.toUInt() == 1)
        return true;
    if (const auto gnome = value("org.gnome.desktop.interface", "enable-animations");
        gnome.isValid() && !gnome.toBool())
        return true;
    // How much longer animations take than usual: 0 is none.
    const auto kde = value("org.kde.kdeglobals.KDE", "AnimationDurationFactor");
    bool isNumber = false;
    return kde.toDouble(&isNumber) <= 0 && isNumber;
}

} // namespace tierlens
