// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/socketdoors.h"

#include "sandbox/socketfolder.h"

#include <QFile>
#include <QLocalSocket>

namespace tierlens {

QString SocketDoors::redisUri() const { return QLatin1String("unix://") + m_folder.redisSocket(); }

QString SocketDoors::postgresUri(const QString &role) const
{
    QString host = m_folder.path();
    host.replace(u'\\', QLatin1String("\\\\")).replace(u'\'', QLatin1String("\\'"));
    return QStringLiteral("host='%1' port=5432 user=%2 dbname=tierlens").arg(host, role);
}

QStringList SocketDoors::redisArguments() const
{
    return {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--unixsocket"),
        m_folder.redisSocket(), QStringLiteral("--unixsocketperm"), QStringLiteral("700")};
}

QString SocketDoors::postgresSettings() const
{
    QString folder = m_folder.path();
    folder.replace(u'\'', QLatin1String("''"));
    return QStringLiteral("listen_addresses = ''\nport = 5432\nunix_socket_directories = '%1'\n"
                          "unix_socket_permissions = 0700\n")
        .arg(folder);
}

std::unique_ptr<QIODevice> SocketDoors::knock(Tier tier) const
{
    const QString path = tier == Tier::Redis ? m_folder.redisSocket() : m_folder.postgresSocket();
    if (!QFile::exists(path))
        return {};
    auto socket = std::make_unique<QLocalSocket>();
    socket->connectToServer(path);
    return socket->waitForConnected(200) ? std::move(socket) : nullptr;
}

} // namespace tierlens
