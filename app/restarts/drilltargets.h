// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QFuture>
#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// A connection that a drill can end: a client of Redis, a session of Postgres. Never one of ours,
// a replica's or a primary's.
struct DrillTarget
{
    std::int64_t id = 0; // of CLIENT LIST; pid
    std::string born; // Postgres: backend_start
    QString who; // "shop-api · 10.0.0.3:51200"
    QString doing; // "get, 3 s ago"; "active · SELECT …"
};

struct DrillTargets
{
    std::vector<DrillTarget> all; // at most 500; most recently active first
    QString problem; // why they cannot be listed; empty: they are
};

// One line of CLIENT LIST.
struct ListedClient
{
    std::int64_t id = 0, idle = 0; // idle in s
    std::string address, name, command;
    bool isServer = false; // a replica, or our primary
    bool isOurs() const { return name.starts_with("tierlens"); }
    std::string host() const { return address.substr(0, address.rfind(':')); }
};
std::vector<ListedClient> listedClients(std::string_view text);

// On a worker thread, bounded. The address is whole.
QFuture<DrillTargets> drillTargets(Tier tier, const QString &address);
// The two halves. Blocking; any thread.
DrillTargets redisTargets(const std::string &address);
DrillTargets postgresTargets(const std::string &address);

} // namespace tierlens
