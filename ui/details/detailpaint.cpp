// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/detailpaint.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
// WCAG 2: relative luminance and contrast.
double luminance(const QColor &color)
{
    const auto part
        = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF())
        + 0.0722 * part(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double one = luminance(a), other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}
} // namespace

QColor accentColor(Accent accent)
{
    switch (accent) {
    case Accent::None:
        break;
    case Accent::Dim:
        return theme().dim;
    case Accent::Hit:
        return theme().hit;
    case Accent::Miss:
        return theme().miss;
    case Accent::Write:
        return theme().write;
    case Accent::Invalidated:
        return theme().invalidated;
    case Accent::Redis:
        return theme().redis;
    case Accent::Postgres:
        return theme().postgres;
    case Accent::Sighting:
        return theme().sighting;
    }
    return theme().text;
}

QColor readableOn(const QColor &fill)
{
    return contrast(fill, theme().onAccent) >= contrast(fill, theme().background)
        ? theme().onAccent
        : theme().background;
}

} // namespace tierlens
