// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectioncheck.h"

#include "connections/servercheck.h"
#include "redis/redisdirectory.h"

#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace tierlens {

namespace {

// The pool of the application: it waits for its threads at the end, and all of this is bounded.
template <typename T, typename Call> QFuture<T> onWorker(Call call)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    auto future = promise->future();
    QThreadPool::globalInstance()->start([promise, call = std::move(call)] {
        promise->addResult(call());
        promise->finish();
    });
    return future;
}

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
    return onWorker<ConnectionCheck>([tier, address] {
        return tier == Tier::Redis ? checkRedis(address) : checkPostgres(address);
    });
}

QFuture<Result<Done>> checkLogin(Tier tier, const QString &address)
{
    return onWorker<Result<Done>>([tier, address] { return logIn(tier, address); });
}

} // namespace tierlens
