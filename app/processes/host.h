// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace tierlens {

// The unprivileged account the servers run as when Tierlens itself is started by root (Postgres
// refuses root). Nothing here depends on state; any thread.
struct Account
{
    QString name;
    std::uint32_t uid = 0, gid = 0;
};

bool isRoot();
// Set only for root: `postgres`, otherwise `nobody`.
std::optional<Account> serverAccount();

// Makes a folder that only its owner may enter, and gives it to the account if there is one.
bool makePrivateFolder(const QString &path, const std::optional<Account> &owner);
bool giveTo(const QString &path, const Account &account);
// Whether the account may walk through this folder and all above it; empty if so, otherwise the
// first folder that is closed to it.
QString closedFolder(const QString &path, const Account &account);
bool isOwnedBy(const QString &path, std::uint32_t uid);
std::uint32_t ownUid();

std::uint64_t physicalMemory(); // bytes; 0 if unknown

// Whether private servers have to be reached as on Windows: Redis has no Unix sockets there, so
// both listen on loopback, which all users of the machine share, and ask for a password; and
// Postgres refuses administrators, so it is started by pg_ctl, which gives up their rights.
bool serversNeedLoopback();

} // namespace tierlens
