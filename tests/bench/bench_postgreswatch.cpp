// SPDX-License-Identifier: GPL-3.0-or-later
// What looking at a Postgres costs it, with the pace and the budget a user gets:
//   pgbench -S with a watch against without, in turn, median of the pairs    ≥ 0.98
//   the watch's own share of time while pgbench runs                         ≤ 1 %
//   processor time of its session, of all cores (Linux; steadier than rates) ≤ 1 %
//   what a minute of looks at an idle server shows (commits, rows, blocks)   = 0
// Arguments choose parts (busy, idle); none: all. Exit code 1 if a bound is not met.
#include "support/testservers.h"
#include "watchpostgres/postgreswatch.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

bool allMet = true;

void say(const char *what, double value, const char *bound, bool isMet)
{
    allMet &= isMet;
    std::printf("%-64s %10.4f (bound %s)  %s\n", what, value, bound, isMet ? "met" : "NOT MET");
    std::fflush(stdout);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

struct Looking
{
    SteadyClock clock;
    LookQueue queue;
    std::unique_ptr<PostgresWatch> watch;
    PostgresCounts counts;
    OwnUse own;
    int looks = 0;

    void start(const TestPostgres &server)
    {
        PostgresWatchOptions options;
        options.connection = server.connection();
        watch = std::make_unique<PostgresWatch>(options, clock, queue);
    }
    void take()
    {
        for (const auto &looked : queue.take()) {
            const auto *look = std::get_if<PostgresLook>(&looked);
            if (!look || look->health != ServerChange::State::Up)
                continue;
            counts.add(look->counts);
            own.add(look->own);
            ++looks;
        }
    }
};

QString pgbench(const TestPostgres &server, const QStringList &arguments)
{
    QProcess process;
    process.start(TestProcess::find(QStringLiteral("pgbench")),
        QStringList{QStringLiteral("-h"), server.folder(), QStringLiteral("-p"), server.port(),
            QStringLiteral("-U"), QStringLiteral("demo")}
            + arguments + QStringList{QStringLiteral("postgres")});
    process.waitForFinished(120'000);
    return QString::fromUtf8(process.readAllStandardOutput());
}

double rate(const TestPostgres &server)
{
    const auto output = pgbench(server,
        {QStringLiteral("-n"), QStringLiteral("-S"), QStringLiteral("-c"), QStringLiteral("8"),
            QStringLiteral("-j"), QStringLiteral("2"), QStringLiteral("-T"), QStringLiteral("4")});
    static const QRegularExpression line(QStringLiteral("tps = ([0-9.]+)"));
    return line.match(output).captured(1).toDouble();
}

// Seconds of processor time the watch's session has used; < 0: not known here.
double sessionTime(const TestPostgres &server)
{
    PostgresOptions options;
    options.connection = server.connection();
    PostgresConnection owner(options);
    const auto pid
        = owner.run("SELECT pid FROM pg_stat_activity WHERE application_name = 'tierlens-watch'");
    if (!pid || pid->empty())
        return -1;
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid->number(0, 0)));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const auto fields = file.readAll().split(' ');
    return fields.size() > 15 ? (fields[13].toDouble() + fields[14].toDouble()) / 100 : -1;
}

void busy(const TestPostgres &server)
{
    pgbench(server,
        {QStringLiteral("-i"), QStringLiteral("-q"), QStringLiteral("-s"), QStringLiteral("10")});
    rate(server); // warm
    std::vector<double> ratios;
    OwnUse own;
    double processorTime = 0;
    for (int pair = 0; pair < 7; ++pair) {
        double without = 0, with = 0;
        for (int turn = 0; turn < 2; ++turn) {
            if ((turn == 0) == (pair % 2 == 0)) {
                without = rate(server);
                continue;
            }
            Looking looking;
            looking.start(server);
            QThread::msleep(1500); // connecting and the first look, once in a long while, are over
            looking.take();
            looking.own = {};
            const auto before = sessionTime(server);
            with = rate(server);
            processorTime += sessionTime(server) - before;
            looking.take();
            own.add(looking.own);
        }
        ratios.push_back(without > 0 ? with / without : 0);
        std::printf("  pair %d: %.0f/s without, %.0f/s with: %.3f\n", pair + 1, without, with,
            ratios.back());
        std::fflush(stdout);
    }
    const double ratio = median(ratios);
    say("pgbench -S, 8 clients, with a watch against without", ratio, ">= 0.98", ratio >= 0.98);
    const double cores = std::max(1, QThread::idealThreadCount());
    const double share = processorTime * 1e9 / double(std::max<Duration::rep>(1, own.span.count()));
    if (processorTime > 0)
        say("processor time of our session, of all cores", share / cores, "<= 0.01",
            share / cores <= 0.01);
    // On a machine whose cores are all busy, most of this is waiting for one of them.
    say("share of time our statements were under way", own.share(), "<= 0.01",
        own.commands > 0 && own.share() <= 0.01);
}

void idle(const TestPostgres &server)
{
    QThread::msleep(2000); // what clients did reaches the counters
    Looking looking;
    looking.start(server);
    QThread::msleep(3000);
    looking.take();
    looking.counts = {};
    looking.looks = 0;
    QThread::msleep(60'000);
    looking.take();
    const auto &seen = looking.counts;
    std::printf("  %d looks in %.1f s\n", looking.looks, double(seen.span.count()) / 1e9);
    say("commits that an idle server seems to have in a minute", double(seen.commits), "= 0",
        seen.commits == 0 && looking.looks > 10);
    say("queries", double(seen.queries), "= 0", seen.queries == 0 && seen.countsStatements);
    say("rows returned", double(seen.rowsReturned), "= 0", seen.rowsReturned == 0);
    say("blocks hit and read", double(seen.blocksHit + seen.blocksRead), "= 0",
        seen.blocksHit + seen.blocksRead == 0);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    TestPostgres server({QStringLiteral("shared_preload_libraries=pg_stat_statements"),
        QStringLiteral("shared_buffers=256MB"), QStringLiteral("fsync=on")});
    if (!server.start())
        return 1;
    PostgresOptions options;
    options.connection = server.connection();
    PostgresConnection owner(options);
    if (!owner.run("CREATE EXTENSION pg_stat_statements"))
        return 1;
    owner.close();
    const auto arguments = QCoreApplication::arguments();
    const auto isChosen = [&](const char *part) {
        return arguments.size() < 2 || arguments.contains(QString::fromLatin1(part));
    };
    if (isChosen("idle"))
        idle(server);
    if (isChosen("busy"))
        busy(server);
    return allMet ? 0 : 1;
}
