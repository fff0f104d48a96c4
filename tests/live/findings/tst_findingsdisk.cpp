// SPDX-License-Identifier: GPL-3.0-or-later
// A real PostgreSQL that has to read from disk, because what is asked for is larger than its
// buffers.
#include "postgres/postgresconnection.h"
#include "support/testservers.h"
#include "support/watchedservers.h"

#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

namespace {
// Asks one question over and over.
std::jthread asking(const TestPostgres &server, const char *question, std::chrono::milliseconds gap)
{
    PostgresOptions options;
    options.connection = server.connection();
    options.name = "shop";
    options.statementTimeout = 30000ms;
    options.answerTimeout = 31000ms;
    return std::jthread([options, question, gap](const std::stop_token &stop) {
        PostgresConnection connection(options);
        while (!stop.stop_requested()) {
            (void)connection.run(question);
            std::this_thread::sleep_for(gap);
        }
    });
}
} // namespace

class TestFindingsDisk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void buffersAreTooSmall()
    {
        TestPostgres server({QStringLiteral("shared_buffers=4MB"), QStringLiteral("autovacuum=off"),
            QStringLiteral("max_parallel_workers_per_gather=0")});
        QVERIFY(server.start());
        PostgresConnection owner({.connection = server.connection()});
        for (const auto *sql : {"CREATE TABLE now AS SELECT g AS id, repeat('x', 200) AS body FROM "
                                "generate_series(1, 2000) g",
                 "CREATE TABLE archive AS SELECT g AS id, repeat('x', 400) AS body FROM "
                 "generate_series(1, 50000) g",
                 "VACUUM ANALYZE"})
            QVERIFY(owner.run(sql).has_value());
        const auto page = asking(server, "SELECT count(*) FROM now WHERE body > 'y'", 20ms);
        WatchedServers watched;
        watched.watchPostgres(server.connection());
        watched.watchFor(12s);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());

        auto report = asking(server, "SELECT count(*) FROM archive WHERE body > 'y'", 200ms);
        QVERIFY2(watched.untilFound(Kind::BufferHitFell), watched.sentences().c_str());
        QVERIFY2(
            watched.sentence(Kind::BufferHitFell).contains(QStringLiteral("it reads from disk")),
            watched.sentences().c_str());
        QVERIFY(watched.find(Kind::BufferHitFell)->evidence.size() >= 3);
        report = {};
        QVERIFY2(watched.untilOver(Kind::BufferHitFell), watched.sentences().c_str());
    }
};

QTEST_GUILESS_MAIN(TestFindingsDisk)
#include "tst_findingsdisk.moc"
