// SPDX-License-Identifier: GPL-3.0-or-later
#include "readings/postgreslook.h"

namespace tierlens {

void PostgresCounts::add(const PostgresCounts &other)
{
    span += other.span;
    commits += other.commits;
    rollbacks += other.rollbacks;
    blocksHit += other.blocksHit;
    blocksRead += other.blocksRead;
    rowsReturned += other.rowsReturned;
    rowsWritten += other.rowsWritten;
    deadlocks += other.deadlocks;
    tempBytes += other.tempBytes;
    walBytes += other.walBytes;
    checkpointsTimed += other.checkpointsTimed;
    checkpointsForced += other.checkpointsForced;
    countsStatements |= other.countsStatements;
    queries += other.queries;
    queryTime += other.queryTime;
    queriesSpan += other.queriesSpan;
}

} // namespace tierlens
