// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tierlens {

enum class Environment : std::uint8_t { Production, Development, Sandbox }; // not said = production

// How to reach a server through the system's ssh: ssh -N -L … destination.
struct TunnelOptions
{
    QString destination; // user@host or an alias of ~/.ssh/config; empty: no tunnel
    int port = 0; // 0: ssh's own
};

// A pair of servers under one name, as the user keeps it. Addresses never hold a password here:
// those are kept apart, in the keychain or only in memory (see secrets.h).
struct Connection
{
    QString id; // stays when the name changes
    QString name; // "shop-prod"
    QString redis; // URI without password; empty: none
    QString postgres; // URI or keywords without password; empty: none
    Environment environment = Environment::Production;
    QString color; // "#ff5c77"; empty: of the environment
    TunnelOptions redisTunnel, postgresTunnel;
    QString restartRedis, restartPostgres; // see RestartWay; run only by order
    struct ConfirmedLink
    {
        QString pattern, statement;
        bool refused = false;
    };
    std::vector<ConfirmedLink> links; // what the user said about patterns and statements

    bool isReadOnly() const { return environment == Environment::Production; } // until they decide
};

} // namespace tierlens
