// SPDX-License-Identifier: GPL-3.0-or-later
// A Postgres with very many sessions, watched with the window:
//
//   bench_manysessions [SESSIONS]      normally 5000; prints what was seen, what the watch cost,
//                                      and how long the window stood still at most
//
// Thousands of processes on a small machine hold everybody up, so a thread that only sleeps tells
// how long it was not woken (the peer), and of the window's longest stall is told how much of it
// was work of its own. What counts: all sessions are counted, and of no stall more than 100 ms was
// work. Exit code 1 if not.
#include "live/watchsession.h"
#include "support/testservers.h"
#include "support/workofthread.h"
#include "watching/watchtabs.h"
#include "watching/watchwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stop_token>
#include <sys/resource.h>
#include <thread>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const int wanted = argc > 1 ? std::atoi(argv[1]) : 5000;
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    TestPostgres server;
    server.settings << QStringLiteral("max_connections=%1").arg(wanted + 100)
                    << QStringLiteral("shared_buffers=64MB");
    if (!server.start()) {
        std::puts("Postgres did not start.");
        return 1;
    }
    QElapsedTimer clock;
    clock.start();
    std::vector<PGconn *> sessions;
    for (int i = 0; i < wanted; ++i) {
        auto *session = PQconnectdb(server.connection().c_str());
        if (PQstatus(session) != CONNECTION_OK) {
            std::printf("Session %d: %s", i, PQerrorMessage(session));
            return 1;
        }
        // One in twenty leaves a transaction open: those are listed.
        if (i % 20 == 0)
            PQclear(PQexec(session, "BEGIN; SELECT 1"));
        sessions.push_back(session);
    }
    std::printf("%d sessions opened in %.1f s\n", wanted, double(clock.elapsed()) / 1e3);
    std::fflush(stdout);

    WatchOptions options;
    options.connection.name = QStringLiteral("many");
    options.postgres = QString::fromStdString(server.connection());
    WatchSession session(options);
    WatchWindow window(session);
    window.resize(1600, 1000);
    window.show();
    window.tabs().openTab(WatchTabs::Sessions);
    session.start();
    double longest = 0, longestWork = 0;
    std::atomic<double> longestSleep{0}; // of the peer, ms
    const std::jthread peer([&](const std::stop_token &stop) {
        QElapsedTimer slept;
        slept.start();
        while (!stop.stop_requested()) {
            QThread::msleep(1);
            longestSleep = std::max(longestSleep.load(), double(slept.nsecsElapsed()) / 1e6);
            slept.start();
        }
    });
    clock.start();
    QElapsedTimer round;
    round.start();
    while (clock.elapsed() < 30'000) {
        const auto workBefore = workOfThread();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        const auto work = workOfThread() - workBefore;
        longestWork = std::max(longestWork, work);
        const auto took = double(round.nsecsElapsed()) / 1e6;
        longest = std::max(longest, took);
        if (took > 100)
            std::printf("%.1f ms at second %.1f, of which %.1f at work\n", took,
                double(clock.elapsed()) / 1e3, work);
        round.start();
        QTest::qSleep(1);
    }
    const auto *look = session.postgres();
    const auto seen = look ? look->state.sessions : 0;
    const auto listed = look ? look->sessions.size() : 0;
    const auto own = session.ownPostgres();
    std::printf("sessions counted   %llu\nsessions listed    %zu\nown share          %.3f %%\n"
                "looks every        %.1f s\nlongest stall      %.1f ms\nlongest work       %.1f ms "
                "(bound <= 100)\na thread that sleeps was not woken for %.1f ms\n",
        static_cast<unsigned long long>(seen), listed, own.share() * 100,
        look ? double(look->pace.count()) / 1e9 : 0.0, longest, longestWork, longestSleep.load());
    std::fflush(stdout);
    for (auto *one : sessions)
        PQfinish(one);
    return seen >= std::uint64_t(wanted) && longestWork <= 100 ? 0 : 1;
}
