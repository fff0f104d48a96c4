// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/watchwindow.h"

#include "findings/findingtext.h"
#include "help/helpkeys.h"
#include "watchdetail/detailpanel.h"
#include "watching/allowchangesdialog.h"
#include "watching/burstdialog.h"
#include "watching/trafficview.h"
#include "watching/watchbar.h"
#include "watching/watchtabs.h"
#include "watchtables/logrows.h"

#include <QEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include <set>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration FillWindow = 60s; // statements are read more seldom

WatchTabs::Tab tabFor(FindingKind kind)
{
    switch (kind) {
    case FindingKind::SlowCommand:
    case FindingKind::ReadsSlower:
        return WatchTabs::SlowLog;
    case FindingKind::LockQueue:
    case FindingKind::Deadlocks:
        return WatchTabs::Locks;
    case FindingKind::IdleInTransaction:
    case FindingKind::ConnectionsRunOut:
    case FindingKind::ClientsBlocked:
        return WatchTabs::Sessions;
    case FindingKind::StatementSlower:
    case FindingKind::StatementMore:
    case FindingKind::BufferHitFell:
    case FindingKind::TempFiles:
        return WatchTabs::Queries;
    case FindingKind::HitRateFell:
    case FindingKind::EvictionsBegan:
    case FindingKind::MemoryFull:
    case FindingKind::NoExpiryGrowth:
    case FindingKind::CacheLost:
    case FindingKind::ExpiryCliff:
    case FindingKind::HardlyEverHit:
        return WatchTabs::Patterns;
    case FindingKind::RedisAway:
    case FindingKind::PostgresAway:
    case FindingKind::ReplicaLags:
    case FindingKind::Checkpoints:
    case FindingKind::Failover:
        break;
    }
    return WatchTabs::Events;
}
} // namespace

WatchWindow::WatchWindow(WatchSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_bar(new WatchBar(this))
    , m_traffic(new TrafficView(this))
    , m_tabs(new WatchTabs(this))
    , m_details(new DetailPanel(this))
{
    installHelpKeys();
    setProperty("helpTopic", QStringLiteral("watch-window"));
    m_traffic->setProperty("helpTopic", QStringLiteral("watch-traffic"));
    m_details->setProperty("helpTopic", QStringLiteral("watch-details"));
    const auto &name = session.connection().name;
    setWindowTitle(
        name.isEmpty() ? QStringLiteral("Tierlens") : name + QStringLiteral(" – Tierlens"));
    auto *left = new QSplitter(Qt::Vertical, this);
    left->addWidget(m_traffic);
    left->addWidget(m_tabs);
    left->setStretchFactor(1, 1);
    left->setChildrenCollapsible(false);
    left->setHandleWidth(12);
    auto *sides = new QSplitter(Qt::Horizontal, this);
    sides->addWidget(left);
    sides->addWidget(m_details);
    sides->setStretchFactor(0, 68);
    sides->setStretchFactor(1, 32);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(12);
    sides->setSizes({1064, 500});
    m_details->setMinimumWidth(330);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    auto *middle = new QVBoxLayout;
    middle->setContentsMargins(12, 12, 12, 12);
    middle->addWidget(sides);
    column->addLayout(middle, 1);
    m_details->setClock([this](SinceStart at) { return clockTime(m_session.wallTime(at)); });
    connectParts();
    addShortcuts();
    refresh();
}

WatchWindow::~WatchWindow() = default;

BurstDialog *WatchWindow::burstDialog() const { return m_burst; }

void WatchWindow::connectParts()
{
    connect(&m_session, &WatchSession::looked, this, [this] {
        // What stands still is not made again; figures of our own cost go on.
        if (m_session.range().live)
            refresh();
        else
            m_bar->refresh(m_session);
    });
    for (const auto changed : {&WatchSession::findingsChanged, &WatchSession::keyEventsChanged,
             &WatchSession::linksChanged, &WatchSession::rangeChanged,
             &WatchSession::mayChangeChanged})
        connect(&m_session, changed, this, &WatchWindow::refresh);
    connect(&m_session, &WatchSession::burstChanged, this, [this] {
        if (!m_burst)
            return;
        m_burst->setProgress(m_session.burstProgress());
        const auto &last = m_session.lastBurst();
        if (!m_session.burstProgress() && last && last->at != m_burstShown) {
            m_burstShown = last->at;
            m_burst->setResult(*last);
            refresh();
        }
    });
    connect(m_bar, &WatchBar::demoRequested, this, &WatchWindow::demoRequested);
    connect(m_bar, &WatchBar::otherServersRequested, this, &WatchWindow::otherServersRequested);
    connect(m_bar, &WatchBar::snapshotSaveRequested, this, &WatchWindow::snapshotSaveRequested);
    connect(m_bar, &WatchBar::snapshotOpenRequested, this, &WatchWindow::snapshotOpenRequested);
    connect(m_bar, &WatchBar::burstRequested, this, &WatchWindow::openBurst);
    connect(m_bar, &WatchBar::keyEventsRequested, this, &WatchWindow::askKeyEvents);
    connect(m_bar, &WatchBar::toolRequested, this, &WatchWindow::toolRequested);
    connect(m_bar, &WatchBar::changesRequested, this, [this](bool allow) { askChanges(allow); });
    connect(m_bar, &WatchBar::lessMotionChosen, this, [this](bool less) {
        setReducedMotion(less);
        Q_EMIT lessMotionChosen(less);
    });
    connect(m_bar, &WatchBar::budgetChosen, this, [this](double share) {
        m_session.setBudget(share);
        m_bar->refresh(m_session);
    });
    connect(m_bar, &WatchBar::spanChosen, this, [this](Duration span) { m_session.setSpan(span); });
    connect(m_bar, &WatchBar::pauseRequested, this,
        [this](bool paused) { m_session.setPaused(paused); });
    connect(m_tabs, &WatchTabs::tabOpened, this, [this] { m_tabs->refresh(m_session); });
    connect(m_tabs, &WatchTabs::choiceChanged, this, &WatchWindow::showDetails);
    connect(m_tabs, &WatchTabs::confirmRequested, this,
        [this](const QString &pattern) { answerLink(pattern, true); });
    connect(m_tabs, &WatchTabs::refuseRequested, this,
        [this](const QString &pattern) { answerLink(pattern, false); });
    const auto chosen = [this] { return QString::fromStdString(m_tabs->chosenPattern()); };
    connect(m_details, &DetailPanel::confirmRequested, this,
        [this, chosen] { answerLink(chosen(), true); });
    connect(m_details, &DetailPanel::refuseRequested, this,
        [this, chosen] { answerLink(chosen(), false); });
    connect(m_details, &DetailPanel::rangeChosen, this,
        [this](SinceStart from, SinceStart to) { m_session.setRange(from, to); });
    connect(m_details, &DetailPanel::liveRequested, this, [this] {
        if (!m_session.range().live)
            m_session.setPaused(false);
    });
    connect(m_details, &DetailPanel::changesRequested, this, [this] { askChanges(true); });
    connect(m_details, &DetailPanel::followed, this, &WatchWindow::follow);
}

void WatchWindow::addShortcuts()
{
    // What they are for is read by the list of shortcuts.
    const auto add = [this](const QKeySequence &keys, const QString &text, auto what) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setWhatsThis(text);
        connect(shortcut, &QShortcut::activated, this, what);
    };
    for (int i = 0; i < WatchTabs::TabCount; ++i)
        add(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + i)),
            m_tabs->nameOf(WatchTabs::Tab(i)), [this, i] { m_tabs->openTab(WatchTabs::Tab(i)); });
    add(QKeySequence(Qt::CTRL | Qt::Key_P), tr("Let the picture stand still, or go on with now"),
        [this] { m_session.setPaused(m_session.range().live); });
    add(QKeySequence(Qt::CTRL | Qt::Key_B), tr("Listen to every command for a few seconds"),
        [this] { openBurst(); });
    add(QKeySequence::Save, tr("Save a snapshot…"), [this] {
        if (!m_session.isSnapshot())
            Q_EMIT snapshotSaveRequested();
    });
    add(QKeySequence::Open, tr("Open a snapshot…"), [this] { Q_EMIT snapshotOpenRequested(); });
    add(QKeySequence(Qt::Key_Question), tr("Shortcuts"),
        [] { showHelp(QStringLiteral("shortcuts")); });
}

void WatchWindow::setReducedMotion(bool reduced)
{
    m_traffic->setReducedMotion(reduced);
    m_bar->setLessMotion(reduced);
}

void WatchWindow::refresh()
{
    m_bar->refresh(m_session);
    m_traffic->setFigures(figures());
    m_tabs->refresh(m_session);
    showDetails();
}

void WatchWindow::showDetails()
{
    m_details->show(detailOf(m_session, m_tabs->chosenPattern(), m_tabs->chosenStatement()));
}

// Fills are never counted by a server: calls of the statements that fill, or else what the last
// burst showed.
TrafficFigures WatchWindow::figures() const
{
    TrafficInput input;
    const auto range = m_session.range();
    input.isLive = range.live && !m_session.isSnapshot();
    const bool chosen = !range.live && !m_session.isPaused();
    const auto from = figuresRange(m_session).from;
    input.watchesRedis = m_session.hasRedis();
    input.watchesPostgres = m_session.hasPostgres();
    input.redis = m_session.redis();
    input.postgres = m_session.postgres();
    const auto &history = m_session.history();
    input.now = history.total(from, range.to);
    if (const auto earlier = from - 1h; earlier >= history.begin())
        input.before = history.total(earlier, earlier + std::max<Duration>(range.to - from, 60s));
    const auto clock = [this](SinceStart at) { return clockTime(m_session.wallTime(at)); };
    input.window = input.isLive ? tr("10 s window")
        : chosen                ? QStringLiteral("%1 – %2").arg(clock(from), clock(range.to))
                                : tr("10 s until %1").arg(clock(range.to));
    for (const auto &finding : m_session.findings().story()) {
        const bool ofRedis = finding.kind == FindingKind::RedisAway;
        if (ofRedis || finding.kind == FindingKind::PostgresAway)
            (ofRedis ? input.redisAway : input.postgresAway)
                = tr("for %1, since %2")
                      .arg(tierlens::spanText(m_session.now() - finding.since),
                          clock(finding.since));
    }
    std::set<std::int64_t> filling;
    for (const auto &row : m_session.patternRows()) {
        if (row.link && !row.link->refused)
            filling.insert(row.link->statement);
    }
    double calls = 0;
    Duration time{};
    std::uint64_t count = 0;
    for (const auto &total :
        m_session.statements().totals(chosen ? from : range.to - FillWindow, range.to)) {
        if (filling.count(total.counts.id) == 0)
            continue;
        calls += total.callsPerSecond;
        time += total.counts.time;
        count += total.counts.calls;
    }
    if (count > 0) {
        input.fills = calls;
        input.fillMean = time / std::int64_t(count);
    } else if (!m_session.traffic().empty()) {
        input.fills = 0;
        for (const auto &traffic : m_session.traffic())
            input.fills += traffic.perSecond(traffic.fills);
    }
    return trafficFigures(input);
}

void WatchWindow::follow(const Finding &finding)
{
    const auto tab = tabFor(finding.kind);
    if (tab == WatchTabs::Patterns && patternRowOf(m_session, finding.subject)) {
        m_tabs->choosePattern(finding.subject);
        return;
    }
    m_tabs->openTab(tab);
    if (tab != WatchTabs::Queries)
        return;
    for (const auto &[id, text] : m_session.statements().texts()) {
        if (text == finding.subject)
            m_tabs->chooseStatement(id);
    }
}

void WatchWindow::answerLink(const QString &pattern, bool confirm)
{
    const auto *row = patternRowOf(m_session, pattern.toStdString());
    if (!row || !row->link || m_session.isSnapshot())
        return;
    if (confirm)
        m_session.confirmLink(pattern, row->link->statement);
    else
        m_session.refuseLink(pattern, row->link->statement);
}

void WatchWindow::openBurst()
{
    if (m_session.isSnapshot() || !m_session.redis())
        return;
    if (!m_burst) {
        m_burst = new BurstDialog(this);
        m_burst->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_burst, &BurstDialog::limitsChanged, this,
            [this] { m_burst->setWarning(m_session.burstWarning(m_burst->limits())); });
        connect(m_burst, &BurstDialog::startRequested, this,
            [this](const BurstLimits &limits) { m_session.startBurst(limits); });
        connect(m_burst, &BurstDialog::cancelRequested, this, [this] { m_session.cancelBurst(); });
        if (m_session.lastBurst())
            m_burstShown = m_session.lastBurst()->at;
    }
    m_burst->setWarning(m_session.burstWarning(m_burst->limits()));
    m_burst->setProgress(m_session.burstProgress());
    m_burst->show();
    m_burst->raise();
    m_burst->activateWindow();
}

// Listening costs nothing if the server publishes the events already; switching them on is the one
// change Tierlens can make while it watches, so it is asked for each time.
void WatchWindow::askKeyEvents(bool on)
{
    if (!on) {
        m_session.setKeyEvents(false, false);
        return;
    }
    auto *ask = new QMessageBox(this);
    ask->setAttribute(Qt::WA_DeleteOnClose);
    ask->setWindowTitle(tr("Listen to key events"));
    ask->setText(tr("May Tierlens let Redis publish misses, expiries and evictions of keys?"));
    ask->setInformativeText(tr("If they are published already, nothing is changed. Otherwise "
                               "CONFIG SET notify-keyspace-events adds "
                               "\"Emxe\", which costs Redis some time with each of these events, "
                               "and Tierlens puts the setting back "
                               "when you switch this off or close the window."));
    auto *listen = ask->addButton(tr("Only listen, change nothing"), QMessageBox::AcceptRole);
    auto *change = ask->addButton(tr("Switch them on"), QMessageBox::DestructiveRole);
    ask->addButton(QMessageBox::Cancel);
    ask->setDefaultButton(listen);
    connect(ask, &QMessageBox::buttonClicked, this,
        [this, listen, change](const QAbstractButton *pressed) {
            if (pressed == listen || pressed == change)
                m_session.setKeyEvents(true, pressed == change);
            m_bar->refresh(m_session);
        });
    ask->open();
}

void WatchWindow::askChanges(bool allow, QWidget *over)
{
    if (!allow) {
        m_session.setMayChange(false);
        return;
    }
    auto *ask = new AllowChangesDialog(m_session.connection(), over ? over : this);
    ask->setAttribute(Qt::WA_DeleteOnClose);
    connect(ask, &AllowChangesDialog::allowed, this, [this] { m_session.setMayChange(true); });
    ask->open();
}

void WatchWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_session.setVisible(true);
}

void WatchWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_session.setVisible(false);
}

void WatchWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    // A minimised window is seen as little as a hidden one.
    if (event->type() == QEvent::WindowStateChange)
        m_session.setVisible(!isMinimized() && isVisible());
}

} // namespace tierlens
