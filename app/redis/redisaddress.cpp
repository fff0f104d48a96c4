// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisaddress.h"

#include "redis/redisaddressreader.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace tierlens {

namespace {

struct RedisAddressWords
{
    Q_DECLARE_TR_FUNCTIONS(RedisAddress)
};

QString forms()
{
    return QLatin1Char(' ')
        + RedisAddressWords::tr(
            "Known are redis://, rediss://, redis+sentinel://, rediss+sentinel://, unix://, "
            "redis-socket:// and redis+unix://, for example redis://localhost:6379/0 or "
            "unix:///run/redis/redis.sock.");
}

} // namespace

Result<RedisAddress> RedisAddress::parse(std::string_view uri)
{
    const auto isSpace = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!uri.empty() && isSpace(uri.front()))
        uri.remove_prefix(1);
    while (!uri.empty() && isSpace(uri.back()))
        uri.remove_suffix(1);

    const auto colon = uri.find("://");
    if (uri.empty())
        return badRedisAddress(RedisAddressWords::tr("The Redis address is empty.") + forms());
    if (colon == uri.npos)
        return badRedisAddress(
            RedisAddressWords::tr("The Redis address does not begin with a scheme.") + forms());
    const auto scheme = lowered(uri.substr(0, colon));
    const bool isSocket = scheme == "unix" || scheme == "redis-socket" || scheme == "redis+unix";
    const bool hasSentinels = scheme == "redis+sentinel" || scheme == "rediss+sentinel";
    if (!isSocket && !hasSentinels && scheme != "redis" && scheme != "rediss") {
        // Anything that is no plain word may be a password that ran into an "://".
        const bool isWord = scheme.size() <= 20
            && scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == scheme.npos;
        return badRedisAddress(
            (isWord ? RedisAddressWords::tr(
                 "The Redis address begins with the unknown scheme %1://.")
                          .arg(QString::fromStdString(scheme))
                    : RedisAddressWords::tr("The Redis address begins with an unknown scheme."))
            + forms());
    }

    RedisAddress address;
    address.tls = scheme.starts_with("rediss");
    RedisAddressReader reader(address);
    const auto rest = uri.substr(colon + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto tail = rest.substr(authority.size());
    const auto path = tail.substr(0, tail.find('?'));
    const auto query = tail.substr(std::min(tail.size(), path.size() + 1));
    const auto at = authority.rfind('@');
    if (at != authority.npos) {
        if (auto error = reader.userInfo(authority.substr(0, at)))
            return *error;
    } else if ((isSocket ? !authority.empty() : tail.find('@') != tail.npos)) {
        return badRedisAddress(isSocket
                ? RedisAddressWords::tr(
                    "The Redis address must have three slashes before the path of a "
                    "socket, as in unix:///run/redis/redis.sock or "
                    "unix://user:password@/run/redis/redis.sock; write / ? and # in a "
                    "password as %2F, %3F and %23.")
                : RedisAddressWords::tr(
                    "The Redis address has an @ after its first / ? or #; write these "
                    "signs in a user name or password as %2F, %3F and %23."));
    }
    const auto place = authority.substr(at == authority.npos ? 0 : at + 1);
    if (isSocket) {
        if (at != authority.npos && !place.empty())
            return badRedisAddress(RedisAddressWords::tr(
                "The Redis address must have the path of a socket, beginning with \"/\", "
                "after the \"@\"."));
        if (auto error = reader.socket(path))
            return *error;
    } else if (hasSentinels) {
        if (auto error = reader.sentinels(place))
            return *error;
        if (auto error = reader.service(path.substr(path.empty() ? 0 : 1)))
            return *error;
    } else {
        if (auto error = reader.hostAndPort(place))
            return *error;
        if (path.size() > 1) {
            if (auto error = reader.database(path.substr(1)))
                return *error;
        }
    }
    if (auto error = reader.query(query))
        return *error;
    return address;
}

std::string RedisAddress::shown() const
{
    const auto place = [](const std::string &name, std::uint16_t number) {
        const bool isIpv6 = name.find(':') != name.npos;
        return (isIpv6 ? '[' + name + ']' : name) + ':' + std::to_string(number);
    };
    std::string text = user.empty() ? std::string() : user + '@';
    if (!sentinels.empty()) {
        for (const auto &sentinel : sentinels)
            text += (&sentinel == &sentinels.front() ? "" : ",")
                + place(sentinel.host, sentinel.port);
        text += '/' + service;
    } else if (!socket.empty()) {
        text += socket;
    } else {
        text += place(host, port);
    }
    if (db != 0)
        text += (socket.empty() ? "/" : "?db=") + std::to_string(db);
    return text;
}

} // namespace tierlens
