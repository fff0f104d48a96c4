// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionlist.h"

#include "connections/addresssecrets.h"
#include "core/asidefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

namespace tierlens {

namespace {

constexpr int Format = 1;

struct ConnectionListWords
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionList)
};

// Texts that are kept as they are.
constexpr std::pair<const char *, QString Connection::*> Texts[] = {
    {"id", &Connection::id},
    {"name", &Connection::name},
    {"redis", &Connection::redis},
    {"postgres", &Connection::postgres},
    {"color", &Connection::color},
    {"restart_redis", &Connection::restartRedis},
    {"restart_postgres", &Connection::restartPostgres},
};
constexpr std::pair<const char *, TunnelOptions Connection::*> Tunnels[] = {
    {"redis_tunnel", &Connection::redisTunnel},
    {"postgres_tunnel", &Connection::postgresTunnel},
};

QJsonObject toJson(const Connection &connection)
{
    QJsonObject json;
    for (const auto &[name, field] : Texts) {
        if (!(connection.*field).isEmpty())
            json[QLatin1String(name)] = connection.*field;
    }
    json[QLatin1String("environment")] = environmentWord(connection.environment);
    for (const auto &[name, field] : Tunnels) {
        const auto &tunnel = connection.*field;
        if (!tunnel.destination.isEmpty())
            json[QLatin1String(name)]
                = QJsonObject{{QStringLiteral("destination"), tunnel.destination},
                    {QStringLiteral("port"), tunnel.port}};
    }
    QJsonArray links;
    for (const auto &link : connection.links)
        links.append(QJsonObject{{QStringLiteral("pattern"), link.pattern},
            {QStringLiteral("statement"), link.statement},
            {QStringLiteral("refused"), link.refused}});
    if (!links.isEmpty())
        json[QLatin1String("links")] = links;
    return json;
}

Connection fromJson(const QJsonObject &json)
{
    Connection connection;
    for (const auto &[name, field] : Texts)
        connection.*field = json[QLatin1String(name)].toString();
    if (connection.id.isEmpty())
        connection.id = ConnectionList::newId();
    connection.environment = environmentCalled(json[QLatin1String("environment")].toString());
    for (const auto &[name, field] : Tunnels) {
        const auto tunnel = json[QLatin1String(name)].toObject();
        connection.*field = {
            tunnel[QLatin1String("destination")].toString(), tunnel[QLatin1String("port")].toInt()};
    }
    const auto links = json[QLatin1String("links")].toArray();
    for (const auto &value : links) {
        const auto link = value.toObject();
        connection.links.push_back({link[QLatin1String("pattern")].toString(),
            link[QLatin1String("statement")].toString(), link[QLatin1String("refused")].toBool()});
    }
    return connection;
}

// Nobody may find a password in the file because somebody typed it into a wrong place: one that was
// written into it by hand is taken out at once.
bool holdsNoSecrets(Connection &connection)
{
    bool clean = true;
    for (const auto &[tier, field] : {std::pair{Tier::Redis, &Connection::redis},
             std::pair{Tier::Postgres, &Connection::postgres}}) {
        const auto parts = withoutSecrets(tier, connection.*field);
        clean &= parts.has_value() && parts->secrets.isEmpty();
        if (parts)
            connection.*field = parts->address;
    }
    return clean;
}

} // namespace

QString environmentWord(Environment environment)
{
    switch (environment) {
    case Environment::Sandbox:
        return QStringLiteral("sandbox");
    case Environment::Development:
        return QStringLiteral("development");
    case Environment::Production:
        break;
    }
    return QStringLiteral("production");
}

Environment environmentCalled(const QString &word)
{
    for (const auto one : {Environment::Sandbox, Environment::Development}) {
        if (word == environmentWord(one))
            return one;
    }
    return Environment::Production;
}

QString ConnectionList::newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

QString ConnectionList::file(const QString &folder)
{
    const auto base = folder.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
            + QStringLiteral("/tierlens")
        : folder;
    return base + QStringLiteral("/connections.json");
}

ConnectionList ConnectionList::load(const QString &name)
{
    ConnectionList list;
    list.m_file = name;
    QFile file(name);
    if (!file.exists())
        return list;
    if (!file.open(QIODevice::ReadOnly)) {
        list.m_told = ConnectionListWords::tr("The saved connections cannot be read (%1).")
                          .arg(file.errorString());
        list.m_file.clear(); // or the next save would overwrite them
        return list;
    }
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(file.readAll(), &error);
    file.close();
    const auto all = document.object();
    const bool isLater = all[QLatin1String("format")].toInt() > Format;
    if (!document.isObject() || isLater || !all[QLatin1String("connections")].isArray()) {
        const auto aside = putAside(name, isLater ? AsideReason::Newer : AsideReason::Damaged);
        list.m_told
            = (isLater ? ConnectionListWords::tr(
                   "The saved connections are of a later version of Tierlens.")
                       : ConnectionListWords::tr("The file of saved connections is damaged."))
            + QLatin1Char(' ')
            + (aside.isEmpty() ? ConnectionListWords::tr(
                   "It could not be put aside, so nothing will be saved.")
                               : ConnectionListWords::tr("It was put aside as %1.")
                                     .arg(QFileInfo(aside).fileName()));
        if (aside.isEmpty())
            list.m_file.clear();
        return list;
    }
    const auto connections = all[QLatin1String("connections")].toArray();
    for (const auto &value : connections) {
        auto connection = fromJson(value.toObject());
        if (!holdsNoSecrets(connection))
            list.m_told = ConnectionListWords::tr(
                "A password, or an address that cannot be read, stood in the "
                "file for %1.")
                              .arg(connection.name);
        list.m_all.push_back(std::move(connection));
    }
    list.m_unknown = all;
    return list;
}

Result<Done> ConnectionList::save() const
{
    const auto fail = [](const QString &text, const QString &detail = {}) {
        return Error{ErrorKind::Usage, {}, text.toStdString(), detail.toStdString()};
    };
    if (m_file.isEmpty())
        return fail(ConnectionListWords::tr("There is no file to save the connections in."));
    QJsonArray connections;
    for (auto connection : m_all) {
        if (!holdsNoSecrets(connection))
            return fail(ConnectionListWords::tr(
                "The address of %1 cannot be saved: it cannot be read, or it "
                "has a password in it.")
                            .arg(connection.name));
        connections.append(toJson(connection));
    }
    auto all = m_unknown;
    all[QLatin1String("format")] = Format;
    all[QLatin1String("connections")] = connections;
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ConnectionListWords::tr("The connections cannot be saved (%1).")
                        .arg(file.errorString()));
    // Host names and users are nobody else's business either.
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(all).toJson());
    if (!file.commit())
        return fail(ConnectionListWords::tr("The connections cannot be saved (%1).")
                        .arg(file.errorString()));
    return Done{};
}

const Connection *ConnectionList::find(const QString &id) const
{
    const auto found = std::find_if(
        m_all.begin(), m_all.end(), [&id](const Connection &one) { return one.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

void ConnectionList::keep(const Connection &connection)
{
    const auto found = std::find_if(m_all.begin(), m_all.end(),
        [&connection](const Connection &one) { return one.id == connection.id; });
    if (found != m_all.end())
        *found = connection;
    else
        m_all.push_back(connection);
}

void ConnectionList::remove(const QString &id)
{
    std::erase_if(m_all, [&id](const Connection &one) { return one.id == id; });
}

} // namespace tierlens
