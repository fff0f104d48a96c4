// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/restartforecast.h"

#include "connections/restartway.h"
#include "core/onworker.h"
#include "postgres/postgresaddress.h"
#include "redis/redisaddress.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct ForecastWords
{
    Q_DECLARE_TR_FUNCTIONS(RestartForecast)
};

bool isHere(const std::string &host)
{
    return host.empty() || host.front() == '/' || host == "localhost" || host == "::1"
        || host.starts_with("127.");
}

// Empty: this computer, or it cannot be told.
QString otherHost(const Connection &connection, Tier tier)
{
    const auto &tunnel = tier == Tier::Redis ? connection.redisTunnel : connection.postgresTunnel;
    if (!tunnel.destination.isEmpty())
        return tunnel.destination;
    if (tier == Tier::Redis) {
        const auto address = RedisAddress::parse(connection.redis.toStdString());
        if (!address || !address->socket.empty())
            return {};
        const auto &host
            = address->sentinels.empty() ? address->host : address->sentinels.front().host;
        return isHere(host) ? QString() : QString::fromStdString(host);
    }
    const auto address = PostgresAddress::parse(connection.postgres.toStdString());
    return !address || isHere(address->host) ? QString() : QString::fromStdString(address->host);
}
} // namespace

QFuture<RestartForecast> forecastRestart(Tier tier, const QString &address)
{
    return onWorker([tier, address] {
        return tier == Tier::Redis ? forecastRedis(address) : forecastPostgres(address);
    });
}

QString restartPlaceNote(const Connection &connection, Tier tier)
{
    const auto way = RestartWay::read(
        tier == Tier::Redis ? connection.restartRedis : connection.restartPostgres);
    if (way.kind == RestartWay::Kind::None || way.kind == RestartWay::Kind::Command)
        return {};
    const auto host = otherHost(connection, tier);
    if (host.isEmpty())
        return {};
    return ForecastWords::tr("This runs on this computer, but the server is reached at %1. To "
                             "restart it there, keep a command such as: ssh %1 sudo -n %2")
        .arg(host, way.shown());
}

} // namespace tierlens
