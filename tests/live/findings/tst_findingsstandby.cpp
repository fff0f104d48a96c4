// SPDX-License-Identifier: GPL-3.0-or-later
// A real standby of PostgreSQL that falls behind its primary: both say so.
#include "postgres/postgresconnection.h"
#include "support/standby.h"
#include "support/watchedservers.h"

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

class TestFindingsStandby : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aStandbyFallsBehind()
    {
        const auto settings
            = replicating() + QStringList{QStringLiteral("wal_receiver_status_interval=1s")};
        TestPostgres primary(settings), standby(settings);
        QVERIFY(primary.start());
        QVERIFY(makeStandby(primary, standby));
        QVERIFY(standby.start());
        PostgresConnection owner({.connection = primary.connection()});
        PostgresConnection standbyOwner({.connection = standby.connection()});
        QVERIFY(owner.run("CREATE TABLE orders(id int)").has_value());

        WatchedServers watched, watchedStandby;
        watched.watchPostgres(primary.connection());
        watchedStandby.watchPostgres(standby.connection());
        const auto write = [&] { QVERIFY(owner.run("INSERT INTO orders VALUES (1)").has_value()); };
        const auto both = [&](auto is) {
            return watched.until(
                [&] {
                    write();
                    watchedStandby.take();
                    return is(watched) && is(watchedStandby);
                },
                40s);
        };
        const auto isReplayed = [&](const WatchedServers &server) {
            const auto *look = server.postgres();
            return look && look->health == ServerChange::State::Up
                && (look->state.inRecovery ? look->state.replayLag >= 0s
                                           : !look->state.replicas.empty()
                            && look->state.replicas[0].state == "streaming");
        };
        QVERIFY(both(isReplayed));
        const auto text = [&] { return watched.sentences() + watchedStandby.sentences(); };
        for (int i = 0; i < 15; ++i) { // one that keeps up is nothing to speak of
            write();
            watchedStandby.take();
            watched.watchFor(200ms);
        }
        QVERIFY2(watched.findings().all().empty() && watchedStandby.findings().all().empty(),
            text().c_str());

        QVERIFY(standbyOwner.run("SELECT pg_wal_replay_pause()").has_value());
        const auto lags = [](const WatchedServers &server) {
            return server.find(Kind::ReplicaLags) != nullptr;
        };
        QVERIFY2(both(lags), text().c_str());
        for (const auto *server : {&watched, &watchedStandby})
            QVERIFY2(server->sentence(Kind::ReplicaLags)
                         .contains(QStringLiteral("A replica of PostgreSQL lags behind")),
                text().c_str());

        QVERIFY(standbyOwner.run("SELECT pg_wal_replay_resume()").has_value());
        QVERIFY2(both([&](const WatchedServers &server) { return !lags(server); }), text().c_str());
    }
};

QTEST_GUILESS_MAIN(TestFindingsStandby)
#include "tst_findingsstandby.moc"
