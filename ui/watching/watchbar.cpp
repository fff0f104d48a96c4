// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/watchbar.h"

#include "core/durationtext.h"
#include "help/helpkeys.h"
#include "parts/pill.h"
#include "watching/watchpills.h"
#include "watchtables/logrows.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr int Edge = 2; // the line in the environment's colour

QString redisWord(const RedisLook *look)
{
    if (!look)
        return QStringLiteral("Redis");
    const auto &state = look->state;
    if (state.mode == "cluster")
        return WatchBar::tr("cluster %1").arg(state.primaries)
            + (state.replicas > 0 ? QStringLiteral("+%1").arg(state.replicas) : QString());
    return QStringLiteral("Redis ")
        + QString::fromStdString(state.version).section(QLatin1Char('.'), 0, 1);
}

QString postgresWord(const PostgresLook *look)
{
    return look ? QStringLiteral("Postgres ")
            + QString::fromStdString(look->state.version).section(QLatin1Char('.'), 0, 0)
                : QStringLiteral("Postgres");
}
} // namespace

WatchBar::WatchBar(QWidget *parent)
    : QFrame(parent)
    , m_wordmark(new QLabel(QStringLiteral("Tierlens"), this))
    , m_connection(new WatchPill(this))
    , m_demo(new Pill(tr("Demo"), this))
    , m_watch(new Pill(tr("Watch"), this))
    , m_burst(new Pill(tr("Burst…"), this))
    , m_tools(new Pill(tr("Tools"), this))
    , m_pause(new Pill({}, this))
    , m_range(new Pill(spanText(m_span), this))
    , m_cost(new CostMeter(this))
    , m_menu(new QMenu(this))
    , m_edge(theme().line)
{
    setAccessibleName(tr("Top bar"));
    QFont mark = theme().figure(18);
    mark.setWeight(QFont::DemiBold);
    m_wordmark->setFont(mark);
    m_watch->setCheckable(true);
    m_watch->setChecked(true);
    m_watch->setExplanation(
        tr("Looks at servers that other programs use, and changes nothing there."));
    m_demo->setExplanation(tr("Tierlens plays an application itself, on servers of its own."));
    m_burst->setExplanation(
        tr("Listens to every command for a few seconds (MONITOR), to see which keys are "
           "missed and filled. Says what it costs before it begins."));
    m_tools->setExplanation(
        tr("Keys, the data-layer audit, restarts and drills on these servers."));
    const std::pair<QWidget *, QString> topics[] = {{this, QStringLiteral("watch-window")},
        {m_connection, QStringLiteral("watch-connection")}, {m_demo, QStringLiteral("demo-window")},
        {m_burst, QStringLiteral("burst")}, {m_tools, QStringLiteral("tools")},
        {m_pause, QStringLiteral("watch-range")}, {m_range, QStringLiteral("watch-range")},
        {m_cost, QStringLiteral("own-cost")}};
    for (const auto &[part, topic] : topics)
        part->setProperty("helpTopic", topic);
    m_range->setQuiet(true);
    m_range->setAccessibleName(tr("Time that is shown"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 10, 14, 10 + Edge);
    row->setSizeConstraint(QLayout::SetNoConstraint); // fit() sees to it
    row->setSpacing(6);
    row->addWidget(m_wordmark);
    row->addSpacing(12);
    row->addWidget(m_connection);
    row->addSpacing(10);
    row->addWidget(m_demo);
    row->addWidget(m_watch);
    row->addSpacing(12);
    row->addWidget(m_cost);
    row->addStretch(1);
    row->addWidget(m_burst);
    row->addWidget(m_tools);
    row->addWidget(m_pause);
    row->addWidget(m_range);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    buildMenus();
    connect(m_demo, &QAbstractButton::clicked, this, &WatchBar::demoRequested);
    // There is one way out of Watch, and it is not this pill.
    connect(m_watch, &QAbstractButton::clicked, this, [this] { m_watch->setChecked(true); });
    connect(m_burst, &QAbstractButton::clicked, this, &WatchBar::burstRequested);
    connect(
        m_pause, &QAbstractButton::clicked, this, [this] { Q_EMIT pauseRequested(!m_isPaused); });
    connect(m_cost, &CostMeter::budgetChosen, this, &WatchBar::budgetChosen);
}

void WatchBar::setLessMotion(bool less) { m_lessMotion->setChecked(less); }

void WatchBar::buildMenus()
{
    m_menu->addAction(tr("Other servers…"), this, &WatchBar::otherServersRequested);
    m_menu->addSeparator();
    m_keyEvents = m_menu->addAction(tr("Listen to key events"));
    m_keyEvents->setCheckable(true);
    connect(m_keyEvents, &QAction::triggered, this, &WatchBar::keyEventsRequested);
    m_menu->addSeparator();
    m_save = m_menu->addAction(tr("Save a snapshot…"), this, &WatchBar::snapshotSaveRequested);
    m_menu->addAction(tr("Open a snapshot…"), this, &WatchBar::snapshotOpenRequested);
    m_menu->addSeparator();
    m_lessMotion = m_menu->addAction(tr("Less motion"));
    m_lessMotion->setCheckable(true);
    connect(m_lessMotion, &QAction::triggered, this, &WatchBar::lessMotionChosen);
    addHelpActions(m_menu, this);
    m_connection->setMenu(m_menu);
    auto *tools = new QMenu(m_tools);
    const auto add = [this, tools](WatchTool tool, const QString &text) {
        m_toolActions[std::size_t(tool)]
            = tools->addAction(text, this, [this, tool] { Q_EMIT toolRequested(tool); });
    };
    add(WatchTool::Keys, tr("Keys…"));
    m_toolActions[std::size_t(WatchTool::Keys)]->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_K));
    addAction(m_toolActions[std::size_t(WatchTool::Keys)]); // a menu alone has no shortcuts
    add(WatchTool::Audit, tr("Data-layer audit…"));
    tools->addSeparator();
    add(WatchTool::RestartRedis, tr("Restart Redis…"));
    add(WatchTool::RestartPostgres, tr("Restart Postgres…"));
    add(WatchTool::Drills, tr("Fault drills…"));
    tools->addSeparator();
    m_changes = tools->addAction(tr("Allow changes…"));
    m_changes->setCheckable(true);
    connect(m_changes, &QAction::triggered, this, [this](bool allow) {
        m_changes->setChecked(!allow); // until it is so
        Q_EMIT changesRequested(allow);
    });
    m_tools->setMenu(tools);
    auto *spans = new QMenu(m_range);
    for (const Duration span : {Duration(1min), Duration(5min), Duration(15min), Duration(1h),
             Duration(6h), Duration(24h)})
        spans->addAction(spanText(span), this, [this, span] {
            m_span = span;
            Q_EMIT spanChosen(span);
        });
    m_range->setMenu(spans);
}

QString WatchBar::spanText(Duration span)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(span).count();
    return minutes < 60 ? tr("last %1 min").arg(minutes) : tr("last %1 h").arg(minutes / 60);
}

QString WatchBar::rangeText(const WatchSession &session)
{
    const auto range = session.range();
    return QStringLiteral("%1 – %2").arg(
        clockTime(session.wallTime(range.from)), clockTime(session.wallTime(range.to)));
}

void WatchBar::refresh(const WatchSession &session)
{
    m_isPaused = session.isPaused();
    const bool stands = session.isSnapshot(), live = session.range().live && !stands;
    m_edge = environmentColor(session.connection());
    m_connection->setConnection(session.connection(), stands, session.mayChange());
    m_connection->setServers(session.hasRedis(), session.hasPostgres());
    const auto *redis = session.redis();
    const auto *postgres = session.postgres();
    constexpr auto Connecting = ServerChange::State::Connecting;
    m_connection->setRedis(
        redis ? redis->health : Connecting, redisWord(redis), redis && underWay(redis->failover));
    m_connection->setPostgres(postgres ? postgres->health : Connecting, postgresWord(postgres),
        postgres && underWay(postgres->failover));
    const auto reason = [](const std::string &text) { return QString::fromStdString(text); };
    m_cost->setCost({session.hasRedis(), session.ownRedis(), redis ? redis->pace : Duration{},
                        redis ? reason(redis->paceReason) : QString()},
        {session.hasPostgres(), session.ownPostgres(), postgres ? postgres->pace : Duration{},
            postgres ? reason(postgres->paceReason) : QString()},
        session.budget());
    m_cost->setVisible(!stands);
    m_burst->setVisible(!stands && session.hasRedis());
    m_burst->setEnabled(redis && redis->health == ServerChange::State::Up);
    m_tools->setVisible(!stands);
    const auto enable
        = [this](WatchTool tool, bool on) { m_toolActions[std::size_t(tool)]->setEnabled(on); };
    enable(WatchTool::Keys, session.hasRedis());
    enable(WatchTool::RestartRedis, session.hasRedis());
    enable(WatchTool::RestartPostgres, session.hasPostgres());
    m_changes->setChecked(session.mayChange());
    m_pause->setVisible(!stands);
    m_pause->setSymbol(live ? Pill::Symbol::Pause : Pill::Symbol::Play);
    m_pause->setAccessibleName(
        live ? tr("Let the picture stand still") : tr("Show what happens now again"));
    m_pause->setExplanation(
        live ? tr("The picture stands still; looking goes on.") : m_pause->accessibleName());
    m_isPaused = !live;
    m_range->setLabel(live ? spanText(m_span) : rangeText(session));
    m_keyEvents->setChecked(session.keyEvents().listening);
    m_keyEvents->setEnabled(!stands && session.hasRedis());
    m_save->setEnabled(!stands);
    fit();
    update();
}

// What may go where it is narrow, in this order; nothing becomes unreachable.
void WatchBar::fit()
{
    for (int level = 0; level <= 4; ++level) {
        m_cost->setBrief(level >= 1);
        m_connection->setBrief(level >= 4 ? WatchPill::Brief::Most
                : level >= 2              ? WatchPill::Brief::Servers
                                          : WatchPill::Brief::No);
        m_wordmark->setVisible(level < 3);
        layout()->invalidate();
        if (layout()->minimumSize().width() <= width())
            break;
    }
}

void WatchBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fit();
}

void WatchBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    painter.fillRect(QRect(0, height() - Edge, width(), Edge), m_edge);
}

} // namespace tierlens
