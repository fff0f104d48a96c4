// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/postgreslook.h"
#include "watchtables/rowsmodel.h"

#include <memory>
#include <vector>

namespace tierlens {

// Sessions of Postgres, keyed by pid.
std::vector<Column> sessionColumns();
std::unique_ptr<RowSource> sessionRows(std::vector<SessionRow> sessions);

// Clients of Redis by host and name.
std::vector<Column> clientColumns();
std::unique_ptr<RowSource> clientRows(std::vector<ClientGroup> clients);

// Who waits for whom: each session that blocks others, and below it, further in, those that wait
// for it. One that waits for several stands below the first of them.
struct LockRow
{
    SessionRow session; // of one we cannot see only the pid is known
    int depth = 0;
    std::size_t behind = 0; // how many wait for it, through others too
    bool isSeen = true;
};
std::vector<LockRow> lockTree(const std::vector<SessionRow> &sessions);
std::vector<Column> lockColumns();
std::unique_ptr<RowSource> lockRows(std::vector<LockRow> rows);

} // namespace tierlens
