// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/rediserrors.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>

namespace tierlens {

namespace {

// One error word of Redis. `has` narrows a word that means several things ("ERR …").
// The sentence is: Redis at PLACE + says + "; " + next.
struct Refusal
{
    std::string_view word, has;
    ErrorKind kind;
    const char *says, *next; // in English; translated when they are said
};

constexpr std::array Refusals{
    Refusal{"NOAUTH", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("RedisErrors", "asks for a password"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "put it into the address, as in redis://:PASSWORD@host:6379 or "
            "redis://USER:PASSWORD@host:6379")},
    Refusal{"WRONGPASS", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("RedisErrors", "does not accept this user name and password"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "check both in the address; write the signs : / ? # @ % in them as %3A %2F %3F %23 %40 "
            "%25")},
    Refusal{"ERR", "invalid password", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("RedisErrors", "does not accept this password"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "check it in the address; write the signs : / ? # @ % in it as %3A %2F %3F %23 %40 "
            "%25")},
    Refusal{"ERR", "without any password configured", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("RedisErrors", "has no password, and one was given"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "remove it from the address, or check that this is the server you mean")},
    Refusal{"NOPERM", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("RedisErrors", "does not allow this user to do that"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "let its administrator extend the user's rights (ACL SETUSER), or use another user")},
    Refusal{"DENIED", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("RedisErrors",
            "is in protected mode and accepts only connections from its own machine"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "give it a password or a bind address, or run Tierlens on that machine")},
    Refusal{"LOADING", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("RedisErrors", "is still loading its data into memory"),
        QT_TRANSLATE_NOOP(
            "RedisErrors", "it answers as soon as that is done; Tierlens keeps trying")},
    Refusal{"BUSY", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("RedisErrors", "is busy with a script"),
        QT_TRANSLATE_NOOP("RedisErrors", "wait until it ends, or end it with SCRIPT KILL")},
    Refusal{"MASTERDOWN", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP(
            "RedisErrors", "is a replica that has lost its primary and gives no stale answers"),
        QT_TRANSLATE_NOOP(
            "RedisErrors", "wait until the primary is back, or connect to the primary")},
    Refusal{"CLUSTERDOWN", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("RedisErrors", "belongs to a cluster that is down"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "wait until the cluster is whole again; CLUSTER INFO tells what is missing")},
    Refusal{"TRYAGAIN", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("RedisErrors", "is moving these keys to another cluster node"),
        QT_TRANSLATE_NOOP("RedisErrors", "try again in a moment")},
    Refusal{"NOREPLICAS", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("RedisErrors", "takes no writes because too few replicas are connected"),
        QT_TRANSLATE_NOOP(
            "RedisErrors", "bring its replicas back, or lower min-replicas-to-write")},
    Refusal{"ERR", "max number of clients", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("RedisErrors", "has no free connection for us (maxclients)"),
        QT_TRANSLATE_NOOP("RedisErrors", "use fewer clients, or raise maxclients there")},
    Refusal{"MISCONF", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("RedisErrors", "takes no writes because it cannot save to its disk"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "read its log and mend the disk or the folder; CONFIG SET "
            "stop-writes-on-bgsave-error no makes it write without saving")},
    Refusal{"OOM", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("RedisErrors",
            "takes no writes because its memory is full (maxmemory) and its policy evicts nothing"),
        QT_TRANSLATE_NOOP(
            "RedisErrors", "raise maxmemory, or set maxmemory-policy, for example to allkeys-lru")},
    Refusal{"READONLY", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("RedisErrors", "is a read-only replica and takes no writes"),
        QT_TRANSLATE_NOOP("RedisErrors", "connect to its primary, named by INFO replication")},
    Refusal{"MOVED", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP(
            "RedisErrors", "belongs to a cluster, and this key lives on another of its nodes"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "connect to a single Redis; Tierlens does not follow a cluster's keys yet")},
    Refusal{"ASK", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP(
            "RedisErrors", "belongs to a cluster, and this key is moving to another of its nodes"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "connect to a single Redis; Tierlens does not follow a cluster's keys yet")},
    Refusal{"CROSSSLOT", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP(
            "RedisErrors", "belongs to a cluster and takes no command with keys of several nodes"),
        QT_TRANSLATE_NOOP("RedisErrors", "connect to a single Redis")},
    Refusal{"WRONGTYPE", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("RedisErrors", "holds a value of another type under this key"),
        QT_TRANSLATE_NOOP("RedisErrors", "remove the key, or use another key prefix")},
    Refusal{"ERR", "DB index is out of range", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("RedisErrors", "has no database with the number in the address"),
        QT_TRANSLATE_NOOP("RedisErrors", "use a lower number; 0 always exists")},
    Refusal{"ERR", "SELECT is not allowed in cluster mode", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("RedisErrors", "belongs to a cluster, which has database 0 only"),
        QT_TRANSLATE_NOOP("RedisErrors", "remove the database number from the address")},
    Refusal{"ERR", "unknown command", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("RedisErrors", "does not know a command Tierlens needs"),
        QT_TRANSLATE_NOOP("RedisErrors",
            "it may be renamed or too old there; Tierlens needs Redis 6 or newer, or Valkey")},
};

struct RedisErrors
{
    Q_DECLARE_TR_FUNCTIONS(RedisErrors)
};

QString shown(const RedisAddress &address) { return QString::fromStdString(address.shown()); }

std::string sentence(const RedisAddress &address, const char *says, const char *next)
{
    return RedisErrors::tr("Redis at %1 %2; %3.", "address, what it does, what to do next")
        .arg(shown(address), RedisErrors::tr(says), RedisErrors::tr(next))
        .toStdString();
}

// Redis repeats the words of a command it does not know, and a password may be one of them.
std::string withoutPassword(std::string_view words, const RedisAddress &address)
{
    std::string text(words);
    if (address.password.empty())
        return text;
    for (auto at = text.find(address.password); at != text.npos;
         at = text.find(address.password, at + 3))
        text.replace(at, address.password.size(), "***");
    return text;
}

QString shownTime(std::chrono::milliseconds time)
{
    if (time.count() % 1000 == 0)
        return RedisErrors::tr("%1 s").arg(time.count() / 1000);
    return RedisErrors::tr("%1 ms").arg(time.count());
}

Error systemFailure(const RedisFailure &failure, const RedisAddress &address)
{
    const bool isSocket = !address.socket.empty();
    const auto make = [&](ErrorKind kind, const QString &says) {
        return Error{kind, {}, says.toStdString(), {}};
    };
    const auto place = shown(address);
    const auto socket = QString::fromStdString(address.socket);
    if (failure.during != RedisFailure::During::Connecting)
        return make(ErrorKind::Unreachable,
            RedisErrors::tr(
                "The connection to Redis at %1 broke; it may have stopped. Tierlens connects "
                "again by itself.")
                .arg(place));
    switch (failure.systemError) {
    case ECONNREFUSED:
        return make(ErrorKind::Unreachable,
            isSocket ? RedisErrors::tr(
                "Nothing listens on the socket %1; start Redis, or check the path.")
                           .arg(socket)
                     : RedisErrors::tr(
                         "Nothing listens at %1; start Redis there, or check host and port.")
                           .arg(place));
    case ENOENT:
    case ENOTDIR:
        return make(ErrorKind::Unreachable,
            RedisErrors::tr("There is no socket %1; start Redis, or check the path against its "
                            "unixsocket setting.")
                .arg(socket));
    case EACCES:
    case EPERM:
        return make(ErrorKind::Denied,
            isSocket ? RedisErrors::tr(
                "You have no right to use the socket %1; ask for membership of the "
                "group that owns it, or set unixsocketperm.")
                           .arg(socket)
                     : RedisErrors::tr(
                         "This system does not allow a connection to %1; look at its firewall.")
                           .arg(place));
    case ENETUNREACH:
    case EHOSTUNREACH:
        return make(ErrorKind::Unreachable,
            RedisErrors::tr("There is no way to %1 from here; check the network or the tunnel.")
                .arg(place));
    case ENOTSOCK:
    case EPROTOTYPE:
        return make(ErrorKind::Unreachable,
            RedisErrors::tr("%1 is no socket that Redis could listen on; check the path.")
                .arg(socket));
    case EMFILE:
    case ENFILE:
        return make(ErrorKind::Unreachable,
            RedisErrors::tr(
                "This system allows Tierlens no more open connections; use fewer clients, "
                "or raise the limit (ulimit -n)."));
    default:
        return make(ErrorKind::Unreachable,
            RedisErrors::tr("Redis at %1 cannot be reached; check the address and that it runs.")
                .arg(place));
    }
}

} // namespace

Error redisRefusal(std::string_view reply, const RedisAddress &address)
{
    const auto word = reply.substr(0, reply.find(' '));
    Error error{ErrorKind::Refused, std::string(word), {}, withoutPassword(reply, address)};
    for (const auto &refusal : Refusals) {
        if (refusal.word == word && reply.find(refusal.has) != reply.npos) {
            error.kind = refusal.kind;
            error.text = sentence(address, refusal.says, refusal.next);
            return error;
        }
    }
    error.text = RedisErrors::tr("Redis at %1 refused a command; its own words say why.")
                     .arg(shown(address))
                     .toStdString();
    return error;
}

Error redisFailure(const RedisFailure &failure, const RedisAddress &address)
{
    using During = RedisFailure::During;
    using How = RedisFailure::How;
    const auto place = shown(address);
    const auto make = [](ErrorKind kind, const QString &says) {
        return Error{kind, {}, says.toStdString(), {}};
    };
    Error error;
    switch (failure.how) {
    case How::UnknownHost:
        error = make(ErrorKind::Unreachable,
            RedisErrors::tr(
                "There is no host named %1; check the spelling in the Redis address, or the "
                "network.")
                .arg(QString::fromStdString(address.host)));
        break;
    case How::System:
        error = systemFailure(failure, address);
        break;
    case How::Timeout: {
        const auto time = shownTime(failure.timeout);
        if (failure.during == During::Connecting && address.socket.empty())
            error = make(ErrorKind::Timeout,
                RedisErrors::tr(
                    "No answer from %1 within %2; check host and port, or a firewall in "
                    "between.")
                    .arg(place, time));
        else if (failure.during == During::Command)
            error = make(ErrorKind::Timeout,
                RedisErrors::tr("Redis at %1 did not answer within %2; it may be frozen or busy. "
                                "Tierlens keeps trying.")
                    .arg(place, time));
        else
            error = make(ErrorKind::Timeout,
                RedisErrors::tr(
                    "Redis at %1 takes connections but did not answer within %2; it may be "
                    "frozen or busy, or it is no Redis.")
                    .arg(place, time));
        break;
    }
    case How::Closed:
        if (failure.during == During::Command)
            error = make(ErrorKind::Unreachable,
                RedisErrors::tr("Redis at %1 closed the connection; it may have stopped. Tierlens "
                                "connects again by itself.")
                    .arg(place));
        else // not Protocol: any Redis does so if it stops at that moment
            error = make(ErrorKind::Unreachable,
                RedisErrors::tr("What listens at %1 closed the connection without an answer; it is "
                                "shutting down, wants TLS (rediss://), or is no Redis.")
                    .arg(place));
        break;
    case How::NotRedis:
        error = make(ErrorKind::Protocol,
            RedisErrors::tr("What listens at %1 does not speak like Redis; check the port, or use "
                            "rediss:// if it wants TLS.")
                .arg(place));
        break;
    case How::Other:
        error = make(ErrorKind::Unreachable,
            RedisErrors::tr(
                "The connection to Redis at %1 failed; Tierlens connects again by itself.")
                .arg(place));
        break;
    }
    error.detail = withoutPassword(failure.words, address);
    return error;
}

} // namespace tierlens
