// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sandbox/serverdoors.h"

namespace tierlens {

class SocketFolder;

// Sockets in a folder that only the servers' account may enter: no password is needed.
class SocketDoors : public ServerDoors
{
public:
    explicit SocketDoors(const SocketFolder &folder)
        : m_folder(folder)
    { }

    QString redisUri() const override;
    QString postgresUri(const QString &role) const override;
    QStringList redisArguments() const override;
    QString postgresSettings() const override;
    std::unique_ptr<QIODevice> knock(Tier tier) const override;

private:
    const SocketFolder &m_folder;
};

} // namespace tierlens
