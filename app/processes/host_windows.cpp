// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/host.h"

#include <QDir>

#include <windows.h>

namespace tierlens {

// Postgres refuses administrators, and so pg_ctl starts it, which gives up their rights by itself:
// nobody has to be found to run the servers as.
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

bool serversNeedLoopback() { return true; }

} // namespace tierlens
