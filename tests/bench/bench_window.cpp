// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program on real servers at 1600×1000: start, memory, processor time, stalls.
// TIERLENS_BENCH_MINUTES (default 1) is how long it runs as fast as it goes.
#include "session/report.h"
#include "session/session.h"
#include "support/sandboxfolder.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTextStream>

#include <algorithm>
#include <ctime>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

// Proportional share of memory in MB (1 000 000 bytes); 0 where the system does not tell.
double shareOfMemory(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/smaps_rollup").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const auto &line : file.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.mid(4).trimmed().split(' ').front().toDouble() * 1024 / 1e6;
    }
    return 0;
}

// This process's threads, without the servers, in percent of one core.
double processorPercent(std::chrono::seconds span)
{
    QElapsedTimer wall;
    const auto before = std::clock();
    wall.start();
    QTest::qWait(int(std::chrono::milliseconds(span).count()));
    const double used = double(std::clock() - before) / CLOCKS_PER_SEC;
    return 100 * used / (double(wall.nsecsElapsed()) / 1e9);
}

void line(const char *what, double value, const char *unit, double bound, const char *peer = "")
{
    out() << QStringLiteral("%1 %2 %3   bound %4 %5\n")
                 .arg(QLatin1String(what), -46)
                 .arg(value, 8, 'f', 2)
                 .arg(QLatin1String(unit))
                 .arg(bound)
                 .arg(QLatin1String(peer));
    out().flush();
}

// Milliseconds from starting the process to what it says, best of some; the peer is the same
// program when it only tells its version.
double started(
    const QString &program, const QStringList &arguments, const char *word, bool memory = false)
{
    double best = 1e9;
    for (int i = 0; i < 7; ++i) {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(
            QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("tierlens.start.debug=true"));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        QElapsedTimer timer;
        timer.start();
        process.start(program, arguments);
        QByteArray said;
        while (!said.contains(word) && process.waitForReadyRead(5'000))
            said += process.readAll();
        if (said.contains(word))
            best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
        if (memory && i == 6 && process.state() == QProcess::Running) {
            QTest::qWait(1'000);
            line("memory of the welcome page (PSS)", shareOfMemory(process.processId()), "MB", 60);
        }
        process.kill();
        process.waitForFinished();
    }
    return best;
}
} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const auto program = qEnvironmentVariable("TIERLENS_PROGRAM");
    SandboxFolder folder;
    if (!program.isEmpty()) {
        const QStringList empty{
            QStringLiteral("--config-dir"), folder.scratch(QStringLiteral("c"))};
        const double version = started(program, {QStringLiteral("--version")}, "tierlens ");
        const double frame = started(program, empty, "first frame", true);
        line("start to first frame, without servers", frame, "ms", 250);
        out() << QStringLiteral("    %1 × starting it for --version (%2 ms)\n")
                     .arg(frame / version, 0, 'f', 2)
                     .arg(version, 0, 'f', 1);
    }

    SessionOptions options;
    options.sandboxFolder = folder.path();
    for (const char *what : {"nothing to first request", "second start to first request"}) {
        Session session(options);
        QSignalSpy ready(&session, &Session::ready);
        QElapsedTimer timer;
        timer.start();
        session.start();
        while (ready.isEmpty() && timer.elapsed() < 120'000)
            QTest::qWait(5);
        line(what, double(timer.elapsed()) / 1e3, "s", *what == 'n' ? 25 : 1);
    }

    Session session(options);
    Settings settings;
    settings.theme = QStringLiteral("dark");
    MainWindow window(session, settings);
    window.resize(1600, 1000);
    window.show();
    QSignalSpy ready(&session, &Session::ready);
    session.start();
    for (int i = 0; ready.isEmpty() && i < 12'000; ++i)
        QTest::qWait(10);
    if (ready.isEmpty()) {
        out() << "The sandbox did not start.\n";
        return 1;
    }
    session.forgetGap();
    QTest::qWait(10'000);
    const double busy = processorPercent(20s);
    line("400 requests/s: processor time beside servers", busy, "% of a core", 25);
    line("    frame, p99", double(window.figures().frameTimes.quantile(0.99).count()) / 1e6, "ms",
        16);
    line("    longest stall", double(session.longestGap().count()) / 1e6, "ms", 100);
    line("    memory (PSS)", shareOfMemory(QCoreApplication::applicationPid()), "MB", 120);

    auto traffic = session.traffic();
    traffic.running = false;
    session.setTraffic(traffic);
    QTest::qWait(3'000);
    const double paused = processorPercent(10s);
    out() << QStringLiteral("paused, keys still counting down: %1 % of a core\n")
                 .arg(paused, 0, 'f', 2);
    QTest::qWait(62'000);
    const double still = processorPercent(20s);
    out() << QStringLiteral("paused for a minute: %1 % of a core\n").arg(still, 0, 'f', 2);
    window.hide();
    QTest::qWait(3'000);
    line("paused and hidden: processor time", processorPercent(20s), "% of a core", 1);
    window.show();

    traffic.running = true;
    traffic.rate = 0;
    session.setTraffic(traffic);
    QTest::qWait(5'000);
    session.forgetGap();
    const int minutes = qMax(1, qEnvironmentVariableIntValue("TIERLENS_BENCH_MINUTES"));
    const auto before = session.store().timings().total().requests();
    QElapsedTimer timer;
    timer.start();
    double first = 0, last = 0;
    for (int minute = 0; minute < minutes; ++minute) {
        QTest::qWait(60'000);
        last = shareOfMemory(QCoreApplication::applicationPid());
        if (minute == 0)
            first = last;
        out() << QStringLiteral("    after %1 min: %2 MB\n").arg(minute + 1).arg(last, 0, 'f', 1);
        out().flush();
    }
    const double seconds = double(timer.elapsed()) / 1e3;
    const double rate = double(session.store().timings().total().requests() - before) / seconds;
    line("as fast as it goes: requests/s", rate, "", 20'000);
    line("    longest stall", double(session.longestGap().count()) / 1e6, "ms", 100);
    line("    memory at the end against after a minute", last / first, "times", 1.05);
    bool compared = false;
    session.takeReading().then(&session, [&](const Result<Done> &) { compared = true; });
    for (int i = 0; !compared && i < 1'000; ++i)
        QTest::qWait(10);
    session.settle();
    const auto &total = session.store().timings().total();
    bool agrees = compared;
    for (const auto tier : {Tier::Redis, Tier::Postgres})
        agrees = agrees && session.store().check().verdict(tier, total).agrees;
    out() << (agrees ? "    counters agree with the servers'\n" : "    COUNTERS DO NOT AGREE\n");
    return agrees ? 0 : 1;
}
