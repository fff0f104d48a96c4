// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/drill.h"
#include "restarts/drilljournal.h"

#include <functional>
#include <stop_token>

namespace tierlens {

// What a drill's thread has to work with.
struct DrillWork
{
    std::stop_token stop;
    DrillOrder order; // bounded
    std::string address; // of the server concerned
    QString server; // its name in the journal
    DrillJournal journal;
    std::function<void(double share, const QString &text)> tell; // 0 … 1, and a sentence

    bool wait(std::chrono::milliseconds time) const; // false: it was stopped meanwhile
};

// Blocking, on the drill's thread; all their connections are called tierlens-drill.
DrillResult pauseClients(const DrillWork &work);
DrillResult slowAnswers(const DrillWork &work);
DrillResult lowMemory(const DrillWork &work);
DrillResult killClient(const DrillWork &work);
DrillResult endSession(const DrillWork &work);
DrillResult reloadSettings(const DrillWork &work);

} // namespace tierlens
