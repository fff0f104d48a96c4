// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/loopbackdoors.h"

#include "sandbox/clusterfolder.h"
#include "sandbox/socketfolder.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>

#include <array>

namespace tierlens {

namespace {

// 160 bits, in signs that need no quoting anywhere.
QString madeUp()
{
    std::array<quint32, 5> bits{};
    QRandomGenerator::system()->fillRange(bits.data(), qsizetype(bits.size()));
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(bits.data()), sizeof bits).toHex());
}

// For the servers' account alone.
bool writePrivately(
    const QString &path, const QByteArray &text, const std::optional<Account> &account)
{
    QFile::remove(path);
    QFile file(path);
    return file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(text) == text.size() && file.flush() && (!account || giveTo(path, *account));
}

} // namespace

QString LoopbackDoors::passwordFile(const ClusterFolder &cluster)
{
    return cluster.file(QLatin1String("password"));
}

Result<std::unique_ptr<LoopbackDoors>> LoopbackDoors::make(
    const ClusterFolder &cluster, const SocketFolder &folder, const std::optional<Account> &account)
{
    auto doors = std::make_unique<LoopbackDoors>();
    const auto unwritable = [](const QString &path) {
        return Error{ErrorKind::Denied, {},
            tr("%1 cannot be written: check the rights and the room there.")
                .arg(path)
                .toStdString(),
            {}};
    };
    const QString kept = passwordFile(cluster);
    if (QFile file(kept); cluster.isComplete() && file.open(QIODevice::ReadOnly))
        doors->m_password = QString::fromLatin1(file.readAll().trimmed());
    if (doors->m_password.isEmpty()) {
        doors->m_password = madeUp();
        if (!writePrivately(kept, doors->m_password.toLatin1() + '\n', account))
            return unwritable(kept);
    }
    // Both at once, so that they differ. Somebody may take one before the server does; then that
    // server says so, and the next start finds others.
    QTcpServer redis, postgres;
    if (!redis.listen(QHostAddress::LocalHost) || !postgres.listen(QHostAddress::LocalHost)) {
        return Error{ErrorKind::Refused, {},
            tr("No free port was found on this computer's loopback.").toStdString(),
            redis.errorString().toStdString()};
    }
    doors->m_redisPort = redis.serverPort();
    doors->m_postgresPort = postgres.serverPort();
    doors->m_redisFile = folder.path() + QLatin1String("/redis.conf");
    const QByteArray words = "bind 127.0.0.1\nport " + QByteArray::number(doors->m_redisPort)
        + "\nrequirepass " + doors->m_password.toLatin1() + '\n';
    if (!writePrivately(doors->m_redisFile, words, account))
        return unwritable(doors->m_redisFile);
    return doors;
}

QString LoopbackDoors::redisUri() const
{
    return QStringLiteral("redis://:%1@127.0.0.1:%2").arg(m_password).arg(m_redisPort);
}

QString LoopbackDoors::postgresUri(const QString &role) const
{
    return QStringLiteral("host=127.0.0.1 port=%1 user=%2 password=%3 dbname=tierlens")
        .arg(m_postgresPort)
        .arg(role, m_password);
}

QStringList LoopbackDoors::redisArguments() const { return {m_redisFile}; }

QString LoopbackDoors::postgresSettings() const
{
    return QStringLiteral(
        "listen_addresses = '127.0.0.1'\nport = %1\nunix_socket_directories = ''\n"
        "password_encryption = 'scram-sha-256'\n")
        .arg(m_postgresPort);
}

std::unique_ptr<QIODevice> LoopbackDoors::knock(Tier tier) const
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port(tier));
    return socket->waitForConnected(200) ? std::move(socket) : nullptr;
}

QByteArray LoopbackDoors::redisHello() const { return "AUTH " + m_password.toLatin1() + "\r\n"; }

} // namespace tierlens
