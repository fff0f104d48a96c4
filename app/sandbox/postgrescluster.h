// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"
#include "sandbox/clusterfolder.h"
#include "sandbox/processtree.h"

#include <QCoreApplication>
#include <QProcess>

#include <chrono>
#include <memory>

namespace tierlens {

// Postgres processes at work in this data folder.
Pids postgresProcesses(const QString &data);
// Ends those that a Tierlens left which was killed: first in good order, then by force.
void endOrphans(const QString &data);

// Makes what a Postgres server starts from: initdb, then our database, roles and extension. No
// server and no client library is needed for that. Used once, on the sandbox's thread.
class PostgresCluster
{
    Q_DECLARE_TR_FUNCTIONS(PostgresCluster)
public:
    PostgresCluster(const Programs &programs, const ClusterFolder &folder,
        const std::optional<Account> &account)
        : m_programs(programs)
        , m_folder(folder)
        , m_account(account)
    { }
    ~PostgresCluster();

    Result<Done> make();
    // Writing all of it through to the disk takes as long as the rest; the server can be started
    // meanwhile. The cluster counts as complete only after finishSync().
    void beginSync();
    Result<Done> finishSync();

private:
    std::unique_ptr<QProcess> tool(const QString &program, const QStringList &arguments) const;
    Result<Done> run(const QString &program, const QStringList &arguments, const QByteArray &input,
        const QString &failure) const;

    const Programs &m_programs;
    const ClusterFolder &m_folder;
    std::optional<Account> m_account;
    std::unique_ptr<QProcess> m_sync;
};

} // namespace tierlens
