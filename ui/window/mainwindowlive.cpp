// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does while it is open: signals between panels and session, ticks, theme,
// overlays.
#include "compare/comparewindow.h"
#include "core/durationtext.h"
#include "details/bottompanel.h"
#include "details/worldtab.h"
#include "diagram/flowview.h"
#include "panels/controlspanel.h"
#include "panels/impactcard.h"
#include "panels/keyspanel.h"
#include "panels/topbar.h"
#include "present/presenter.h"
#include "present/presentfigures.h"
#include "session/session.h"
#include "theme/systemtheme.h"
#include "theme/theme.h"
#include "window/commandpalette.h"
#include "window/commands.h"
#include "window/mainwindow.h"
#include "window/messagebar.h"
#include "window/orders.h"
#include "window/startpage.h"

#include <QApplication>
#include <QResizeEvent>
#include <QTimer>

namespace tierlens {

using namespace std::chrono_literals;

void MainWindow::connectPanels()
{
    m_controls->setScenarios(m_session.scenarios(), m_session.scenario().id);
    m_controls->setRestartReason(m_session.whyNoRestart());
    m_controls->setMemoryReason(m_session.whyNoMemoryLimit());
    const auto showTraffic = [this] {
        m_controls->setTraffic(m_session.traffic());
        m_top->setTraffic(m_session.traffic());
        m_bottom->world()->setTraffic(m_session.traffic());
    };
    m_keys->setSamplePattern(m_session.scenario().samplePattern);
    m_bottom->world()->setWorld(m_session.scenario());
    m_bottom->world()->setReducedMotion(m_settings.reducedMotion);
    showTraffic();
    connect(&m_session, &Session::trafficChanged, this, showTraffic);
    connect(m_controls, &ControlsPanel::policyChanged, &m_session, &Session::setTraffic);
    connect(m_controls, &ControlsPanel::compareRequested, this, &MainWindow::openCompare);
    connect(m_controls, &ControlsPanel::scenarioChosen, this, &MainWindow::scenarioRequested);
    connect(m_top, &TopBar::trafficChanged, &m_session, &Session::setTraffic);
    connect(m_bottom->world(), &WorldTab::trafficWanted, &m_session, &Session::setTraffic);
    connect(m_bottom->world(), &WorldTab::ordered, m_orders, &Orders::perform);
    connect(m_top, &TopBar::searchRequested, this, [this] { m_palette->open(m_commands->all()); });
    connect(m_top, &TopBar::themeChosen, this, [this](ThemeChoice choice) {
        applyTheme(choice == ThemeChoice::Dark ? QStringLiteral("dark")
                : choice == ThemeChoice::Light ? QStringLiteral("light")
                                               : QStringLiteral("system"));
    });
    m_top->setThemeChoice(m_settings.theme == QLatin1String("dark") ? ThemeChoice::Dark
            : m_settings.theme == QLatin1String("light")            ? ThemeChoice::Light
                                                                    : ThemeChoice::System);
    connect(m_top, &TopBar::connectionMenuRequested, this, &MainWindow::otherServersRequested);
    connect(m_top, &TopBar::watchRequested, this, &MainWindow::watchRequested);
    connect(m_top, &TopBar::presentRequested, this, [this] { present(true); });
    connect(m_bottom, &BottomPanel::keyActivated, m_keys, &KeysPanel::selectKey);
    connect(m_palette, &CommandPalette::keyChosen, m_keys, &KeysPanel::selectKey);
    connect(m_impact, &ImpactCard::dismissed, this, [this] {
        if (const auto *latest = m_session.store().impacts().latest())
            m_dismissedImpact = latest->id;
        m_impact->hide();
    });
}

void MainWindow::connectOrders()
{
    connect(m_controls, &ControlsPanel::action, m_orders, &Orders::give);
    connect(m_controls, &ControlsPanel::freezeRequested, m_orders, &Orders::freeze);
    connect(m_orders, &Orders::resetConfirmed, this, &MainWindow::resetRequested);
    connect(m_orders, &Orders::busyChanged, m_controls, &ControlsPanel::setBusy);
    connect(m_keys, &KeysPanel::invalidateKey, m_orders, &Orders::invalidateKey);
    connect(m_keys, &KeysPanel::expireKey, m_orders, &Orders::expireKey);
    connect(m_keys, &KeysPanel::refreshKey, m_orders, &Orders::refreshKey);
    connect(m_keys, &KeysPanel::planKey, m_orders, &Orders::showPlan);
    connect(m_keys, &KeysPanel::selectionChanged, this, [this](const QString &key) {
        m_orders->setSelectedKey(key);
        const auto prefix = m_session.keyPrefix();
        m_controls->setSelectedKey(key.startsWith(prefix) ? key.mid(prefix.size()) : key);
    });
}

void MainWindow::tick()
{
    const auto &store = m_session.store();
    if (!m_ready) {
        if (const auto &progress = store.progress())
            m_start->show(*progress, m_session.now());
        return;
    }
    if (!isVisible() || isMinimized())
        return; // the store goes on counting; the panels read it when they are seen again
    if (isPresenting())
        return m_presenter->tick(); // nothing else is to be seen
    m_flow->addAppended(store, m_session.now()); // only what has come since the last tick
    if (m_ticks++ % 8 == 0)
        refreshPanels();
    m_flow->advance(m_session.now());
    m_bottom->refresh(m_session.now());
    m_keys->refresh(m_session.now());
}

void MainWindow::refreshPanels()
{
    // A world with a board is about what moves there; the user may look elsewhere.
    if (!m_boardSeen && m_session.store().board()) {
        m_boardSeen = true;
        m_bottom->open(BottomPanel::World);
    }
    m_flow->setFigures(flowFigures(m_session.store(), flowContextOf(m_session)));
    m_top->setServers(m_session.store().servers());
    m_top->setMeasuredRate(m_session.store().timings().perSecond(2s));
    showImpact();
}

void MainWindow::showImpact()
{
    const auto *latest = m_session.store().impacts().latest();
    const bool wanted = latest && latest->id != m_dismissedImpact
        && (!latest->settled || m_session.now() - latest->at - latest->settledAfter < 30s);
    if (wanted)
        m_impact->setImpact(*latest, m_session.store().timings(), m_session.now());
    m_impact->setVisible(wanted);
}

void MainWindow::placeOverlays() { m_messages->place(); }

void MainWindow::applyTheme(const QString &name)
{
    m_settings.theme = name;
    themeCalled(name).applyTo(*qApp);
}

void MainWindow::openCompare()
{
    if (!m_ready)
        return;
    if (!m_compare)
        m_compare = new CompareWindow(m_session, this);
    m_compare->show();
    m_compare->raise();
    m_compare->activateWindow();
}

void MainWindow::nextTheme()
{
    const auto next = m_settings.theme == QLatin1String("dark") ? QStringLiteral("light")
        : m_settings.theme == QLatin1String("light")            ? QStringLiteral("system")
                                                                : QStringLiteral("dark");
    applyTheme(next);
    m_messages->tell(next == QLatin1String("system") ? tr("Colours follow the system.")
            : next == QLatin1String("dark")          ? tr("Dark colours.")
                                                     : tr("Light colours."));
}

void MainWindow::updateTitle()
{
    // An audience sees no address, not even on the window behind.
    const auto title = isPresenting() ? (m_session.isSandbox() ? tr("Sandbox") : tr("connected"))
                                      : m_session.connectionTitle();
    setWindowTitle(QStringLiteral("Tierlens – %1").arg(title));
    if (m_top)
        m_top->setConnection(title);
}

void MainWindow::setReducedMotion(bool reduced, bool chosen)
{
    m_settings.reducedMotion = reduced;
    m_settings.motionChosen = m_settings.motionChosen || chosen;
    m_flow->setReducedMotion(reduced);
    m_bottom->world()->setReducedMotion(reduced);
    if (m_presenter)
        m_presenter->setReducedMotion(reduced);
}

Settings MainWindow::settings() const
{
    auto settings = m_settings;
    settings.traffic = m_session.traffic();
    settings.geometry = saveGeometry();
    settings.keyOrder = m_keys->order();
    settings.chartWindow = static_cast<int>(
        std::chrono::duration_cast<std::chrono::seconds>(m_bottom->span()).count());
    return settings;
}

WindowFigures MainWindow::figures() const
{
    WindowFigures figures;
    figures.frameTimes = isPresenting() ? m_presenter->flow().paintTimes() : m_flow->paintTimes();
    figures.frames = figures.frameTimes.count();
    figures.longestStall = m_session.longestGap();
    return figures;
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    placeOverlays();
}

void MainWindow::tellVisibility() { m_session.setVisible(isVisible() && !isMinimized()); }

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        tellVisibility();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    tellVisibility();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    tellVisibility();
    // After the first frame, while servers start: what is drawn for the first time takes several
    // frames' time (fonts, styles, charts), which nobody should see when the traffic begins.
    if (!m_ready)
        QTimer::singleShot(30ms, this, [this] {
            auto *live = m_pages->widget(1);
            live->resize(m_pages->size());
            live->grab();
        });
}

} // namespace tierlens
