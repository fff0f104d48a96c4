// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "processes/host.h"
#include "sandbox/serverdoors.h"

#include <QCoreApplication>

#include <optional>

namespace tierlens {

class ClusterFolder;
class SocketFolder;

// Ports of loopback, where there are no sockets of one's own (Windows). All users of the machine
// share it, so both servers ask for a password: made up with the cluster, kept beside it in a file
// of its owner's, told to Postgres when the cluster is made and to Redis by a file; never on a
// command line, which everybody can read.
class LoopbackDoors : public ServerDoors
{
    Q_DECLARE_TR_FUNCTIONS(LoopbackDoors)
public:
    // Reads the password, or makes it up, and finds two free ports.
    static Result<std::unique_ptr<LoopbackDoors>> make(const ClusterFolder &cluster,
        const SocketFolder &folder, const std::optional<Account> &account);
    static QString passwordFile(const ClusterFolder &cluster);

    QString redisUri() const override;
    QString postgresUri(const QString &role) const override;
    QStringList redisArguments() const override;
    QString postgresSettings() const override;
    std::unique_ptr<QIODevice> knock(Tier tier) const override;
    QByteArray redisHello() const override;
    QString password() const override { return m_password; }

private:
    quint16 port(Tier tier) const { return tier == Tier::Redis ? m_redisPort : m_postgresPort; }

    QString m_password, m_redisFile;
    quint16 m_redisPort = 0, m_postgresPort = 0;
};

} // namespace tierlens
