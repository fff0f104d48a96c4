// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandbox.h"

#include "sandbox/clusterfolder.h"
#include "sandbox/loopbackdoors.h"
#include "sandbox/postgrescluster.h"
#include "sandbox/postgresserver.h"
#include "sandbox/redisserver.h"
#include "sandbox/socketdoors.h"
#include "sandbox/socketfolder.h"

#include <QFile>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;
using Instant = std::chrono::steady_clock::time_point;

namespace {

constexpr auto StartBound = 60s;
constexpr auto StopBound = 10s;
constexpr auto TryAgainBound = 10s; // after a crash the start may meet what is left of it

Instant now() { return std::chrono::steady_clock::now(); }

} // namespace

class Sandbox::Private
{
public:
    // A server and what is known of its life.
    struct Seat
    {
        std::unique_ptr<ServerProcess> server;
        std::atomic<Epoch> epoch{0};
        std::string version;
        ServerChange::State told = ServerChange::State::Unknown;
        std::deque<Instant> revivals; // of the last minute
        std::unique_ptr<QTimer> revival;
    };

    Private(Sandbox *sandbox, SandboxOptions given)
        : q(sandbox)
        , options(std::move(given))
    { }

    Seat &seat(Tier tier) { return seats[static_cast<std::size_t>(tier)]; }
    void tell(const char *stage, const QString &text, double share) const;
    void tell(Tier tier, ServerChange::State state, const QString &text, std::string detail = {});

    Result<Done> start();
    Result<Done> prepare();
    Result<Done> makeDoors();
    Result<Done> prepareCluster();
    Result<Done> launchAndMakeCluster();
    Result<Done> writeConfiguration() const;
    Result<Done> launch(Tier tier);
    Result<Done> awaitAnswers(std::vector<Tier> tiers);
    Result<bool> look(Seat &seat, Tier tier, Instant since);
    Result<Duration> again(Tier tier, bool orderly);
    void stop();
    void gone(Tier tier, const QString &text, std::string detail = {});
    void onDied(Tier tier, const QString &how);
    void revive(Tier tier);
    Result<ServerProcess *> running(Tier tier);

    Sandbox *q;
    SandboxOptions options;
    Programs programs;
    std::optional<Account> account;
    std::unique_ptr<ClusterFolder> folder;
    std::unique_ptr<SocketFolder> sockets;
    std::unique_ptr<ServerDoors> doors;
    std::array<Seat, 2> seats;
    std::unique_ptr<QTimer> housekeeping;
    bool isUp = false; // between start() and stop()
};

void Sandbox::Private::tell(const char *stage, const QString &text, double share) const
{
    if (options.progress)
        options.progress({stage, text.toStdString(), share, false});
}

void Sandbox::Private::tell(
    Tier tier, ServerChange::State state, const QString &text, std::string detail)
{
    Seat &here = seat(tier);
    here.told = state;
    if (!options.changed)
        return;
    ServerChange change;
    change.tier = tier;
    change.state = state;
    change.epoch = here.epoch;
    if (state == ServerChange::State::Up)
        change.version = here.version;
    change.text = text.toStdString();
    change.detail = std::move(detail);
    options.changed(std::move(change));
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
    housekeeping->callOnTimeout(q, [this] {
        for (Seat &here : seats)
            here.server->boundLog();
    });
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

    seat(Tier::Redis).server = std::make_unique<RedisServer>(
        programs, *doors, sockets->path(), folder->file(QLatin1String("redis.log")), account);
    seat(Tier::Redis).version = programs.redisVersion.toStdString();
    seat(Tier::Postgres).server
        = std::make_unique<PostgresServer>(programs, *folder, *doors, account);
    seat(Tier::Postgres).version = programs.postgresVersion.toStdString();
    for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
        connect(seat(tier).server.get(), &ServerProcess::died, q,
            [this, tier](const QString &how) { onDied(tier, how); });
    }
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
    if (const auto launched = launch(Tier::Redis); !launched)
        return launched;
    PostgresCluster cluster(programs, *folder, *doors, account);
    if (isNew) {
        tell("initdb", tr("Making a private Postgres cluster"), 0.03);
        if (const auto made = cluster.make(); !made)
            return made;
        cluster.beginSync();
    }
    tell("start", tr("Starting Postgres and %1").arg(programs.redisName), 0.2);
    if (const auto launched = launch(Tier::Postgres); !launched)
        return launched;
    if (const auto answered = awaitAnswers({Tier::Redis, Tier::Postgres}); !answered)
        return answered;
    if (!isNew)
        return Done{};
    if (const auto furnished = cluster.furnish(); !furnished)
        return furnished;
    if (const auto synced = cluster.finishSync(); !synced)
        return synced;
    return folder->markComplete();
}

Result<Done> Sandbox::Private::launch(Tier tier)
{
    Seat &here = seat(tier);
    tell(tier, ServerChange::State::Starting, tr("%1 is starting").arg(here.server->name()));
    return here.server->launch();
}

// One look at a server that is starting: whether it answers by now.
Result<bool> Sandbox::Private::look(Seat &here, Tier tier, Instant since)
{
    ServerProcess &server = *here.server;
    const auto answer = server.ask();
    using Kind = ServerProcess::Answer::Kind;
    if (answer.kind == Kind::Ready) {
        if (!answer.version.isEmpty())
            here.version = answer.version.toStdString();
        server.setReady();
        tell(tier, ServerChange::State::Up, tr("%1 answers").arg(server.name()));
        return true;
    }
    if (answer.kind == Kind::Refused) {
        return Error{ErrorKind::Refused, answer.code,
            tr("The sandbox's %1 refuses us: reset the sandbox.").arg(server.name()).toStdString(),
            answer.words};
    }
    if (answer.kind == Kind::Loading && here.told != ServerChange::State::Loading) {
        tell(tier, ServerChange::State::Loading,
            tr("%1 is up but still reads its data").arg(server.name()), answer.words);
    }
    if (server.isRunning(now() - since < 200ms ? 2ms : 10ms))
        return false;
    if (server.mayTryAgain() && now() - since < TryAgainBound) {
        server.isRunning(); // ended; a pause, then once more
        QThread::msleep(50);
        if (const auto launched = server.launch(); !launched)
            return launched.error();
        return false;
    }
    return Error{ErrorKind::Internal, {},
        tr("The sandbox's %1 ended instead of starting; if that happens again, reset the sandbox.")
            .arg(server.name())
            .toStdString(),
        server.lastWords()};
}

Result<Done> Sandbox::Private::awaitAnswers(std::vector<Tier> tiers)
{
    const Instant since = now();
    while (!tiers.empty()) {
        for (const Tier tier : std::vector(tiers)) {
            const auto answers = look(seat(tier), tier, since);
            if (!answers)
                return answers.error();
            if (*answers)
                std::erase(tiers, tier);
        }
        if (!tiers.empty() && now() - since > StartBound) {
            const auto &server = *seat(tiers.front()).server;
            return Error{ErrorKind::Timeout, {},
                tr("The sandbox's %1 did not answer within %2 s.")
                    .arg(server.name())
                    .arg(StartBound.count())
                    .toStdString(),
                server.lastWords()};
        }
    }
    return Done{};
}

// The old process is gone: whatever is counted from here belongs to the next one.
void Sandbox::Private::gone(Tier tier, const QString &text, std::string detail)
{
    ++seat(tier).epoch;
    tell(tier, ServerChange::State::Lost, text, std::move(detail));
}

Result<Duration> Sandbox::Private::again(Tier tier, bool orderly)
{
    if (!isUp)
        return Error{ErrorKind::NotReady, {}, tr("The sandbox is not running.").toStdString(), {}};
    const Instant ordered = now();
    Seat &here = seat(tier);
    ServerProcess &server = *here.server;
    const bool ran = server.isRunning(); // first: it may tell us just now that it died
    here.revival.reset();
    here.revivals.clear(); // the user has taken it in hand
    if (orderly && ran) {
        tell(tier, ServerChange::State::Stopping, tr("%1 is stopping").arg(server.name()));
        server.beginStop();
        server.finishStop(StopBound);
    } else {
        server.kill();
    }
    if (ran) {
        gone(tier,
            orderly ? tr("%1 has stopped").arg(server.name())
                    : tr("%1 was killed").arg(server.name()));
    }
    auto done = launch(tier);
    if (done)
        done = awaitAnswers({tier});
    if (!done) {
        server.kill();
        tell(tier, ServerChange::State::Lost, QString::fromStdString(done.error().text),
            done.error().detail);
        return done.error();
    }
    return Duration{now() - ordered};
}

void Sandbox::Private::onDied(Tier tier, const QString &how)
{
    Seat &here = seat(tier);
    const Instant at = now();
    while (!here.revivals.empty() && at - here.revivals.front() > 60s)
        here.revivals.pop_front();
    const QString what = tr("%1 %2").arg(here.server->name(), how);
    if (here.revivals.size() >= MostRevivals) {
        gone(tier,
            tr("%1, for the %2th time within a minute: restart it by hand, or reset the sandbox.")
                .arg(what)
                .arg(here.revivals.size() + 1),
            here.server->lastWords());
        return;
    }
    gone(tier, tr("%1; it is started again").arg(what), here.server->lastWords());
    const auto pause = 50ms * (1 << here.revivals.size());
    here.revivals.push_back(at);
    here.revival = std::make_unique<QTimer>();
    here.revival->setSingleShot(true);
    here.revival->callOnTimeout(q, [this, tier] { revive(tier); });
    here.revival->start(pause);
}

void Sandbox::Private::revive(Tier tier)
{
    ServerProcess &server = *seat(tier).server;
    server.kill(); // what it left behind
    auto done = launch(tier);
    if (done)
        done = awaitAnswers({tier});
    if (done)
        return;
    server.kill();
    tell(tier, ServerChange::State::Lost, QString::fromStdString(done.error().text),
        done.error().detail);
}

void Sandbox::Private::stop()
{
    isUp = false;
    housekeeping.reset();
    for (Seat &here : seats) {
        here.revival.reset();
        if (here.server && here.server->isRunning()) {
            tell(here.server->tier(), ServerChange::State::Stopping,
                tr("%1 is stopping").arg(here.server->name()));
            here.server->beginStop();
        }
    }
    for (Seat &here : seats) {
        if (!here.server)
            continue;
        here.server->finishStop(StopBound);
        if (std::exchange(here.told, ServerChange::State::Unknown) == ServerChange::State::Stopping)
            gone(here.server->tier(), tr("%1 has stopped").arg(here.server->name()));
        here.server.reset();
    }
    doors.reset();
    sockets.reset();
    folder.reset();
}

Result<ServerProcess *> Sandbox::Private::running(Tier tier)
{
    ServerProcess *server = seat(tier).server.get();
    if (server && server->isRunning())
        return server;
    return Error{ErrorKind::NotReady, {},
        tr("%1 is not running.")
            .arg(tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres"))
            .toStdString(),
        {}};
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

std::atomic<Epoch> &Sandbox::epoch(Tier tier) { return d->seat(tier).epoch; }

Result<Duration> Sandbox::restart(Tier tier) { return d->again(tier, true); }

Result<Duration> Sandbox::crash(Tier tier) { return d->again(tier, false); }

Result<Done> Sandbox::freeze(Tier tier)
{
    const auto server = d->running(tier);
    if (!server)
        return server.error();
    if (!(*server)->isFrozen()) {
        (*server)->freeze();
        d->tell(tier, ServerChange::State::Frozen, tr("%1 is frozen").arg((*server)->name()));
    }
    return Done{};
}

Result<Done> Sandbox::thaw(Tier tier)
{
    const auto server = d->running(tier);
    if (!server)
        return server.error();
    if ((*server)->isFrozen()) {
        (*server)->thaw();
        d->tell(tier, ServerChange::State::Up, tr("%1 goes on").arg((*server)->name()));
    }
    return Done{};
}

bool Sandbox::isRunning(Tier tier) const
{
    const auto &server = d->seat(tier).server;
    return server && server->isRunning();
}

} // namespace tierlens
