// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/result.h"
#include "findings/findings.h"
#include "history/watchedstatements.h"
#include "history/watchhistory.h"
#include "live/linking.h"
#include "live/patternrow.h"
#include "patterns/burstpairs.h"
#include "patterns/keypatterns.h"
#include "patterns/links.h"
#include "watch/lookqueue.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace tierlens {

struct WatchOptions
{
    Connection connection; // name, environment, colour
    QString redis, postgres; // whole addresses, passwords and all; never shown or stored
    double budget = 0.01;
    bool sampleKeys = true;
};

// Owns the sources that look at a connection's servers, takes in what they push once a tick, and
// keeps all that a window or a report shows of it. GUI thread; nothing in it blocks. Can also be
// made from a snapshot file: then nothing moves and nothing can be ordered.
class WatchSession : public QObject
{
    Q_OBJECT
public:
    explicit WatchSession(WatchOptions options, QObject *parent = nullptr);
    ~WatchSession() override;
    // The way to the servers may be another than their own addresses (a tunnel). Before start().
    void setRoute(const QString &redis, const QString &postgres);
    void start();
    void fail(Tier tier, const Error &error); // there is no way to this server

    const Connection &connection() const { return m_options.connection; }
    bool hasRedis() const { return !m_options.redis.isEmpty() || m_redis.has_value(); }
    bool hasPostgres() const { return !m_options.postgres.isEmpty() || m_postgres.has_value(); }
    bool isSnapshot() const { return m_isSnapshot; }
    // Whether the user's tools (keys, restarts) may change anything on these servers. Watching
    // itself never does. Production: only once they have said so, and until the window closes.
    bool mayChange() const { return m_mayChange && !m_isSnapshot; }
    void setMayChange(bool may);
    QString redisAddress() const; // shown: without passwords
    QString postgresAddress() const;

    SinceStart now() const; // of a snapshot: when it was taken
    qint64 wallTime(SinceStart at) const; // ms since 1970
    // The newest looks; null before the first, or if there is no such server.
    const RedisLook *redis() const { return m_redis ? &*m_redis : nullptr; }
    const PostgresLook *postgres() const { return m_postgres ? &*m_postgres : nullptr; }
    // Lists that come more seldom, as last read.
    const std::vector<ClientGroup> &clients() const { return m_clients; }
    const std::vector<TableRow> &tables() const { return m_tables; }
    const std::deque<SlowEntry> &slowLog() const { return m_slow; } // newest first, at most 500
    const std::deque<LatencySpike> &spikes() const { return m_spikes; }
    // Commands of the last 10 s, summed, most time first.
    std::vector<CommandCounts> commands() const;

    const WatchHistory &history() const { return m_history; }
    const WatchedStatements &statements() const { return m_statements; }
    const KeyPatterns &keyPatterns() const { return m_patterns; }
    const Links &links() const { return m_links; }
    const Findings &findings() const { return m_findings; }
    const std::vector<PatternRow> &patternRows() const { return m_rows; } // made once a second
    const std::vector<PatternTraffic> &traffic() const { return m_traffic; } // of the last burst

    // What the figures are about. Live: the last `span` until now; else a chosen stretch.
    struct Range
    {
        SinceStart from{}, to{};
        bool live = true;
    };
    Range range() const;
    void setSpan(Duration span); // live again
    void setRange(SinceStart from, SinceStart to);
    bool isPaused() const { return m_paused; } // the picture stands still; looking goes on
    void setPaused(bool paused);

    double budget() const { return m_options.budget; }
    void setBudget(double share);
    OwnUse ownRedis() const; // of the last 10 s
    OwnUse ownPostgres() const;
    void setVisible(bool visible);
    // Statements are read with each look, as the budget allows, for so long: something is about to
    // happen, or has.
    void watchStatementsClosely(Duration span);

    // MONITOR, bounded. Its cost in advance: a sentence made of what the server does now.
    QString burstWarning(const BurstLimits &limits) const;
    void startBurst(const BurstLimits &limits);
    void cancelBurst();
    const std::optional<BurstProgress> &burstProgress() const { return m_burstProgress; }
    const std::optional<Burst> &lastBurst() const { return m_burst; } // lines dropped, figures kept
    void setKeyEvents(bool on, bool mayConfigure);
    const KeyEventsChange &keyEvents() const { return m_keyEvents; }

    void confirmLink(const QString &pattern, std::int64_t statement);
    void refuseLink(const QString &pattern, std::int64_t statement);

    // All that is shown, as the content of a file; writing it is for a worker.
    QByteArray snapshot() const;
    static Result<Done> writeSnapshot(const QString &file, const QByteArray &snapshot);
    static Result<std::unique_ptr<WatchSession>> openSnapshot(const QString &file);

    void settle() { tick(); } // takes in what has come; for the end of a run
    Duration longestGap() const { return m_longestGap; } // the GUI thread did not come round

Q_SIGNALS:
    void ticked(); // about ten times a second while something is shown
    void looked(); // new looks have come; once a second or so
    void statementsRead(const PostgresLook &look); // the one that read them
    void findingsChanged();
    void burstChanged(); // began, went on, ended
    void keyEventsChanged();
    void linksChanged();
    void rangeChanged();
    void mayChangeChanged();

private:
    void tick();
    void take(RedisLook &look);
    void take(PostgresLook &look);
    void take(KeySampling &sampling);
    void take(KeyEventBatch &batch);
    void take(KeyEventsChange &change);
    void take(BurstProgress &progress);
    void take(Burst &burst);
    template <typename V> void visitAll(V &visit); // what a snapshot holds of the members
    void keepLinks(); // with the connection
    void paceStatements();
    void lookAround(); // patterns, links, findings: once a second

    WatchOptions m_options;
    qint64 m_startedAt = 0; // ms since 1970
    // What the sources use; theirs too, since they may outlive us while they end.
    struct Shared
    {
        SteadyClock clock;
        LookQueue queue;
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    std::optional<RedisLook> m_redis;
    std::optional<PostgresLook> m_postgres;
    std::vector<ClientGroup> m_clients;
    std::vector<TableRow> m_tables;
    std::deque<SlowEntry> m_slow;
    std::deque<LatencySpike> m_spikes;
    std::deque<RedisLook> m_lately; // 10 s, for commands and own use
    std::deque<std::pair<SinceStart, OwnUse>> m_ownPostgres; // 10 s
    WatchHistory m_history;
    WatchedStatements m_statements;
    KeyPatterns m_patterns;
    Links m_links;
    Linking m_linking;
    Findings m_findings;
    std::vector<PatternRow> m_rows;
    std::vector<PatternTraffic> m_traffic;
    std::optional<Burst> m_burst;
    std::optional<BurstProgress> m_burstProgress;
    KeyEventsChange m_keyEvents;
    Duration m_span = std::chrono::minutes{15};
    std::optional<Range> m_chosen;
    bool m_paused = false;
    SinceStart m_pausedAt{};
    bool m_isSnapshot = false, m_mayChange = false;
    QString m_snapshotRedis, m_snapshotPostgres; // addresses
    SinceStart m_snapshotNow{};
    SinceStart m_lookedAround{}, m_lastTick{};
    std::optional<SinceStart> m_closelyUntil; // nothing: statements as usual
    Duration m_longestGap{};
    QTimer m_tick{this}; // goes with it to another thread, if a snapshot was read on a worker
    class Sources; // RedisWatch, PostgresWatch
    std::unique_ptr<Sources> m_sources;
};

} // namespace tierlens
