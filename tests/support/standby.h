// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testservers.h"

#include <QDir>

namespace tierlens::test {

// What a primary and its standby need.
inline QStringList replicating()
{
    return {QStringLiteral("wal_level=replica"), QStringLiteral("max_wal_senders=4"),
        QStringLiteral("hot_standby=on")};
}

// Puts a copy of the running primary that follows it in the place of a cluster of its own. Not
// started yet.
inline bool makeStandby(const TestPostgres &primary, TestPostgres &standby)
{
    if (!standby.start() || !standby.stop() || !QDir(standby.dataFolder()).removeRecursively())
        return false;
    TestProcess copy;
    return copy.run(TestProcess::find(QStringLiteral("pg_basebackup")),
        {QStringLiteral("-D"), standby.dataFolder(), QStringLiteral("-R"), QStringLiteral("-h"),
            primary.folder(), QStringLiteral("-p"), primary.port(), QStringLiteral("-U"),
            QStringLiteral("demo"), QStringLiteral("-c"), QStringLiteral("fast"),
            QStringLiteral("--no-sync")});
}

} // namespace tierlens::test
