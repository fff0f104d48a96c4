// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/route.h"

#include "connections/postgresform.h"
#include "connections/redisform.h"
#include "connections/tunnel.h"

#include <QTimer>

namespace tierlens {

namespace {

std::size_t placeOf(Tier tier) { return static_cast<std::size_t>(tier); }

int portOf(const QString &text, int usual) { return text.isEmpty() ? usual : text.toInt(); }

TunnelTarget targetOf(const RedisForm &form)
{
    if (form.way == RedisForm::Way::Socket)
        return {{}, 0, form.socket};
    return {
        form.host.isEmpty() ? QStringLiteral("localhost") : form.host, portOf(form.port, 6379), {}};
}

TunnelTarget targetOf(const PostgresForm &form)
{
    const auto host = form.host.isEmpty() ? QStringLiteral("localhost") : form.host;
    const int port = portOf(form.port, 5432);
    if (host.startsWith(QLatin1Char('/')))
        return {{}, 0, QStringLiteral("%1/.s.PGSQL.%2").arg(host).arg(port)};
    return {host, port, {}};
}

// The address with the tunnel's near end in place of the server's.
QString through(Tier tier, const QString &address, int port)
{
    if (tier == Tier::Redis) {
        auto form = RedisForm::read(address);
        if (!form)
            return address;
        form->way = RedisForm::Way::Host;
        form->host = QStringLiteral("127.0.0.1");
        form->port = QString::number(port);
        return form->uri();
    }
    auto form = PostgresForm::read(address);
    if (!form)
        return address;
    // The name stays, so that a certificate is compared with the server's and ~/.pgpass is
    // searched for it; only the place is another.
    if (form->host.startsWith(QLatin1Char('/')))
        form->host = QStringLiteral("localhost");
    form->port = QString::number(port);
    form->others.removeIf([](const auto &one) { return one.first == QLatin1String("hostaddr"); });
    form->others.append({QStringLiteral("hostaddr"), QStringLiteral("127.0.0.1")});
    return form->connection();
}

} // namespace

QString Route::problemOf(Tier tier, const QString &address)
{
    if (tier == Tier::Redis) {
        const auto form = RedisForm::read(address);
        if (form && form->way == RedisForm::Way::Sentinels)
            return tr(
                "A tunnel leads to one server; Sentinels name others, which it does not reach.");
        if (form && form->tls)
            return tr(
                "Through a tunnel the certificate of a Redis cannot be compared with its name; "
                "switch TLS off, ssh encrypts.");
    } else {
        const auto form = PostgresForm::read(address);
        if (form && form->hosts().size() > 1)
            return tr("A tunnel leads to one server; name only one host.");
    }
    return {};
}

Route::Route(
    const Connection &connection, const QString &redis, const QString &postgres, QObject *parent)
    : QObject(parent)
    , m_addresses{redis, postgres}
{
    static_assert(static_cast<int>(Tier::Redis) == 0 && static_cast<int>(Tier::Postgres) == 1);
    const auto build = [this](Tier tier, const TunnelOptions &options, const TunnelTarget &target) {
        auto tunnel = std::make_unique<Tunnel>(options, target);
        connect(tunnel.get(), &Tunnel::opened, this, &Route::ready);
        connect(tunnel.get(), &Tunnel::failed, this, [this, tier](const Error &error) {
            if (!std::exchange(m_done, true))
                Q_EMIT failed(tier, error);
        });
        connect(tunnel.get(), &Tunnel::lost, this,
            [this, tier](const Error &error) { Q_EMIT lost(tier, error); });
        tunnels[placeOf(tier)] = std::move(tunnel);
    };
    if (const auto form = RedisForm::read(redis);
        form && !redis.isEmpty() && !connection.redisTunnel.destination.trimmed().isEmpty())
        build(Tier::Redis, connection.redisTunnel, targetOf(*form));
    if (const auto form = PostgresForm::read(postgres);
        form && !postgres.isEmpty() && !connection.postgresTunnel.destination.trimmed().isEmpty())
        build(Tier::Postgres, connection.postgresTunnel, targetOf(*form));
}

Route::~Route() = default;

void Route::open()
{
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        const auto problem
            = tunnels[placeOf(tier)] ? problemOf(tier, m_addresses[placeOf(tier)]) : QString();
        if (!problem.isEmpty()) {
            m_done = true;
            QTimer::singleShot(0, this, [this, tier, problem] {
                Q_EMIT failed(tier, {ErrorKind::Usage, {}, problem.toStdString(), {}});
            });
            return;
        }
    }
    for (const auto &tunnel : tunnels) {
        if (tunnel)
            tunnel->open();
    }
    QTimer::singleShot(0, this, &Route::ready);
}

void Route::ready()
{
    for (const auto &tunnel : tunnels) {
        if (tunnel && !tunnel->isOpen())
            return;
    }
    if (std::exchange(m_done, true))
        return;
    auto reached = m_addresses;
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        if (const auto &tunnel = tunnels[placeOf(tier)])
            reached[placeOf(tier)] = through(tier, reached[placeOf(tier)], tunnel->port());
    }
    Q_EMIT opened(reached[placeOf(Tier::Redis)], reached[placeOf(Tier::Postgres)]);
}

} // namespace tierlens
