// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processes/processtree.h"
#include "programs/programs.h"
#include "sandbox/clusterfolder.h"
#include "sandbox/serverdoors.h"

#include <QCoreApplication>
#include <QProcess>

#include <chrono>
#include <memory>

namespace tierlens {

// Postgres processes at work in this data folder.
Pids postgresProcesses(const QString &data);
// Ends those that a Tierlens left which was killed: first in good order, then by force.
void endOrphans(const QString &data);

// Makes what a Postgres server starts from: initdb, then our database, roles and extension. Without
// a password no server and no client is needed for that; with one the running server is asked, by
// psql. Used once, on the sandbox's thread.
class PostgresCluster
{
    Q_DECLARE_TR_FUNCTIONS(PostgresCluster)
public:
    PostgresCluster(const Programs &programs, const ClusterFolder &folder, const ServerDoors &doors,
        const std::optional<Account> &account)
        : m_programs(programs)
        , m_folder(folder)
        , m_doors(doors)
        , m_account(account)
    { }
    ~PostgresCluster();

    Result<Done> make();
    Result<Done> furnish(); // once the server answers: what make() left to do
    // Writing all of it through to the disk takes as long as the rest; the server can be started
    // meanwhile. The cluster counts as complete only after finishSync().
    void beginSync();
    Result<Done> finishSync();

private:
    std::unique_ptr<QProcess> tool(const QString &program, const QStringList &arguments) const;
    Result<Done> run(const QString &program, const QStringList &arguments, const QByteArray &input,
        const QString &failure, const QString &password = {}) const;
    QByteArray furniture() const;
    QString withoutFurniture() const;

    const Programs &m_programs;
    const ClusterFolder &m_folder;
    const ServerDoors &m_doors;
    std::optional<Account> m_account;
    std::unique_ptr<QProcess> m_sync;
};

} // namespace tierlens
