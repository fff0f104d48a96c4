// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"
#include "sandbox/clusterfolder.h"
#include "sandbox/serverdoors.h"
#include "sandbox/serverprocess.h"

namespace tierlens {

// The sandbox's Postgres: durable. Speaks just enough of the protocol to know
// whether it answers. Sandbox's thread.
class PostgresServer : public ServerProcess
{
    Q_OBJECT
public:
    PostgresServer(const Programs &programs, const ClusterFolder &cluster, const ServerDoors &doors,
        const std::optional<Account> &account);

    Answer ask() override;
    bool mayTryAgain() const override;

    // Its settings, written before each start.
    static QString configuration(const ServerDoors &doors, std::uint64_t memory, int major);

protected:
    QString program() const override { return m_program; }
    QStringList arguments() const override;
    std::unique_ptr<Child> makeChild() override;
    void askToStop() override;
    Pids stragglers() const override;

private:
    const ServerDoors &m_doors;
    QString m_program, m_data, m_configuration;
    QString m_pgCtl; // empty: we start it ourselves
};

} // namespace tierlens
