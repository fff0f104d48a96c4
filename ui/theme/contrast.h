// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace tierlens {

// What WCAG 2.1 (AA) asks of text, and of large text, outlines and marks.
constexpr double TextContrast = 4.5, MarkContrast = 3.0;

double contrast(const QColor &one, const QColor &other); // as WCAG defines it: 1 … 21

// `wanted`, mixed with the theme's text colour until it can be read on `behind`.
QColor readable(const QColor &wanted, const QColor &behind);

// White or almost black, whichever can be read better on `fill`.
QColor inkOn(const QColor &fill);

} // namespace tierlens
