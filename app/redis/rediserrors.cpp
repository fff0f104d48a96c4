// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/rediserrors.h"

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
    std::string_view says, next;
};

constexpr std::array Refusals{
    Refusal{"NOAUTH", "", ErrorKind::Denied, "asks for a password",
        "put it into the address, as in redis://:PASSWORD@host:6379 or "
        "redis://USER:PASSWORD@host:6379"},
    Refusal{"WRONGPASS", "", ErrorKind::Denied, "does not accept this user name and password",
        "check both in the address; write the signs : / ? # @ % in them as %3A %2F %3F %23 %40 "
        "%25"},
    Refusal{"ERR", "invalid password", ErrorKind::Denied, "does not accept this password",
        "check it in the address; write the signs : / ? # @ % in it as %3A %2F %3F %23 %40 %25"},
    Refusal{"ERR", "without any password configured", ErrorKind::Denied,
        "has no password, and one was given",
        "remove it from the address, or check that this is the server you mean"},
    Refusal{"NOPERM", "", ErrorKind::Denied, "does not allow this user to do that",
        "let its administrator extend the user's rights (ACL SETUSER), or use another user"},
    Refusal{"DENIED", "", ErrorKind::Denied,
        "is in protected mode and accepts only connections from its own machine",
        "give it a password or a bind address, or run Tierlens on that machine"},
    Refusal{"LOADING", "", ErrorKind::NotReady, "is still loading its data into memory",
        "it answers as soon as that is done; Tierlens keeps trying"},
    Refusal{"BUSY", "", ErrorKind::NotReady, "is busy with a script",
        "wait until it ends, or end it with SCRIPT KILL"},
    Refusal{"MASTERDOWN", "", ErrorKind::NotReady,
        "is a replica that has lost its primary and gives no stale answers",
        "wait until the primary is back, or connect to the primary"},
    Refusal{"CLUSTERDOWN", "", ErrorKind::NotReady, "belongs to a cluster that is down",
        "wait until the cluster is whole again; CLUSTER INFO tells what is missing"},
    Refusal{"TRYAGAIN", "", ErrorKind::NotReady, "is moving these keys to another cluster node",
        "try again in a moment"},
    Refusal{"NOREPLICAS", "", ErrorKind::NotReady,
        "takes no writes because too few replicas are connected",
        "bring its replicas back, or lower min-replicas-to-write"},
    Refusal{"ERR", "max number of clients", ErrorKind::NotReady,
        "has no free connection for us (maxclients)",
        "use fewer clients, or raise maxclients there"},
    Refusal{"MISCONF", "", ErrorKind::Refused, "takes no writes because it cannot save to its disk",
        "read its log and mend the disk or the folder; CONFIG SET "
        "stop-writes-on-bgsave-error no makes it write without saving"},
    Refusal{"OOM", "", ErrorKind::Refused,
        "takes no writes because its memory is full (maxmemory) and its policy evicts nothing",
        "raise maxmemory, or set maxmemory-policy, for example to allkeys-lru"},
    Refusal{"READONLY", "", ErrorKind::Refused, "is a read-only replica and takes no writes",
        "connect to its primary, named by INFO replication"},
    Refusal{"MOVED", "", ErrorKind::Refused,
        "belongs to a cluster, and this key lives on another of its nodes",
        "connect to a single Redis; Tierlens does not follow a cluster's keys yet"},
    Refusal{"ASK", "", ErrorKind::Refused,
        "belongs to a cluster, and this key is moving to another of its nodes",
        "connect to a single Redis; Tierlens does not follow a cluster's keys yet"},
    Refusal{"CROSSSLOT", "", ErrorKind::Refused,
        "belongs to a cluster and takes no command with keys of several nodes",
        "connect to a single Redis"},
    Refusal{"WRONGTYPE", "", ErrorKind::Refused, "holds a value of another type under this key",
        "remove the key, or use another key prefix"},
    Refusal{"ERR", "DB index is out of range", ErrorKind::Usage,
        "has no database with the number in the address", "use a lower number; 0 always exists"},
    Refusal{"ERR", "SELECT is not allowed in cluster mode", ErrorKind::Usage,
        "belongs to a cluster, which has database 0 only",
        "remove the database number from the address"},
    Refusal{"ERR", "unknown command", ErrorKind::Refused, "does not know a command Tierlens needs",
        "it may be renamed or too old there; Tierlens needs Redis 6 or newer, or Valkey"},
};

std::string sentence(const RedisAddress &address, std::string_view says, std::string_view next)
{
    std::string text = "Redis at " + address.shown() + ' ';
    text.append(says).append("; ").append(next).append(".");
    return text;
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

std::string shownTime(std::chrono::milliseconds time)
{
    if (time.count() % 1000 == 0)
        return std::to_string(time.count() / 1000) + " s";
    return std::to_string(time.count()) + " ms";
}

Error systemFailure(const RedisFailure &failure, const RedisAddress &address)
{
    const bool isSocket = !address.socket.empty();
    const auto make = [&](ErrorKind kind, std::string_view says) {
        return Error{kind, {}, std::string(says), {}};
    };
    const auto place = address.shown();
    if (failure.during != RedisFailure::During::Connecting)
        return make(ErrorKind::Unreachable,
            "The connection to Redis at " + place
                + " broke; it may have stopped. Tierlens connects again by itself.");
    switch (failure.systemError) {
    case ECONNREFUSED:
        return make(ErrorKind::Unreachable,
            isSocket
                ? "Nothing listens on the socket " + address.socket
                    + "; start Redis, or check the path."
                : "Nothing listens at " + place + "; start Redis there, or check host and port.");
    case ENOENT:
    case ENOTDIR:
        return make(ErrorKind::Unreachable,
            "There is no socket " + address.socket
                + "; start Redis, or check the path against its unixsocket setting.");
    case EACCES:
    case EPERM:
        return make(ErrorKind::Denied,
            isSocket ? "You have no right to use the socket " + address.socket
                    + "; ask for membership of the group that owns it, or set unixsocketperm."
                     : "This system does not allow a connection to " + place
                    + "; look at its firewall.");
    case ENETUNREACH:
    case EHOSTUNREACH:
        return make(ErrorKind::Unreachable,
            "There is no way to " + place + " from here; check the network or the tunnel.");
    case ENOTSOCK:
    case EPROTOTYPE:
        return make(ErrorKind::Unreachable,
            address.socket + " is no socket that Redis could listen on; check the path.");
    case EMFILE:
    case ENFILE:
        return make(ErrorKind::Unreachable,
            "This system allows Tierlens no more open connections; use fewer clients, or raise "
            "the limit (ulimit -n).");
    default:
        return make(ErrorKind::Unreachable,
            "Redis at " + place + " cannot be reached; check the address and that it runs.");
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
    error.text = "Redis at " + address.shown() + " refused a command; its own words say why.";
    return error;
}

Error redisFailure(const RedisFailure &failure, const RedisAddress &address)
{
    using During = RedisFailure::During;
    using How = RedisFailure::How;
    const auto place = address.shown();
    Error error;
    switch (failure.how) {
    case How::UnknownHost:
        error = {ErrorKind::Unreachable, {},
            "There is no host named " + address.host
                + "; check the spelling in the Redis address, or the network.",
            {}};
        break;
    case How::System:
        error = systemFailure(failure, address);
        break;
    case How::Timeout:
        error.kind = ErrorKind::Timeout;
        if (failure.during == During::Connecting && address.socket.empty())
            error.text = "No answer from " + place + " within " + shownTime(failure.timeout)
                + "; check host and port, or a firewall in between.";
        else if (failure.during == During::Command)
            error.text = "Redis at " + place + " did not answer within "
                + shownTime(failure.timeout) + "; it may be frozen or busy. Tierlens keeps trying.";
        else
            error.text = "Redis at " + place + " takes connections but did not answer within "
                + shownTime(failure.timeout) + "; it may be frozen or busy, or it is no Redis.";
        break;
    case How::Closed:
        if (failure.during == During::Command)
            error = {ErrorKind::Unreachable, {},
                "Redis at " + place
                    + " closed the connection; it may have stopped. Tierlens connects again by "
                      "itself.",
                {}};
        else // not Protocol: any Redis does so if it stops at that moment
            error = {ErrorKind::Unreachable, {},
                "What listens at " + place
                    + " closed the connection without an answer; it is shutting down, wants TLS "
                      "(rediss://), or is no Redis.",
                {}};
        break;
    case How::NotRedis:
        error = {ErrorKind::Protocol, {},
            "What listens at " + place
                + " does not speak like Redis; check the port, or use rediss:// if it wants TLS.",
            {}};
        break;
    case How::Other:
        error = {ErrorKind::Unreachable, {},
            "The connection to Redis at " + place + " failed; Tierlens connects again by itself.",
            {}};
        break;
    }
    error.detail = withoutPassword(failure.words, address);
    return error;
}

} // namespace tierlens
