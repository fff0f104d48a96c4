// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/contrast.h"

#include "theme/theme.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
double luminance(const QColor &color)
{
    const auto part = [](double share) {
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(double(color.redF())) + 0.7152 * part(double(color.greenF()))
        + 0.0722 * part(double(color.blueF()));
}
} // namespace

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor readable(const QColor &wanted, const QColor &behind)
{
    for (int share = 0; share < 20; ++share) {
        const QColor color = blend(wanted, theme().text, share / 20.0);
        if (contrast(color, behind) >= TextContrast)
            return color;
    }
    return theme().text;
}

QColor inkOn(const QColor &fill)
{
    const QColor dark = Theme::darkTheme().background, light(Qt::white);
    return contrast(fill, light) >= contrast(fill, dark) ? light : dark;
}

} // namespace tierlens
