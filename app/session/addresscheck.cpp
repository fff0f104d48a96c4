// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/addresscheck.h"

#include "postgres/postgresaddress.h"
#include "postgres/postgresconnection.h"
#include "redis/redisaddress.h"

namespace tierlens {

Result<Done> checkAddress(Tier tier, const QString &address)
{
    if (tier == Tier::Postgres)
        return PostgresConnection::check(address.toStdString());
    const auto parsed = RedisAddress::parse(address.toStdString());
    if (!parsed)
        return parsed.error();
    return Done{};
}

QString postgresShown(const QString &connection)
{
    const auto address = PostgresAddress::parse(connection.toStdString());
    return address ? QString::fromStdString(address->shown()) : QStringLiteral("?");
}

} // namespace tierlens
