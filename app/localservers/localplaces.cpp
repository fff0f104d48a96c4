// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/localplaces.h"

#include "connections/postgresform.h"
#include "connections/redisform.h"
#include "postgres/postgresaddress.h"
#include "redis/redisaddress.h"

#include <QHostAddress>

#include <algorithm>

namespace tierlens {

namespace {

constexpr std::uint16_t RedisPort = 6379, PostgresPort = 5432, LastPostgresPort = 5434;
const auto Localhost = QStringLiteral("127.0.0.1");

// The number to connect to; empty: another computer, or a name that would have to be looked up.
QString loopback(const QString &host)
{
    if (host == QLatin1String("localhost"))
        return Localhost;
    const QHostAddress address(host);
    return address.isLoopback() ? address.toString() : QString();
}

class Places
{
public:
    std::vector<ServerPlace> all;

    void add(ServerPlace place)
    {
        const bool isKnown
            = std::any_of(all.begin(), all.end(), [&place](const ServerPlace &other) {
                  return other.tier == place.tier && other.socket == place.socket
                      && (!place.socket.isEmpty()
                          || (other.host == place.host && other.port == place.port));
              });
        if (!isKnown && all.size() < MostPlaces)
            all.push_back(std::move(place));
    }

    void addRedis(
        const QString &uri, const AddressSecrets &secrets = {}, const QString &source = {})
    {
        const auto read = RedisAddress::parse(uri.toStdString());
        if (!read || read->tls || !read->sentinels.empty())
            return; // they do not understand what is asked here
        ServerPlace place;
        place.socket = QString::fromStdString(read->socket);
        place.host = loopback(QString::fromStdString(read->host));
        place.port = read->port;
        if (place.socket.isEmpty() && place.host.isEmpty())
            return;
        place.address = uri;
        place.secrets = secrets;
        place.source = source;
        add(std::move(place));
    }

    // `address` is what the form will show, if that is not what `form` says (a service by name).
    void addPostgres(const PostgresForm &form, const QString &address = {},
        const AddressSecrets &secrets = {}, const QString &source = {})
    {
        if (form.host.isEmpty()) { // libpq's own, of which it does not say where they are
            for (const auto &folder : usualPostgresFolders()) {
                auto there = form;
                there.host = folder;
                addPostgres(there, address, secrets, source);
            }
            if (!usualPostgresFolders().isEmpty())
                return;
        }
        const auto read = PostgresAddress::parse(form.connection().toStdString());
        if (!read || read->hasSeveralHosts())
            return;
        ServerPlace place;
        place.tier = Tier::Postgres;
        const auto port = QString::fromStdString(read->port);
        place.port = port.isEmpty() ? PostgresPort : port.toUShort();
        const auto host = QString::fromStdString(read->host);
        if (host.startsWith(QLatin1Char('/')))
            place.socket = host + QStringLiteral("/.s.PGSQL.%1").arg(place.port);
        else
            place.host = loopback(host.isEmpty() ? QStringLiteral("localhost") : host);
        if (place.port == 0 || (place.socket.isEmpty() && place.host.isEmpty()))
            return;
        place.address = address.isEmpty() ? form.connection() : address;
        place.secrets = secrets;
        place.source = source;
        place.user = QString::fromStdString(read->user);
        place.database = QString::fromStdString(read->database);
        add(std::move(place));
    }
};

void addUsual(Places &places)
{
    places.addRedis(QStringLiteral("redis://localhost:%1").arg(RedisPort));
    for (const auto &socket : usualRedisSockets()) {
        RedisForm form;
        form.way = RedisForm::Way::Socket;
        form.socket = socket;
        places.addRedis(form.uri());
    }
    auto hosts = usualPostgresFolders();
    hosts.prepend(QStringLiteral("localhost"));
    for (const auto &host : std::as_const(hosts)) {
        for (auto port = PostgresPort; port <= LastPostgresPort; ++port) {
            PostgresForm form;
            form.host = host;
            form.port = QString::number(port); // said, or PGPORT would count
            form.database = QStringLiteral("postgres"); // the one that every cluster has
            places.addPostgres(form);
        }
    }
}

} // namespace

QString ServerPlace::shown() const
{
    if (!socket.isEmpty())
        return socket;
    const auto name = host == Localhost   ? QStringLiteral("localhost")
        : host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']')
                                          : host;
    return name + QLatin1Char(':') + QString::number(port);
}

std::vector<ServerPlace> usualPlaces()
{
    Places places;
    addUsual(places);
    return places.all;
}

std::vector<ServerPlace> localPlaces(const ImportSources &sources)
{
    Places places;
    for (const auto &known : importProposals(sources)) {
        if (!known.connection.redis.isEmpty())
            places.addRedis(known.connection.redis, known.redis, known.source);
        const auto &postgres = known.connection.postgres;
        if (postgres.isEmpty())
            continue;
        const auto form
            = known.asServed ? Result<PostgresForm>(*known.asServed) : PostgresForm::read(postgres);
        if (form)
            places.addPostgres(*form, postgres, known.postgres, known.source);
    }
    addUsual(places);
    return places.all;
}

} // namespace tierlens
