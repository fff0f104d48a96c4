// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"
#include "sandbox/serverdoors.h"
#include "sandbox/serverprocess.h"

namespace tierlens {

// The sandbox's Redis: keeps nothing on disk. Sandbox's thread.
class RedisServer : public ServerProcess
{
    Q_OBJECT
public:
    // `folder` is where it may write.
    RedisServer(const Programs &programs, const ServerDoors &doors, const QString &folder,
        const QString &log, const std::optional<Account> &account);

    Answer ask() override;

protected:
    QString program() const override { return m_program; }
    QStringList arguments() const override;
    void askToStop() override;

private:
    std::unique_ptr<QIODevice> comeIn() const; // null: nobody listens, or nobody answers

    const ServerDoors &m_doors;
    QString m_program, m_folder;
};

} // namespace tierlens
