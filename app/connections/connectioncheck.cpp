// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectioncheck.h"

#include "connections/servercheck.h"
#include "core/onworker.h"
#include "redis/redisdirectory.h"

namespace tierlens {

namespace {

Result<Done> logIn(Tier tier, const QString &address)
{
    if (tier == Tier::Postgres)
        return PostgresConnection(postgresCheckOptions(address)).open();
    const auto read = RedisAddress::parse(address.toStdString());
    if (!read)
        return read.error();
    const auto nodes = RedisDirectory(redisCheckOptions(*read)).find();
    if (nodes)
        return RedisConnection(redisCheckOptions(nodes->primaries.front())).open();
    // Let in, but not allowed to be told where it is.
    return nodes.error().code == "NOPERM" ? Result<Done>(Done{}) : nodes.error();
}

} // namespace

bool wantsPassword(const Error &error)
{
    if (error.kind != ErrorKind::Denied)
        return false;
    for (const auto *code : {"NOAUTH", "WRONGPASS", "28P01"}) {
        if (error.code == code)
            return true;
    }
    // Redis 5 answers AUTH with a mere ERR; libpq has no code for a password that it would need.
    return error.detail.find("password") != std::string::npos
        && (error.code == "ERR" || error.code.empty());
}

QFuture<ConnectionCheck> checkConnection(Tier tier, const QString &address)
{
    return onWorker([tier, address]() -> ConnectionCheck {
        return tier == Tier::Redis ? checkRedis(address) : checkPostgres(address);
    });
}

QFuture<Result<Done>> checkLogin(Tier tier, const QString &address)
{
    return onWorker([tier, address] { return logIn(tier, address); });
}

} // namespace tierlens
