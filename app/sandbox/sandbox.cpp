// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandbox.h"

#include "sandbox/clusterfolder.h"
#include "sandbox/loopbackdoors.h"
#include "sandbox/postgrescluster.h"
#include "sandbox/postgresserver.h"
#include "sandbox/redisserver.h"
#include "sandbox/serverlives.h"
#include "sandbox/socketdoors.h"
#include "sandbox/socketfolder.h"

#include <QFile>
#include <QTimer>

#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

class Sandbox::Private
{
public:
    Private(Sandbox *sandbox, SandboxOptions given)
        : q(sandbox)
        , options(std::move(given))
        , lives(options.changed)
    { }

    void tell(const char *stage, const QString &text, double share) const;

    Result<Done> start();
    Result<Done> prepare();
    Result<Done> makeDoors();
    Result<Done> prepareCluster();
    Result<Done> launchAndMakeCluster();
    Result<Done> writeConfiguration() const;
    Result<Duration> again(Tier tier, bool orderly);
    void stop();

    Sandbox *q;
    SandboxOptions options;
    Programs programs;
    std::optional<Account> account;
    std::unique_ptr<ClusterFolder> folder;
    std::unique_ptr<SocketFolder> sockets;
    std::unique_ptr<ServerDoors> doors;
    ServerLives lives;
    std::unique_ptr<QTimer> housekeeping;
    bool isUp = false; // between start() and stop()
};

void Sandbox::Private::tell(const char *stage, const QString &text, double share) const
{
    if (options.progress)
        options.progress({stage, text.toStdString(), share, false});
}

Result<Done> Sandbox::Private::start()
{
    if (isUp)
        return Done{};
    auto done = prepare();
    if (done)
        done = launchAndMakeCluster();
    if (!done) {
        stop();
        return done;
    }
    isUp = true;
    housekeeping = std::make_unique<QTimer>();
    housekeeping->callOnTimeout(q, [this] { lives.boundLogs(); });
    housekeeping->start(10s);
    tell("ready", tr("Postgres and %1 answer").arg(programs.redisName), 0.3);
    return Done{};
}

// Everything that can be said before a process is started.
Result<Done> Sandbox::Private::prepare()
{
    ProgramSearch search;
    search.postgresBin = options.postgresBin;
    search.redisServer = options.redisServer;
    auto found = search.find();
    if (!found)
        return found.error();
    programs = *std::move(found);
    tell("found",
        tr("Found PostgreSQL %1 and %2 %3")
            .arg(programs.postgresVersion, programs.redisName, programs.redisVersion),
        0.01);

    account = serverAccount();
    auto taken = ClusterFolder::take(options.folder, programs.postgresMajor(), account);
    if (!taken)
        return taken.error();
    folder = *std::move(taken);
    for (const QString &remark : folder->remarks())
        tell("found", remark, 0.01);

    SocketFolder::removeLeftOvers(account);
    auto made = SocketFolder::make(account);
    if (!made)
        return made.error();
    sockets = *std::move(made);
    if (const auto ready = makeDoors(); !ready)
        return ready;

    lives.add(std::make_unique<RedisServer>(programs, *doors, sockets->path(),
                  folder->file(QLatin1String("redis.log")), account),
        programs.redisVersion);
    lives.add(std::make_unique<PostgresServer>(programs, *folder, *doors, account),
        programs.postgresVersion);
    return Done{};
}

Result<Done> Sandbox::Private::makeDoors()
{
    // A cluster whose password is gone lets nobody in any more, and one that asks for it is none
    // for sockets.
    const QString password = LoopbackDoors::passwordFile(*folder);
    options.fresh = options.fresh || QFile::exists(password) != options.loopback;
    if (!options.loopback) {
        QFile::remove(password);
        doors = std::make_unique<SocketDoors>(*sockets);
        return Done{};
    }
    auto made = LoopbackDoors::make(*folder, *sockets, account);
    if (!made)
        return made.error();
    doors = *std::move(made);
    return Done{};
}

Result<Done> Sandbox::Private::prepareCluster()
{
    endOrphans(folder->data());
    if (options.fresh || !folder->isComplete()) {
        if (const auto cleared = folder->clear(); !cleared)
            return cleared;
        options.fresh = false; // once
    }
    return writeConfiguration();
}

Result<Done> Sandbox::Private::writeConfiguration() const
{
    QFile file(folder->file(QLatin1String("postgres.conf")));
    const QByteArray text
        = PostgresServer::configuration(*doors, physicalMemory(), programs.postgresMajor())
              .toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.flush()
        && file.setPermissions(
            QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther))
        return Done{};
    return Error{ErrorKind::Denied, {},
        tr("%1 cannot be written: %2.").arg(file.fileName(), file.errorString()).toStdString(), {}};
}

// Redis comes up while the cluster is made, and the cluster goes to disk while Postgres comes up.
Result<Done> Sandbox::Private::launchAndMakeCluster()
{
    if (const auto prepared = prepareCluster(); !prepared)
        return prepared;
    const bool isNew = !folder->isComplete();
    if (isNew) {
        if (const auto room = folder->checkRoom(); !room)
            return room;
    }
    if (const auto launched = lives.launch(Tier::Redis); !launched)
        return launched;
    PostgresCluster cluster(programs, *folder, *doors, account);
    if (isNew) {
        tell("initdb", tr("Making a private Postgres cluster"), 0.03);
        if (const auto made = cluster.make(); !made)
            return made;
        cluster.beginSync();
    }
    tell("start", tr("Starting Postgres and %1").arg(programs.redisName), 0.2);
    if (const auto launched = lives.launch(Tier::Postgres); !launched)
        return launched;
    if (const auto answered = lives.awaitAnswers({Tier::Redis, Tier::Postgres}); !answered)
        return answered;
    if (!isNew)
        return Done{};
    if (const auto furnished = cluster.furnish(); !furnished)
        return furnished;
    if (const auto synced = cluster.finishSync(); !synced)
        return synced;
    return folder->markComplete();
}

Result<Duration> Sandbox::Private::again(Tier tier, bool orderly)
{
    if (isUp)
        return lives.again(tier, orderly);
    return Error{ErrorKind::NotReady, {}, tr("The sandbox is not running.").toStdString(), {}};
}

void Sandbox::Private::stop()
{
    isUp = false;
    housekeeping.reset();
    lives.stop();
    doors.reset();
    sockets.reset();
    folder.reset();
}

Sandbox::Sandbox(SandboxOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options)))
{ }

Sandbox::~Sandbox() { d->stop(); }

Result<Done> Sandbox::start() { return d->start(); }

void Sandbox::stop() { d->stop(); }

QString Sandbox::redisUri() const { return d->doors ? d->doors->redisUri() : QString(); }

QString Sandbox::postgresUri(const QString &role) const
{
    return d->doors ? d->doors->postgresUri(role) : QString();
}

QString Sandbox::clusterFolder() const { return d->folder ? d->folder->path() : QString(); }

const Programs &Sandbox::programs() const { return d->programs; }

bool Sandbox::isNewCluster() const { return !d->folder || !d->folder->isAnythingSeeded(); }

bool Sandbox::isSeeded(const QString &what) const { return d->folder && d->folder->isSeeded(what); }

Result<Done> Sandbox::markSeeded(const QString &what)
{
    if (d->folder)
        return d->folder->markSeeded(what);
    return Error{ErrorKind::NotReady, {}, tr("The sandbox is not running.").toStdString(), {}};
}

std::atomic<Epoch> &Sandbox::epoch(Tier tier) { return d->lives.epoch(tier); }

Result<Duration> Sandbox::restart(Tier tier) { return d->again(tier, true); }

Result<Duration> Sandbox::crash(Tier tier) { return d->again(tier, false); }

Result<Done> Sandbox::freeze(Tier tier) { return d->lives.freeze(tier); }

Result<Done> Sandbox::thaw(Tier tier) { return d->lives.thaw(tier); }

bool Sandbox::isRunning(Tier tier) const { return d->lives.isRunning(tier); }

} // namespace tierlens
