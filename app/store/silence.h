// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/servers.h"

namespace tierlens {

// The server has been there, and does not answer now.
inline bool isSilent(const Servers::Server &server)
{
    switch (server.state) {
    case ServerChange::State::Unknown:
    case ServerChange::State::Connecting:
    case ServerChange::State::Up:
        return false;
    case ServerChange::State::Loading:
    case ServerChange::State::Starting:
    case ServerChange::State::Stopping:
    case ServerChange::State::Frozen:
    case ServerChange::State::Lost:
        break;
    }
    return true;
}

} // namespace tierlens
