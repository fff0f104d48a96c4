// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "about/aboutdialog.h"
#include "about/crashnote.h"
#include "audit/auditwindow.h"
#include "audit/exportdialog.h"
#include "compare/comparewindow.h"
#include "connect/connectiondialog.h"
#include "connect/importdialog.h"
#include "connect/passwordasker.h"
#include "connect/welcomepage.h"
#include "connections/secrets.h"
#include "invalidate/invalidatedialog.h"
#include "keyspace/blastdialog.h"
#include "keyspace/keyswindow.h"
#include "panels/policiesdialog.h"
#include "present/presenter.h"
#include "restarts/drillsdialog.h"
#include "restarts/restartdialog.h"
#include "session/session.h"
#include "ui/look/filledpanels.h"
#include "ui/watching/watchsnapshot.h"
#include "watching/allowchangesdialog.h"
#include "watching/burstdialog.h"
#include "watching/watchtabs.h"
#include "watching/watchwindow.h"
#include "window/commandpalette.h"
#include "window/commands.h"
#include "window/mainwindow.h"
#include "window/plandialog.h"
#include "window/shortcutsheet.h"
#include "window/startpage.h"

#include <QStackedWidget>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <vector>

namespace tierlens::example {

// Every window and dialog that Tierlens has, with something in it where that needs no server.
class ShownWindows
{
public:
    struct One
    {
        const char *name;
        std::function<std::unique_ptr<QWidget>()> make; // not shown yet
        QSize size; // the smallest that is sensible; empty: its own
    };

    ShownWindows()
    {
        servers.connection.id = QStringLiteral("id-1");
        servers.connection.name = QStringLiteral("shop-prod");
        servers.connection.environment = Environment::Production;
        servers.connection.restartRedis = QStringLiteral("systemd:redis");
        servers.redis = QStringLiteral("unix:///nonexistent/tierlens.sock");
        servers.mayChange = true;
        watch = Snapshot().open(folder.filePath(QStringLiteral("shop.snapshot")));
    }

    std::vector<One> all()
    {
        auto windows = demo();
        for (auto &each : watching())
            windows.push_back(std::move(each));
        for (auto &each : connecting())
            windows.push_back(std::move(each));
        return windows;
    }

    std::vector<One> demo()
    {
        return {
            {"main", [this] { return mainWindow(); }, {1280, 800}},
            {"demo", [] { return filled(BottomPanel::Timings); }, {1600, 1000}},
            {"requests", [] { return filled(BottomPanel::Requests); }, {1600, 1000}},
            {"queries", [] { return filled(BottomPanel::Queries); }, {1600, 1000}},
            {"events", [] { return filled(BottomPanel::Events); }, {1600, 1000}},
            {"start", [] { return startPage(); }, {1280, 800}},
            {"palette", [this] { return palette(); }, {1280, 800}},
            {"compare", [this] { return std::make_unique<CompareWindow>(session, nullptr); }, {}},
            {"policies", [] { return std::make_unique<PoliciesDialog>(nullptr); }, {}},
            {"invalidate",
                [this] {
                    return std::make_unique<InvalidateDialog>(
                        session, QStringLiteral("profile:*"), nullptr);
                },
                {}},
            {"plan", [] { return plan(); }, {}},
            {"shortcuts", [this] { return shortcuts(); }, {}},
            {"about", [this] { return std::make_unique<AboutDialog>(folder.path(), nullptr); }, {}},
            {"crash",
                [] { return std::make_unique<CrashNote>(QStringLiteral("/home/a/crash.txt")); },
                {}},
            {"presenter", [this] { return presenter(); }, {1280, 720}},
        };
    }

    std::vector<One> watching()
    {
        std::vector<One> windows;
        static const char *names[] = {"watch patterns", "watch queries", "watch sessions",
            "watch locks", "watch slow log", "watch tables", "watch events"};
        for (int tab = 0; tab < WatchTabs::TabCount; ++tab)
            windows.push_back({names[tab], [this, tab] { return watchWindow(tab); }, {1280, 800}});
        const std::vector<One> tools{
            {"burst", [] { return std::make_unique<BurstDialog>(); }, {}},
            {"allow changes",
                [this] { return std::make_unique<AllowChangesDialog>(servers.connection); }, {}},
            {"keys", [this] { return std::make_unique<KeysWindow>(servers, nullptr); },
                {1280, 800}},
            {"blast", [this] { return blast(); }, {}},
            {"restart",
                [this] {
                    auto window = std::make_unique<RestartDialog>(servers, nullptr, Tier::Redis);
                    window->setAttribute(Qt::WA_DeleteOnClose, false);
                    return window;
                },
                {}},
            {"drills", [this] { return drills(); }, {}},
            {"audit", [this] { return std::make_unique<AuditWindow>(servers, watch.get()); }, {}},
            {"export", [this] { return std::make_unique<ExportDialog>(servers, 12); }, {}},
        };
        windows.insert(windows.end(), tools.begin(), tools.end());
        return windows;
    }

    std::vector<One> connecting()
    {
        return {
            {"welcome", [this] { return welcome(); }, {1100, 680}},
            {"connection",
                [this] { return std::make_unique<ConnectionDialog>(servers.connection, secrets); },
                {}},
            {"import", [this] { return importDialog(); }, {}},
            {"password",
                [] {
                    return std::make_unique<PasswordAsker>(Tier::Postgres,
                        QStringLiteral("ann@db1:5432/shop"),
                        QStringLiteral("The server wants a password."), true);
                },
                {}},
        };
    }

private:
    std::unique_ptr<QWidget> mainWindow()
    {
        Settings settings;
        settings.theme = theme().dark ? QStringLiteral("dark") : QStringLiteral("light");
        auto window = std::make_unique<MainWindow>(session, settings);
        window->findChild<QStackedWidget *>()->setCurrentIndex(1);
        return window;
    }
    static std::unique_ptr<QWidget> startPage()
    {
        auto page = std::make_unique<StartPage>(QStringLiteral("Starting the sandbox"));
        page->fail({ErrorKind::Refused, {}, "No redis-server was found.", "apt install redis"});
        return page;
    }
    std::unique_ptr<QWidget> palette()
    {
        auto window = std::make_unique<QWidget>();
        window->resize(1280, 800);
        auto *commands = new Commands(window.get());
        commands->add(QStringLiteral("Restart Redis"), {QKeySequence(Qt::Key_R)}, [] {});
        commands->add(QStringLiteral("Present"), {QKeySequence(Qt::Key_F5)}, [] {});
        auto *list = new CommandPalette(panels().store, QStringLiteral("tierlens:"), window.get());
        list->open(commands->all());
        return window;
    }
    static std::unique_ptr<QWidget> plan()
    {
        auto window = std::make_unique<PlanDialog>(QStringLiteral("profile:anya"), nullptr);
        window->setPlan(QStringLiteral("SELECT 1\n\nResult  (cost=0.00..0.01 rows=1 width=4)"));
        return window;
    }
    std::unique_ptr<QWidget> shortcuts()
    {
        auto *commands = new Commands(&holder);
        commands->add(QStringLiteral("Restart Redis"), {QKeySequence(Qt::Key_R)}, [] {});
        return std::make_unique<ShortcutSheet>(commands->all(), nullptr);
    }
    std::unique_ptr<QWidget> presenter()
    {
        auto stage = std::make_unique<Presenter>(session, nullptr);
        stage->resize(1280, 720);
        stage->enter(false);
        stage->flow().setFigures(panels().figures());
        return stage;
    }
    std::unique_ptr<QWidget> watchWindow(int tab)
    {
        auto window = std::make_unique<WatchWindow>(*watch);
        window->tabs().openTab(static_cast<WatchTabs::Tab>(tab));
        return window;
    }
    std::unique_ptr<QWidget> blast()
    {
        BlastRadius radius;
        radius.keys = 8214;
        radius.bytes = 31'000'000;
        radius.hitsPerSecond = radius.extraQueries = 640;
        radius.seconds = 90;
        radius.queriesPerSecond = 200;
        radius.withoutExpiry = 12;
        radius.examples = {"product:1", "product:2"};
        radius.reasons = {QStringLiteral("Each hit is taken for a query once the key is gone.")};
        auto window
            = std::make_unique<BlastDialog>(servers.connection, QStringLiteral("product:*"), false);
        window->setRadius(radius);
        return window;
    }
    std::unique_ptr<QWidget> drills()
    {
        auto development = servers;
        development.connection.environment = Environment::Development;
        auto window = std::make_unique<DrillsDialog>(development, nullptr);
        window->setAttribute(Qt::WA_DeleteOnClose, false);
        window->setSettingsFolder(folder.path());
        return window;
    }
    std::unique_ptr<QWidget> welcome()
    {
        auto page = std::make_unique<WelcomePage>();
        page->offerTours({{QStringLiteral("basics"), QStringLiteral("What a cache is for")}});
        return page;
    }
    std::unique_ptr<QWidget> importDialog()
    {
        ImportProposal one, other;
        one.connection = servers.connection;
        one.source = QStringLiteral("REDIS_URL");
        other.connection = servers.connection;
        other.connection.name = QStringLiteral("db1");
        other.source = QStringLiteral("/home/ann/.pgpass");
        return std::make_unique<ImportDialog>(std::vector<ImportProposal>{one, other});
    }

    QTemporaryDir folder;
    LiveServers servers;
    Session session{SessionOptions{}}; // never started
    Secrets secrets;
    std::unique_ptr<WatchSession> watch;
    QWidget holder;
};

} // namespace tierlens::example
