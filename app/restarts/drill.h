// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "live/liveservers.h"

#include <QString>
#include <QStringList>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace tierlens {

// A fault made on purpose, to see how an application takes it. Never in production.
enum class DrillKind : std::uint8_t {
    PauseClients, // CLIENT PAUSE
    SlowAnswers, // many short CLIENT PAUSEs
    LowMemory, // maxmemory lowered for a time
    KillClient, // CLIENT KILL ID
    EndSession, // pg_terminate_backend
    ReloadSettings // pg_reload_conf
};
inline constexpr std::array AllDrills{DrillKind::PauseClients, DrillKind::SlowAnswers,
    DrillKind::LowMemory, DrillKind::KillClient, DrillKind::EndSession, DrillKind::ReloadSettings};

struct DrillOrder
{
    DrillKind kind = DrillKind::PauseClients;
    std::chrono::milliseconds span{5000}; // of the first three; at most 30 s, 2 min, 10 min
    std::chrono::milliseconds delay{50}; // SlowAnswers: the longest wait; 2 … 500 ms
    int percent = 80; // LowMemory: of the memory used now; 10 … 99
    std::int64_t target = 0; // KillClient: id of the client; EndSession: pid
    std::string born; // EndSession: since when, so that no other one with that pid is ended

    DrillOrder bounded() const; // within the limits above
};

// What came of it, as measured.
struct DrillResult
{
    QStringList measured; // sentences
    QString problem; // why it was not done, or not to the end; empty: it was
    bool isLeft = false; // a setting could not be put back: it stands in the DrillJournal
    bool isGood() const { return problem.isEmpty(); }
};

struct DrillText
{
    QString name, does, shows, undone;
};
DrillText drillText(DrillKind kind);
Tier drillTier(DrillKind kind);

// Why a drill cannot be done on these servers; a sentence; empty: it can.
QString drillRefusal(const LiveServers &servers, DrillKind kind);
QString drillRefusal(const LiveServers &servers); // any drill at all

} // namespace tierlens
