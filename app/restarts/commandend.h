// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/restartway.h"

#include <QString>

#include <cstdint>

namespace tierlens {

// How a command that restarts a server came to its end.
struct CommandEnd
{
    enum class Kind : std::uint8_t {
        Succeeded, // exit code 0
        NotFound, // the program, the unit or the container
        NoRights, // somebody else would have to run it
        Failed,
        Stopped, // by the user
        TookTooLong // stopped at the time limit
    };
    Kind kind = Kind::Succeeded;
    int exitCode = 0; // of Succeeded, Failed and mostly NotFound and NoRights
    QString text; // a sentence or two: what happened and what can be done

    bool isGood() const { return kind == Kind::Succeeded; }
};

// What an exit code and the last words of a command mean. `output`: its end, some kilobytes.
CommandEnd commandEnd(const RestartWay &way, int exitCode, const QString &output);
CommandEnd commandNotStarted(const RestartWay &way, const QString &reason);
CommandEnd commandCrashed(const RestartWay &way);
CommandEnd commandStopped(CommandEnd::Kind why); // Stopped or TookTooLong

} // namespace tierlens
