// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace tierlens {

// The few calls on sockets that differ between systems. On Windows the number is a SOCKET.
using SocketNumber = std::intptr_t;
constexpr SocketNumber NoSocket = -1;

// Whether it can be read from (or written to), or has failed, within the time.
bool waitForSocket(SocketNumber socket, bool toWrite, std::chrono::milliseconds atMost);
// A second number for the same connection, to be closed on its own.
SocketNumber duplicateSocket(SocketNumber socket);
void closeSocket(SocketNumber socket);
// Ends the connection for all who wait on it, whatever number they know it by.
void shutDownSocket(SocketNumber socket);

} // namespace tierlens
