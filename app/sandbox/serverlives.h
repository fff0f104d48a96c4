// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "sandbox/serverprocess.h"

#include <QCoreApplication>
#include <QString>
#include <QTimer>

#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tierlens {

// The two servers of a sandbox from their first launch to their end: counts their processes, tells
// each change of their state, and starts again what died by itself. On the sandbox's thread;
// everything that waits has a bound.
class ServerLives
{
    Q_DECLARE_TR_FUNCTIONS(tierlens::Sandbox)
public:
    // A server that dies by itself is started again after a short pause, at most so many times a
    // minute.
    static constexpr int MostRevivals = 5;

    explicit ServerLives(std::function<void(ServerChange)> changed)
        : m_changed(std::move(changed))
    { }

    void add(std::unique_ptr<ServerProcess> server, const QString &version);
    // Raised when the old process is gone, before the new starts. Read from any thread.
    std::atomic<Epoch> &epoch(Tier tier) { return of(tier).epoch; }

    Result<Done> launch(Tier tier);
    Result<Done> awaitAnswers(std::vector<Tier> tiers);
    // Stops it (orderly or by kill -9), launches it, and waits until it answers.
    Result<Duration> again(Tier tier, bool orderly);
    Result<Done> freeze(Tier tier);
    Result<Done> thaw(Tier tier);
    bool isRunning(Tier tier) const; // the process is there, frozen or not
    void boundLogs(); // empties those that have grown large
    void stop(); // both, for good

private:
    using Instant = std::chrono::steady_clock::time_point;
    struct Life
    {
        std::unique_ptr<ServerProcess> server;
        std::atomic<Epoch> epoch{0};
        std::string version;
        ServerChange::State told = ServerChange::State::Unknown;
        std::deque<Instant> revivals; // of the last minute
        std::unique_ptr<QTimer> revival;
    };

    Life &of(Tier tier) { return m_lives[static_cast<std::size_t>(tier)]; }
    const Life &of(Tier tier) const { return m_lives[static_cast<std::size_t>(tier)]; }
    Result<ServerProcess *> running(Tier tier);
    Result<bool> look(Tier tier, Instant since);
    void tell(Tier tier, ServerChange::State state, const QString &text, std::string detail = {});
    void gone(Tier tier, const QString &text, std::string detail = {});
    void onDied(Tier tier, const QString &how);
    void revive(Tier tier);

    std::function<void(ServerChange)> m_changed;
    std::array<Life, 2> m_lives;
};

} // namespace tierlens
