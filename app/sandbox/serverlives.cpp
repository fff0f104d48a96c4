// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/serverlives.h"

#include <QThread>

#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr auto StartBound = 60s;
constexpr auto StopBound = 10s;
constexpr auto TryAgainBound = 10s; // after a crash the start may meet what is left of it

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
} // namespace

void ServerLives::add(std::unique_ptr<ServerProcess> server, const QString &version)
{
    const Tier tier = server->tier();
    QObject::connect(server.get(), &ServerProcess::died, server.get(),
        [this, tier](const QString &how) { onDied(tier, how); });
    of(tier).version = version.toStdString();
    of(tier).server = std::move(server);
}

void ServerLives::tell(
    Tier tier, ServerChange::State state, const QString &text, std::string detail)
{
    Life &here = of(tier);
    here.told = state;
    if (!m_changed)
        return;
    ServerChange change;
    change.tier = tier;
    change.state = state;
    change.epoch = here.epoch;
    if (state == ServerChange::State::Up)
        change.version = here.version;
    change.text = text.toStdString();
    change.detail = std::move(detail);
    m_changed(std::move(change));
}

Result<Done> ServerLives::launch(Tier tier)
{
    Life &here = of(tier);
    tell(tier, ServerChange::State::Starting, tr("%1 is starting").arg(here.server->name()));
    return here.server->launch();
}

// One look at a server that is starting: whether it answers by now.
Result<bool> ServerLives::look(Tier tier, Instant since)
{
    Life &here = of(tier);
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

Result<Done> ServerLives::awaitAnswers(std::vector<Tier> tiers)
{
    const Instant since = now();
    while (!tiers.empty()) {
        for (const Tier tier : std::vector(tiers)) {
            const auto answers = look(tier, since);
            if (!answers)
                return answers.error();
            if (*answers)
                std::erase(tiers, tier);
        }
        if (!tiers.empty() && now() - since > StartBound) {
            const auto &server = *of(tiers.front()).server;
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
void ServerLives::gone(Tier tier, const QString &text, std::string detail)
{
    ++of(tier).epoch;
    tell(tier, ServerChange::State::Lost, text, std::move(detail));
}

Result<Duration> ServerLives::again(Tier tier, bool orderly)
{
    const Instant ordered = now();
    Life &here = of(tier);
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

void ServerLives::onDied(Tier tier, const QString &how)
{
    Life &here = of(tier);
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
    here.revival->callOnTimeout(here.revival.get(), [this, tier] { revive(tier); });
    here.revival->start(pause);
}

void ServerLives::revive(Tier tier)
{
    ServerProcess &server = *of(tier).server;
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

Result<ServerProcess *> ServerLives::running(Tier tier)
{
    ServerProcess *server = of(tier).server.get();
    if (server && server->isRunning())
        return server;
    return Error{ErrorKind::NotReady, {},
        tr("%1 is not running.")
            .arg(tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres"))
            .toStdString(),
        {}};
}

Result<Done> ServerLives::freeze(Tier tier)
{
    const auto server = running(tier);
    if (!server)
        return server.error();
    if (!(*server)->isFrozen()) {
        (*server)->freeze();
        tell(tier, ServerChange::State::Frozen, tr("%1 is frozen").arg((*server)->name()));
    }
    return Done{};
}

Result<Done> ServerLives::thaw(Tier tier)
{
    const auto server = running(tier);
    if (!server)
        return server.error();
    if ((*server)->isFrozen()) {
        (*server)->thaw();
        tell(tier, ServerChange::State::Up, tr("%1 goes on").arg((*server)->name()));
    }
    return Done{};
}

bool ServerLives::isRunning(Tier tier) const
{
    const auto &server = of(tier).server;
    return server && server->isRunning();
}

void ServerLives::boundLogs()
{
    for (Life &here : m_lives)
        here.server->boundLog();
}

void ServerLives::stop()
{
    for (Life &here : m_lives) {
        here.revival.reset();
        if (here.server && here.server->isRunning()) {
            tell(here.server->tier(), ServerChange::State::Stopping,
                tr("%1 is stopping").arg(here.server->name()));
            here.server->beginStop();
        }
    }
    for (Life &here : m_lives) {
        if (!here.server)
            continue;
        here.server->finishStop(StopBound);
        if (std::exchange(here.told, ServerChange::State::Unknown) == ServerChange::State::Stopping)
            gone(here.server->tier(), tr("%1 has stopped").arg(here.server->name()));
        here.server.reset();
    }
}

} // namespace tierlens
