// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/systemtheme.h"

#include <QGuiApplication>

namespace tierlens {

const Theme &themeCalled(const QString &name)
{
    static const bool systemIsDark
        = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    const bool dark
        = name == QLatin1String("dark") || (name != QLatin1String("light") && systemIsDark);
    return dark ? Theme::darkTheme() : Theme::lightTheme();
}

} // namespace tierlens
