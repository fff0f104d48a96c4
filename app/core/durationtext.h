// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QString>

#include <cstdint>

namespace tierlens {

// The only place where numbers become text, so that a figure looks the same everywhere.

QString durationText(Duration value); // "0.10 ms", "41.2 ms", "941 ms", "1.3 s", "94 s", "6:52"
QString ttlText(Duration rest); // "0.8 s", "51.0 s", "6:52", "1:02:10"; past: "0.0 s"
QString upText(std::chrono::seconds value); // "12 s", "4 m", "3 h", "2 d"
QString countText(std::uint64_t value); // "38 204" (narrow no-break spaces)
QString bigText(std::uint64_t value); // "612", "2.02 M"
QString keysText(std::uint64_t count); // "1 key", "36 813 keys"
QString bytesText(std::uint64_t bytes); // "72 bytes", "2.1 MB" (1 MB = 1 000 000 bytes)
QString rateText(double perSecond); // "0.4/s", "400/s", "1 602/s"
QString percentText(double share); // "96.4 %"; 1 is "100 %" only if it is exact; < 0 is "–"
QString wholePercentText(double share); // "90 %", rounded down: for thresholds
QString timesText(double factor); // "412×", "1.4×"
QString momentText(SinceStart at); // a moment of the session: "0:12.345", "1:02:10.250"
// For the marks of an axis, which are round by choice: "0.01 ms", "1 ms", "10 s"; "50 %".
QString axisText(Duration mark);
QString axisPercentText(double mark);

} // namespace tierlens
