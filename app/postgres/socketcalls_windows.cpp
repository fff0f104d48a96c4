// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/socketcalls.h"

#ifndef NOMINMAX // mingw's C++ library has set it
#define NOMINMAX
#endif
#include <winsock2.h>

namespace tierlens {

bool waitForSocket(SocketNumber socket, bool toWrite, std::chrono::milliseconds atMost)
{
    WSAPOLLFD entry = {};
    entry.fd = static_cast<SOCKET>(socket);
    entry.events = static_cast<SHORT>(toWrite ? POLLOUT : POLLIN);
    return WSAPoll(&entry, 1, atMost.count() > 0 ? static_cast<INT>(atMost.count()) : 0) != 0;
}

SocketNumber duplicateSocket(SocketNumber socket)
{
    WSAPROTOCOL_INFOW description = {};
    if (WSADuplicateSocketW(static_cast<SOCKET>(socket), GetCurrentProcessId(), &description) != 0)
        return NoSocket;
    return static_cast<SocketNumber>(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
        FROM_PROTOCOL_INFO, &description, 0, WSA_FLAG_NO_HANDLE_INHERIT));
}

void closeSocket(SocketNumber socket) { closesocket(static_cast<SOCKET>(socket)); }

void shutDownSocket(SocketNumber socket) { shutdown(static_cast<SOCKET>(socket), SD_BOTH); }

} // namespace tierlens
