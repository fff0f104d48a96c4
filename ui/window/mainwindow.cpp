// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/mainwindow.h"

#include "about/aboutdialog.h"
#include "core/durationtext.h"
#include "core/whendone.h"
#include "details/bottompanel.h"
#include "details/worldtab.h"
#include "diagram/flowview.h"
#include "help/helpkeys.h"
#include "panels/controlspanel.h"
#include "panels/impactcard.h"
#include "panels/keyspanel.h"
#include "panels/topbar.h"
#include "present/presenter.h"
#include "session/session.h"
#include "theme/systemtheme.h"
#include "theme/theme.h"
#include "window/commandpalette.h"
#include "window/commands.h"
#include "window/language.h"
#include "window/messagebar.h"
#include "window/orders.h"
#include "window/shortcutsheet.h"
#include "window/startpage.h"

#include <QApplication>
#include <QResizeEvent>
#include <QVBoxLayout>

namespace tierlens {

using namespace std::chrono_literals;

MainWindow::MainWindow(Session &session, const Settings &settings)
    : m_session(session)
    , m_settings(settings)
    , m_pages(new QStackedWidget(this))
{
    applyTheme(m_settings.theme);
    installHelpKeys();
    setProperty("helpTopic", QStringLiteral("demo-window"));
    setMinimumSize(1180, 680);
    resize(1600, 1000);
    if (!m_settings.geometry.isEmpty())
        restoreGeometry(m_settings.geometry);
    m_start
        = new StartPage(session.isSandbox() ? tr("Starting the sandbox") : tr("Connecting"), this);
    m_pages->addWidget(m_start);
    setCentralWidget(m_pages);
    m_messages = new MessageBar(this);
    m_orders = new Orders(session, *m_messages, this);
    m_commands = new Commands(this);
    connect(m_start, &StartPage::retryRequested, this, &MainWindow::retryRequested);
    connect(m_start, &StartPage::otherServersRequested, this, &MainWindow::otherServersRequested);
    connect(&session, &Session::failed, this, [this](const Error &error) { m_start->fail(error); });
    connect(&session, &Session::ticked, this, &MainWindow::tick);
    connect(&session, &Session::ready, this, &MainWindow::goLive);
    m_pages->addWidget(buildContent());
    updateTitle();
    buildCommands();
    buildPictureCommands();
    connectPanels();
    connectOrders();
    m_keys->setOrder(m_settings.keyOrder);
    m_bottom->setSpan(std::chrono::seconds(m_settings.chartWindow));
    if (session.isReady()) // a new window over a session that has been going on
        goLive();
}

MainWindow::~MainWindow() = default;

void MainWindow::goLive()
{
    m_ready = true;
    m_pages->setCurrentIndex(1);
    placeOverlays();
    if (m_whenReady)
        std::exchange(m_whenReady, nullptr)();
}

QWidget *MainWindow::buildContent()
{
    auto *page = new QWidget(this);
    const auto &store = m_session.store();
    const auto &scenario = m_session.scenario();
    QStringList operations;
    for (const auto &operation : scenario.operations)
        operations.append(operation);

    m_top = new TopBar(page);
    m_controls = new ControlsPanel(page);
    m_keys = new KeysPanel(store, m_session.keyPrefix(), page);
    m_bottom
        = new BottomPanel(store, m_session.statements(), operations, m_session.keyPrefix(), page);
    m_flow = new FlowView(page);
    m_flow->setReducedMotion(m_settings.reducedMotion);
    m_impact = new ImpactCard(page);
    m_impact->hide();

    auto *middle = new QVBoxLayout;
    middle->setSpacing(12);
    middle->addWidget(m_flow, 47);
    middle->addWidget(m_impact);
    middle->addWidget(m_bottom, 53);
    auto *columns = new QHBoxLayout;
    columns->setContentsMargins(12, 12, 12, 12);
    columns->setSpacing(12);
    columns->addWidget(m_controls);
    columns->addLayout(middle, 1);
    columns->addWidget(m_keys);
    auto *rows = new QVBoxLayout(page);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_top);
    rows->addLayout(columns, 1);
    m_palette = new CommandPalette(store, m_session.keyPrefix(), this);
    connect(m_palette, &CommandPalette::topicChosen, this, &showHelp);
    return page;
}

void MainWindow::buildCommands()
{
    const auto order
        = [this](ActionId action) { return [this, action] { m_orders->give(action); }; };
    const auto traffic = [this](auto change) {
        return [this, change] {
            auto settings = m_session.traffic();
            change(settings);
            m_session.setTraffic(settings);
        };
    };
    auto *search = m_commands->add(tr("Search commands and keys"),
        {QKeySequence(Qt::CTRL | Qt::Key_K), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
        [this] { m_palette->open(m_commands->all()); });
    m_palette->setOpener(search);
    m_commands->add(tr("Pause or go on with the traffic"), {QKeySequence(Qt::Key_Space)},
        traffic([](TrafficSettings &t) { t.running = !t.running; }));
    m_commands->add(
        m_session.scenario().writeAction, {QKeySequence(Qt::Key_W)}, order(ActionId::Write));
    for (const auto &own : m_session.scenario().orders)
        m_commands->add(own.label, {}, [this, id = own.id] { m_orders->perform(id); });
    m_commands->add(tr("Invalidate the selected key"), {QKeySequence(Qt::Key_Delete)},
        order(ActionId::InvalidateSelected));
    m_commands->add(tr("Show how Postgres answers the selected key (plan)"), {},
        [this] { m_orders->showPlanOfSelected(); });
    m_commands->add(tr("Invalidate keys matching…"), {QKeySequence(Qt::Key_I)},
        order(ActionId::InvalidateMatching));
    m_commands->add(
        tr("Invalidate everything in this scenario"), {}, order(ActionId::InvalidateAll));
    const QList<QAction *> breaking{
        m_commands->add(
            tr("Restart Redis"), {QKeySequence(Qt::Key_R)}, order(ActionId::RestartRedis)),
        m_commands->add(
            tr("Restart PostgreSQL"), {QKeySequence(Qt::Key_P)}, order(ActionId::RestartPostgres)),
        m_commands->add(tr("Crash Redis (kill -9)"), {}, order(ActionId::CrashRedis)),
        m_commands->add(tr("Crash PostgreSQL (kill -9)"), {}, order(ActionId::CrashPostgres)),
        m_commands->add(tr("Freeze Redis for 5 s"), {}, order(ActionId::FreezeRedis)),
        m_commands->add(tr("Freeze PostgreSQL for 5 s"), {}, order(ActionId::FreezePostgres)),
    };
    for (auto *action : breaking)
        Commands::forbid(action, m_session.whyNoRestart());
    m_commands->add(tr("Use the cache: on or off"), {QKeySequence(Qt::Key_C)},
        traffic([](TrafficSettings &t) { t.cache = !t.cache; }));
    m_commands->add(tr("One query per miss: on or off"), {},
        traffic([](TrafficSettings &t) { t.singleFlight = !t.singleFlight; }));
    m_commands->add(tr("Spread the expiry times: on or off"), {},
        traffic([](TrafficSettings &t) { t.jitter = !t.jitter; }));
    m_commands->add(tr("Invalidate on write: on or off"), {},
        traffic([](TrafficSettings &t) { t.invalidateOnWrite = !t.invalidateOnWrite; }));
    m_commands->add(tr("More policies…"), {}, [this] { m_controls->showPolicies(); });
    m_commands->add(
        tr("Compare two policies…"), {QKeySequence(Qt::Key_E)}, [this] { openCompare(); });
    m_commands->add(tr("Compare counters with the servers now"), {}, [this] {
        whenDone(m_session.takeReading(), this, [this](const Result<Done> &done) {
            if (!done)
                m_messages->complain(done.error());
        });
    });
    m_commands->add(tr("Dark, light, or as the system"), {QKeySequence(Qt::CTRL | Qt::Key_T)},
        [this] { nextTheme(); });
    for (const auto &code : languages())
        m_commands->add(tr("Language: %1").arg(languageName(code)), {},
            [this, code] { Q_EMIT languageRequested(code); });
    m_commands->add(tr("Less motion: on or off"), {},
        [this] { setReducedMotion(!m_settings.reducedMotion, true); });
    m_commands->add(tr("Present"), {QKeySequence(Qt::Key_F5)}, [this] { present(true); });
    buildTourCommands();
    m_commands->add(tr("Full screen"), {QKeySequence(Qt::Key_F11)},
        [this] { isFullScreen() ? showNormal() : showFullScreen(); });
    m_commands->add(tr("Connect to other servers…"), {QKeySequence(Qt::CTRL | Qt::Key_N)},
        [this] { Q_EMIT otherServersRequested(); });
    auto *rebuild
        = m_commands->add(tr("Reset the sandbox…"), {}, [this] { m_orders->resetSandbox(); });
    if (!m_session.isSandbox())
        Commands::forbid(rebuild, tr("These servers are not the sandbox."));
    m_commands->add(
        tr("Help"), {QKeySequence(Qt::Key_F1)}, [] { showHelpOf(QApplication::focusWidget()); });
    m_commands->add(tr("Shortcuts"), {QKeySequence(Qt::Key_Question)},
        [this] { (new ShortcutSheet(m_commands->all(), this))->show(); });
    m_commands->add(tr("About Tierlens…"), {}, [this] { AboutDialog::showOver(this); });
    m_commands->add(tr("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });
}

} // namespace tierlens
