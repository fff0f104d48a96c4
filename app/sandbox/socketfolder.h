// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "processes/host.h"

#include <QCoreApplication>
#include <QLockFile>
#include <QString>

#include <memory>
#include <optional>

namespace tierlens {

// The private folder of both servers' sockets. Apart from the cluster, because a socket's path has
// at most 103 bytes on every system. Made at start, deleted by the destructor; what a killed
// Tierlens left is deleted by the next one. Owned by Sandbox.
class SocketFolder
{
    Q_DECLARE_TR_FUNCTIONS(SocketFolder)
public:
    static Result<std::unique_ptr<SocketFolder>> make(const std::optional<Account> &account);
    static void removeLeftOvers(const std::optional<Account> &account);
    ~SocketFolder();

    const QString &path() const { return m_path; }
    QString redisSocket() const { return m_path + QLatin1String("/redis.sock"); }
    QString postgresSocket() const { return m_path + QLatin1String("/.s.PGSQL.5432"); }

private:
    explicit SocketFolder(const QString &path);

    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace tierlens
