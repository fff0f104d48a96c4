// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"
#include "sandbox/clusterfolder.h"
#include "sandbox/serverprocess.h"
#include "sandbox/socketfolder.h"

namespace tierlens {

// The sandbox's Postgres: on a socket only, durable. Speaks just enough of the protocol to know
// whether it answers. Sandbox's thread.
class PostgresServer : public ServerProcess
{
    Q_OBJECT
public:
    PostgresServer(const Programs &programs, const ClusterFolder &cluster,
        const SocketFolder &sockets, const std::optional<Account> &account);

    Answer ask() override;
    bool mayTryAgain() const override;

    // Its settings, written before each start.
    static QString configuration(const QString &socketFolder, std::uint64_t memory, int major);

protected:
    QString program() const override { return m_program; }
    QStringList arguments() const override;
    void askToStop() override;
    Pids stragglers() const override;

private:
    QString m_program, m_data, m_configuration, m_socket;
};

} // namespace tierlens
