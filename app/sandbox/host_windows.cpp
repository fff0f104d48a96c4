// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/host.h"

#include <QCoreApplication>
#include <QDir>

#include <windows.h>

namespace tierlens {

// What is still to be done for private servers on Windows:
// - postgres.exe refuses administrators, but initdb and pg_ctl drop to a restricted token by
//   themselves: start and stop with `pg_ctl -w`, and read postmaster.pid for the process id;
// - Redis has no Unix sockets there (and is called memurai.exe): both servers listen on 127.0.0.1
//   with a port taken from a socket bound to port 0, and, because loopback is shared by all users
//   of the machine, with passwords generated for this run (initdb --pwfile -A scram-sha-256,
//   redis --requirepass through its configuration file, never on the command line).

bool isRoot() { return false; }

std::uint32_t ownUid() { return 0; }

std::optional<Account> serverAccount() { return {}; }

bool giveTo(const QString &, const Account &) { return true; }

bool makePrivateFolder(const QString &path, const std::optional<Account> &)
{
    return QDir().mkpath(path); // the profile folder it lies in is private already
}

QString closedFolder(const QString &, const Account &) { return {}; }

bool isOwnedBy(const QString &, std::uint32_t) { return true; }

std::uint64_t physicalMemory()
{
    MEMORYSTATUSEX status{};
    status.dwLength = sizeof status;
    return GlobalMemoryStatusEx(&status) ? status.ullTotalPhys : 0;
}

QString whyNoSandboxHere()
{
    return QCoreApplication::translate("Sandbox",
        "Private servers are not available on Windows yet: start packaging/compose.yml with Docker "
        "and open Tierlens with --redis and --postgres.");
}

} // namespace tierlens
