// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/addresssecrets.h"
#include "core/event.h"

#include <QString>

#include <cstdint>

namespace tierlens {

// Where a server may be on this computer: a port of its loopback, or a Unix socket.
struct ServerPlace
{
    Tier tier = Tier::Redis;
    QString host; // "127.0.0.1", "::1"
    std::uint16_t port = 0; // of the host; of Postgres' socket, too, since it is part of its name
    QString socket; // path; set: the host does not count
    QString address; // as the form of a connection takes it, without a password
    AddressSecrets secrets; // what is known of its passwords, from the environment
    QString source; // "REDIS_URL", "/home/ann/.pgpass"; empty: a usual place
    QString user, database; // of Postgres, as libpq would fill them in

    QString shown() const; // "localhost:6379", "/run/redis.sock"
};

// What a server said to somebody who came without a password.
enum class LocalState : std::uint8_t {
    Open, // let them in
    WantsPassword,
    OtherUser, // not this one, whatever the password
    Full, // no connection free
    NotReady // starting up, loading its data or shutting down
};

struct LocalServer
{
    ServerPlace place;
    LocalState state = LocalState::Open;
};

} // namespace tierlens
