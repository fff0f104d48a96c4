// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/histogram.h"
#include "core/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace tierlens {

class Session;

// How the window kept up; only there when one was shown.
struct WindowFigures
{
    std::uint64_t frames = 0;
    Histogram frameTimes; // of painting the flow
    Duration longestStall{}; // longest time the GUI thread did not come round
};

// Everything a run measured, "format": 1. Source: the session's store, nothing else.
QJsonObject makeReport(const Session &session, const QDateTime &started, Duration ran,
    const std::optional<WindowFigures> &window);
// By the file's ending: JSON, or the same figures as a page to read (HTML, Markdown).
Result<Done> writeReport(const QString &file, const QJsonObject &report);

} // namespace tierlens
