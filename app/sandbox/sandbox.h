// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "processes/host.h"
#include "programs/programs.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>

namespace tierlens {

struct SandboxOptions
{
    QString folder; // where seeded clusters are kept; empty: the user's cache folder
    QString postgresBin, redisServer; // programs to use; empty: looked for
    bool loopback = serversNeedLoopback(); // tests ask for it elsewhere, too
    bool fresh = false; // throw away what is kept first ("Reset sandbox")
    std::function<void(Progress)> progress; // called on the sandbox's thread
    std::function<void(ServerChange)> changed; // called on the sandbox's thread
};

// A private Postgres and Redis, as children of ours, reachable only through sockets in a 0700
// folder; on Windows through loopback with a password, Postgres started by pg_ctl. Lives on a
// thread of its own that lasts as long as the servers do (their parent-death signal hangs on it)
// and runs an event loop between calls. All calls block that thread for a bounded time; nothing
// here runs on the GUI thread. The destructor stops both servers; call it there, too.
class Sandbox : public QObject
{
    Q_OBJECT
public:
    explicit Sandbox(SandboxOptions options, QObject *parent = nullptr);
    ~Sandbox() override;

    // Finds programs, makes or reuses a cluster, starts both. Postgres has pg_stat_statements and
    // the roles `tierlens` (owner, superuser) and `tierlens_app` (what the demo's clients use).
    Result<Done> start();
    void stop();

    // unix://… and host=… user=role dbname=tierlens; on loopback they hold the password.
    QString redisUri() const;
    QString postgresUri(const QString &role) const;
    QString clusterFolder() const;
    const Programs &programs() const; // after start()

    // What was seeded into this cluster, by name ("profile"); kept as long as its data.
    bool isNewCluster() const; // nothing has been seeded here yet
    bool isSeeded(const QString &what) const;
    Result<Done> markSeeded(const QString &what);

    // Raised when the old process is gone, before the new starts. Read from any thread.
    std::atomic<Epoch> &epoch(Tier tier);

    // Orderly restart; crash: kill -9 of all its processes, then start. Returns when the server
    // answers again, with the time from the order to the first answer.
    Result<Duration> restart(Tier tier);
    Result<Duration> crash(Tier tier);
    // SIGSTOP all its processes; thaw() or a restart ends it.
    Result<Done> freeze(Tier tier);
    Result<Done> thaw(Tier tier);
    bool isRunning(Tier tier) const; // the process is there, frozen or not

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace tierlens
