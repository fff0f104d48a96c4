// SPDX-License-Identifier: GPL-3.0-or-later
// What the Watch window costs, and how it looks.
//
//   bench_watchwindow                 prints what a refresh and a frame cost with 5 000 rows, in ms
//   of CPU bench_watchwindow --grab FOLDER   writes pictures of its states, dark and light
//
// The values are made by hand; nothing here is a measurement of a server.
#include "theme/theme.h"
#include "ui/watching/watchsnapshot.h"
#include "watchdetail/detailpanel.h"
#include "watching/burstdialog.h"
#include "watching/trafficview.h"
#include "watching/watchtabs.h"
#include "watching/watchwindow.h"
#include "watchtables/sessionrows.h"
#include "watchtables/statementrows.h"

#include <QApplication>
#include <QDir>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
// Of processor time: whatever else the machine does is left out.
double milliseconds(const std::function<void()> &what)
{
    const auto began = std::clock();
    what();
    return 1000.0 * double(std::clock() - began) / CLOCKS_PER_SEC;
}

void print(const char *name, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    std::printf(
        "%-44s median %6.2f ms   worst %6.2f ms\n", name, times[times.size() / 2], times.back());
}

std::vector<SessionRow> manySessions(int round)
{
    std::vector<SessionRow> rows;
    for (int i = 0; i < 5000; ++i) {
        auto row = example::postgresLook().sessions[std::size_t(i % 5)];
        row.pid = i + round * 50; // fifty leave, fifty come
        row.stateAge = std::chrono::milliseconds{(i * 37 + round * 1000) % 60'000};
        row.blockedBy.clear();
        rows.push_back(row);
    }
    return rows;
}

void measureTable(const char *name, RowsTable &table, const std::function<void(int)> &fill)
{
    table.resize(1064, 500);
    table.show();
    fill(0);
    QCoreApplication::processEvents();
    table.choose(table.rows().keyAt(3000));
    std::vector<double> refreshes, frames;
    for (int round = 1; round <= 20; ++round) {
        refreshes.push_back(milliseconds([&] { fill(round); }));
        frames.push_back(milliseconds([&] { table.viewport()->repaint(); }));
        table.verticalScrollBar()->setValue(table.verticalScrollBar()->value() + 90);
    }
    print((std::string(name) + ", refresh").c_str(), refreshes);
    print((std::string(name) + ", frame").c_str(), frames);
}

void measure()
{
    std::vector<std::vector<SessionRow>> sessions;
    for (int round = 0; round <= 20; ++round)
        sessions.push_back(manySessions(round));
    RowsTable sessionTable(QStringLiteral("Sessions"), sessionColumns(), false);
    measureTable("5 000 sessions", sessionTable,
        [&](int round) { sessionTable.rows().show(sessionRows(sessions[std::size_t(round)])); });
    sessionTable.rows().sort(6, Qt::DescendingOrder);
    measureTable("5 000 sessions, sorted by a moving age", sessionTable,
        [&](int round) { sessionTable.rows().show(sessionRows(sessions[std::size_t(round)])); });
    const auto totals = example::totals(5000);
    RowsTable statementTable(QStringLiteral("Queries"), statementColumns(), false);
    measureTable("5 000 statements", statementTable,
        [&](int) { statementTable.rows().show(statementRows(totals)); });

    QTemporaryDir folder;
    const auto session = example::Snapshot().open(folder.filePath(QStringLiteral("shop.snapshot")));
    WatchWindow window(*session);
    window.resize(1600, 1000);
    window.show();
    QCoreApplication::processEvents();
    std::vector<double> refreshes, whole;
    for (int round = 0; round < 20; ++round) {
        refreshes.push_back(milliseconds([&] { window.refresh(); }));
        whole.push_back(milliseconds([&] { window.repaint(); }));
    }
    print("window, refresh of everything", refreshes);
    print("window, whole frame", whole);
    TrafficView traffic;
    auto figures = window.traffic().figures();
    figures.moves = true;
    traffic.setFigures(figures);
    traffic.resize(1064, 300);
    traffic.show();
    QCoreApplication::processEvents();
    std::vector<double> steps;
    for (int i = 0; i < 200; ++i) {
        traffic.step(33ms);
        steps.push_back(milliseconds([] { QCoreApplication::processEvents(); }));
    }
    print("traffic, one step of the dots", steps);
}

void save(QWidget &widget, const QDir &folder, const QString &name)
{
    QCoreApplication::processEvents();
    widget.grab().save(folder.filePath(name + QStringLiteral(".png")));
}

void grab(const QDir &folder)
{
    QTemporaryDir files;
    example::Snapshot example;
    const auto session = example.open(files.filePath(QStringLiteral("shop.snapshot")));
    for (const bool dark : {true, false}) {
        (dark ? Theme::darkTheme() : Theme::lightTheme()).applyTo(*qApp);
        const auto suffix = dark ? QStringLiteral("-dark") : QStringLiteral("-light");
        WatchWindow window(*session);
        window.setAttribute(Qt::WA_DontShowOnScreen);
        window.resize(1600, 1000);
        window.show();
        save(window, folder, QStringLiteral("whole") + suffix);
        window.tabs().choosePattern("product:*");
        save(window, folder, QStringLiteral("pattern") + suffix);
        window.resize(1280, 800);
        save(window, folder, QStringLiteral("small") + suffix);
        window.resize(1600, 1000);
        for (int tab = 1; tab < WatchTabs::TabCount; ++tab) {
            window.tabs().openTab(WatchTabs::Tab(tab));
            save(window, folder, QStringLiteral("tab%1").arg(tab) + suffix);
        }
        // What only live sessions show.
        TrafficInput input;
        input.redis = &*example.redis;
        input.postgres = &*example.postgres;
        input.now = example.history.back();
        input.before = example.history.front();
        input.fills = 1440;
        input.fillMean = 11400us;
        input.window = QStringLiteral("10 s window");
        TrafficView traffic;
        traffic.setAttribute(Qt::WA_DontShowOnScreen);
        traffic.resize(1064, 300);
        traffic.setFigures(trafficFigures(input));
        traffic.show();
        for (int i = 0; i < 90; ++i)
            traffic.step(33ms);
        save(traffic, folder, QStringLiteral("traffic") + suffix);
        auto lost = *example.redis;
        lost.health = ServerChange::State::Lost;
        lost.problem
            = "Redis at 10.0.3.7:6379 refused the connection. Tierlens tries again by itself.";
        input.redis = &lost;
        input.watchesPostgres = false;
        traffic.setFigures(trafficFigures(input));
        save(traffic, folder, QStringLiteral("traffic-lost") + suffix);
        WatchOptions options;
        options.connection = example.connection;
        options.redis = QStringLiteral("redis://10.0.3.7");
        options.postgres = QStringLiteral("postgresql://db1/shop");
        WatchSession early(options); // not started: nothing was seen yet
        WatchWindow connecting(early);
        connecting.setAttribute(Qt::WA_DontShowOnScreen);
        connecting.resize(1280, 800);
        connecting.show();
        save(connecting, folder, QStringLiteral("connecting") + suffix);
        BurstDialog burst;
        burst.setAttribute(Qt::WA_DontShowOnScreen);
        burst.setWarning(QStringLiteral("Redis runs 18 420/s commands now, so about 50 000 lines "
                                        "in 3.0 s. While it lasts, Redis may "
                                        "answer a third fewer commands. Keep it short."));
        burst.show();
        save(burst, folder, QStringLiteral("burst") + suffix);
    }
}
} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Theme::darkTheme().applyTo(application);
    const auto words = QCoreApplication::arguments();
    if (words.size() == 3 && words[1] == QLatin1String("--grab")) {
        QDir().mkpath(words[2]);
        grab(QDir(words[2]));
        return 0;
    }
    measure();
    return 0;
}
