// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "tour/tour.h"

#include <QFuture>

#include <memory>
#include <optional>

namespace tierlens {

using Recording = std::unique_ptr<WatchSession>; // a snapshot; belongs to the application's thread

// A file that somebody opens or drops: one of the two is set.
struct OpenedFile
{
    Recording recording;
    std::optional<Tour> tour;
};

// Reads it on a worker, by its content, whatever it is called. The error is one sentence that says
// which file, and where in it what is wrong.
QFuture<std::shared_ptr<Result<OpenedFile>>> readOpenedFile(const QString &file);
QFuture<std::shared_ptr<Result<Recording>>> readRecording(const QString &file); // and nothing else

} // namespace tierlens
