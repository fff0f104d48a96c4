// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"
#include "sandbox/serverprocess.h"
#include "sandbox/socketfolder.h"

namespace tierlens {

// The sandbox's Redis: on a socket only, keeps nothing on disk. Sandbox's thread.
class RedisServer : public ServerProcess
{
    Q_OBJECT
public:
    RedisServer(const Programs &programs, const SocketFolder &sockets, const QString &log,
        const std::optional<Account> &account);

    Answer ask() override;

protected:
    QString program() const override { return m_program; }
    QStringList arguments() const override;
    void askToStop() override;

private:
    QString m_program, m_socket, m_folder;
};

} // namespace tierlens
