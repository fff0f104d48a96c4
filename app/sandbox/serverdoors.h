// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QByteArray>
#include <QIODevice>
#include <QString>
#include <QStringList>

#include <memory>

namespace tierlens {

// Where the sandbox's servers listen, and how one gets in. Owned by Sandbox, on its thread.
class ServerDoors
{
public:
    virtual ~ServerDoors() = default;

    virtual QString redisUri() const = 0;
    virtual QString postgresUri(const QString &role) const = 0; // libpq's key=value
    virtual QStringList redisArguments() const = 0; // what tells Redis where to listen
    virtual QString postgresSettings() const = 0; // lines of its configuration
    // Connected, or null if nobody listens; waits at most 200 ms.
    virtual std::unique_ptr<QIODevice> knock(Tier tier) const = 0;
    virtual QByteArray redisHello() const { return {}; } // a line to be said first, answered +OK
    // Empty: whoever reaches the servers may come in.
    virtual QString password() const { return {}; }
};

} // namespace tierlens
