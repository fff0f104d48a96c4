// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "core/result.h"
#include "core/statements.h"
#include "experiment/comparison.h"
#include "experiment/readymade.h"
#include "scenario/scenariotext.h"
#include "session/sessionoptions.h"
#include "session/trafficsettings.h"
#include "store/store.h"

#include <QFuture>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <stop_token>

namespace tierlens {

class Scenario;

// What an order will do, told before it is given.
struct InvalidationPreview
{
    std::uint64_t keys = 0;
    std::uint64_t bytes = 0; // of their values, as far as known
    bool isWeighedInPart = false; // the size of some is not known
};

// How to reach the session's servers, passwords and all; never shown or stored.
struct ServerAddresses
{
    QString redis, postgres;
};

// Owns the threads, the queue and the store, and gives every order a user can give. Lives on the
// GUI thread and never blocks it: orders are carried out on a worker and answered by a future.
class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(SessionOptions options, QObject *parent = nullptr);
    ~Session() override; // stops traffic and the sandbox; bounded time

    void start(); // returns at once; what happens is told by Progress and ServerChange events

    const Store &store() const { return m_store; }
    const Statements &statements() const { return m_statements; }
    SinceStart now() const { return m_clock.now(); }
    const SessionOptions &options() const { return m_options; }

    bool isReady() const { return m_isReady; } // the first request has been answered
    bool isSandbox() const;
    QString connectionTitle() const; // "Sandbox", or the addresses without passwords
    QString addressOf(Tier tier) const; // without password
    QString keyPrefix() const; // "tierlens:", not shown in lists
    const std::vector<ScenarioText> &scenarios() const { return m_scenarios; }
    const ScenarioText &scenario() const; // the one that plays

    const TrafficSettings &traffic() const { return m_traffic; }
    void setTraffic(const TrafficSettings &traffic); // marks what changed as an Action

    // Restart, crash and freeze are for servers Tierlens started itself. Empty: possible;
    // otherwise one sentence that says why not.
    QString whyNoRestart() const;
    QString whyNoMemoryLimit() const; // the same for maxMemory and evictionPolicy

    // Orders. Patterns are Redis globs; they only ever touch keys under keyPrefix().
    QFuture<Result<InvalidationPreview>> preview(const QString &pattern);
    QFuture<Result<std::uint64_t>> invalidate(const QString &pattern); // keys removed
    QFuture<Result<std::uint64_t>> invalidateKey(const QString &key);
    QFuture<Result<Done>> expireNow(const QString &key);
    QFuture<Result<Done>> refresh(const QString &key); // ask Postgres now and fill
    // How Postgres carries out the query that fills the key: a sentence, the statement and its
    // plan, with an empty line between them. Runs it once more, read only.
    QFuture<Result<QString>> explain(const QString &key);
    QFuture<Result<QString>> write(); // the scenario's write; the answer says what Postgres has now
    QFuture<Result<QString>> perform(const QString &order); // one of ScenarioText::orders
    QFuture<Result<Duration>> restart(Tier tier);
    QFuture<Result<Duration>> crash(Tier tier);
    QFuture<Result<Done>> freeze(Tier tier, std::chrono::milliseconds span);
    QFuture<Result<ServerAddresses>> addresses(); // for somebody who looks from outside
    QFuture<Result<Done>> takeReading(); // compare counters with the servers now

    // Plays the experiment on the servers while the ordinary traffic waits. Until it has ended or
    // was cancelled other orders are refused. One at a time.
    QFuture<Result<ComparisonResult>> compare(const Experiment &experiment);
    void cancelComparison();
    bool isComparing() const { return m_comparing; }
    const std::optional<ComparisonResult> &lastComparison() const { return m_lastComparison; }
    QString whyNotComparable(const Experiment &experiment) const; // empty: it can be run

    void setVisible(bool visible); // slower ticks when nobody looks
    void settle(); // takes in what is queued now; for the end of a run
    // Longest time the GUI thread did not come round since the last call of forgetGap().
    Duration longestGap() const { return m_longestGap; }
    void forgetGap() { m_longestGap = {}; }

Q_SIGNALS:
    void ticked(); // the store has changed or time has passed; about 30 times a second
    void trafficChanged();
    void ready(); // the first request has been answered
    void failed(const tierlens::Error &error); // could not start at all
    void comparisonProgress(const tierlens::ComparisonProgress &progress);
    void comparingChanged(bool comparing);

private:
    void tick();
    void applyPolicies();
    void mark(Action::Kind kind, const QString &text);
    std::string prefixed(const QString &pattern) const;
    QString whyNoOrder() const; // empty: orders are taken
    void setComparing(bool comparing);

    SessionOptions m_options;
    SteadyClock m_clock;
    EventQueue m_queue;
    Statements m_statements;
    Store m_store;
    TrafficSettings m_traffic;
    std::unique_ptr<Scenario> m_scenario;
    std::vector<ScenarioText> m_scenarios;
    QTimer m_tick;
    SinceStart m_lastTick{};
    Duration m_longestGap{};
    bool m_isReady = false;
    bool m_comparing = false;
    std::stop_source m_comparisonStop;
    std::optional<ComparisonResult> m_lastComparison;
    class Engine; // threads, connections, sandbox, traffic
    std::unique_ptr<Engine> m_engine;
};

} // namespace tierlens
