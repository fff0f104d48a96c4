// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QSize>

#include <algorithm>

namespace tierlens {

// Presenter mode is designed at 1920×1080 and grows with the screen.
inline double presentScale(const QSize &size)
{
    return std::max(0.3, std::min(size.width() / 1920.0, size.height() / 1080.0));
}

inline QFont sized(QFont font, double pixels)
{
    font.setPixelSize(std::max(8, qRound(pixels)));
    return font;
}

} // namespace tierlens
