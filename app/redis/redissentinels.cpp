// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redissentinels.h"

#include "redis/rediscluster.h"
#include "redis/redisinfo.h"

#include <QCoreApplication>

#include <string_view>

namespace tierlens {

namespace {

struct SentinelsWords
{
    Q_DECLARE_TR_FUNCTIONS(RedisErrors)
};

bool isDownIn(std::string_view flags)
{
    return flags.find("s_down") != flags.npos || flags.find("o_down") != flags.npos;
}

bool isCalledDown(const RedisReply &server)
{
    for (std::size_t i = 0; i + 1 < server.size(); i += 2) {
        if (server[i].text() == "flags")
            return isDownIn(server[i + 1].text());
    }
    return false;
}

// "ip" and "port" of servers that SENTINEL REPLICAS or SENTINEL SENTINELS lists.
std::vector<RedisAddress> readServers(
    const RedisReply &list, const RedisAddress &pattern, bool onlyInOrder)
{
    std::vector<RedisAddress> out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto fields = list[i];
        std::string_view host, flags;
        std::int64_t port = 0;
        for (std::size_t k = 0; k + 1 < fields.size(); k += 2) {
            if (fields[k].text() == "ip")
                host = fields[k + 1].text();
            else if (fields[k].text() == "port")
                port = fields[k + 1].integer();
            else if (fields[k].text() == "flags")
                flags = fields[k + 1].text();
        }
        const bool isGone = isDownIn(flags) || flags.find("disconnected") != flags.npos;
        if (!host.empty() && !(onlyInOrder && isGone))
            addPlace(out, namedBy(pattern, host, port));
    }
    return out;
}

RedisOptions with(RedisOptions options, const RedisAddress &address)
{
    options.address = address;
    options.epoch = nullptr;
    return options;
}

} // namespace

std::vector<RedisAddress> sentinelsOf(const RedisAddress &address)
{
    std::vector<RedisAddress> out;
    for (const auto &sentinel : address.sentinels) {
        auto one = namedBy(address, sentinel.host, sentinel.port);
        one.user = address.sentinelUser;
        one.password = address.sentinelPassword;
        one.db = 0;
        addPlace(out, std::move(one));
    }
    return out;
}

Result<SentinelAnswer> askSentinel(const RedisOptions &options, const RedisAddress &sentinel)
{
    const auto &address = options.address;
    RedisConnection connection(with(options, sentinel));
    SentinelAnswer out;
    const auto primary
        = connection.command({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", address.service});
    if (!primary)
        return primary.error();
    if (primary->size() < 2)
        return out;
    out.primary = namedBy(address, (*primary)[0].text(), (*primary)[1].integer());
    // Without these the answer is less, but an answer.
    if (const auto known = connection.command({"SENTINEL", "MASTER", address.service}); known)
        out.isPrimaryDown = isCalledDown(*known);
    if (const auto list = connection.command({"SENTINEL", "REPLICAS", address.service}); list)
        out.replicas = readServers(*list, address, true);
    if (const auto list = connection.command({"SENTINEL", "SENTINELS", address.service}); list)
        out.others = readServers(*list, sentinel, false); // to be asked when others are gone
    return out;
}

Result<Done> checkIsPrimary(const RedisOptions &options, const RedisAddress &server)
{
    RedisConnection connection(with(options, server));
    bool isPrimary = true;
    if (const auto role = connection.command({"ROLE"}); role) {
        isPrimary = role->size() > 0 && (*role)[0].text() == "master";
    } else {
        if (!connection.isOpen())
            return role.error();
        // A user who may not ask that may often ask this; who may ask neither has to believe.
        const auto info = connection.command({"INFO", "replication"});
        isPrimary = !info || infoLine(info->text(), "role") != "slave";
    }
    if (isPrimary)
        return Done{};
    return Error{ErrorKind::NotReady, {},
        SentinelsWords::tr(
            "The Sentinels at %1 name %2 as the primary, and it says that it is none; a "
            "failover may be under way, try again in a moment.")
            .arg(QString::fromStdString(options.address.shown()),
                QString::fromStdString(server.shown()))
            .toStdString(),
        {}};
}

Error noSentinel(const RedisAddress &address, const Error &first)
{
    const auto place = QString::fromStdString(address.shown());
    const auto text = first.kind == ErrorKind::Denied
        ? SentinelsWords::tr(
            "The Sentinels at %1 do not let Tierlens in; add their own user and password to "
            "the address, as in ?sentinel-user=USER&sentinel-password=PASSWORD.")
        : SentinelsWords::tr(
            "None of the Sentinels at %1 can be asked; check their hosts and ports.");
    return {first.kind, first.code, text.arg(place).toStdString(),
        first.detail.empty() ? first.text : first.detail};
}

Error unknownService(const RedisAddress &address)
{
    return {ErrorKind::Usage, {},
        SentinelsWords::tr(
            "The Sentinels at %1 watch no service with this name; check it against \"sentinel "
            "monitor\" in their settings.")
            .arg(QString::fromStdString(address.shown()))
            .toStdString(),
        {}};
}

} // namespace tierlens
