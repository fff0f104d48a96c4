// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/socketcalls.h"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tierlens {

bool waitForSocket(SocketNumber socket, bool toWrite, std::chrono::milliseconds atMost)
{
    using SocketClock = std::chrono::steady_clock;
    const auto end = SocketClock::now() + atMost;
    pollfd entry = {};
    entry.fd = static_cast<int>(socket);
    entry.events = toWrite ? POLLOUT : POLLIN;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - SocketClock::now());
        const int ready = poll(&entry, 1, static_cast<int>(std::max<long>(0, left.count())));
        if (ready >= 0 || errno != EINTR)
            return ready != 0;
    }
}

SocketNumber duplicateSocket(SocketNumber socket)
{
    return fcntl(static_cast<int>(socket), F_DUPFD_CLOEXEC, 0);
}

void closeSocket(SocketNumber socket) { close(static_cast<int>(socket)); }

void shutDownSocket(SocketNumber socket) { shutdown(static_cast<int>(socket), SHUT_RDWR); }

} // namespace tierlens
