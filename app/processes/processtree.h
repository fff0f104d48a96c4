// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace tierlens {

// Processes and their children, for crashing, freezing and cleaning up after servers. Blocks for
// some milliseconds; any thread but the GUI's. `pid` is 64 bits wide because QProcess' is.
using Pids = std::vector<qint64>;

Pids childrenOf(qint64 pid); // all below it, not itself
// Processes whose working folder is `folder`: Postgres and all its children stay in their cluster.
// Empty where the system does not let us see.
Pids processesIn(const QString &folder);
QString commandLine(qint64 pid); // empty if there is no such process
bool isAlive(qint64 pid); // and not a zombie
void awaitStopped(qint64 pid); // until SIGSTOP has arrived; at most 200 ms

// The root is stopped first, so that no child can appear while they are listed.
Pids freezeTree(qint64 pid); // returns whom it stopped, the root first
void thaw(const Pids &pids); // in reverse order, so that the root finds its children awake
void killTree(qint64 pid); // SIGKILL
void killAll(const Pids &pids); // SIGKILL
void interrupt(qint64 pid); // SIGINT: "fast shutdown" for Postgres
void terminate(qint64 pid); // SIGTERM

} // namespace tierlens
