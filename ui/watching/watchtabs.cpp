// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/watchtabs.h"

#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "parts/pill.h"
#include "watchtables/logrows.h"
#include "watchtables/patternrows.h"
#include "watchtables/sessionrows.h"
#include "watchtables/statementrows.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace tierlens {

namespace {
// Words with a line under the current one; keys and screen readers find a common tab bar.
class TabStrip final : public QTabBar
{
public:
    explicit TabStrip(QWidget *parent)
        : QTabBar(parent)
    {
        setDrawBase(false);
        setExpanding(false);
        setUsesScrollButtons(true);
        setFocusPolicy(Qt::StrongFocus);
    }

protected:
    QSize tabSizeHint(int index) const override
    {
        const QFontMetrics metrics(theme().bold13());
        return {metrics.horizontalAdvance(tabText(index)) + 30, metrics.height() + 20};
    }
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(theme().bold13());
        for (int i = 0; i < count(); ++i) {
            const bool here = i == currentIndex();
            painter.setPen(here ? theme().text : theme().dim);
            painter.drawText(tabRect(i), Qt::AlignCenter, tabText(i));
            if (here)
                painter.fillRect(tabRect(i).adjusted(14, tabRect(i).height() - 3, -14, 0),
                    hasFocus() ? theme().text : theme().app);
        }
    }
};

// A sentence behind a bar in the colour of a warning.
class NoticeLine final : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().raised);
        painter.drawRoundedRect(rect(), 6, 6);
        painter.fillRect(QRect(0, 0, 4, height()), theme().miss);
        painter.end();
        QLabel::paintEvent(event);
    }
};

constexpr std::optional<WatchTabs::List> None = std::nullopt;
} // namespace

WatchTabs::WatchTabs(QWidget *parent)
    : QFrame(parent)
    , m_bar(new TabStrip(this))
    , m_filter(new QLineEdit(this))
    , m_pages(new QStackedWidget(this))
    , m_note(new QLabel(this))
    , m_notice(new NoticeLine(this))
{
    setProperty("role", QStringLiteral("panel"));
    const auto make = [this](List list, const QString &name, std::vector<Column> columns,
                          bool twoLines = false) {
        m_lists[std::size_t(list)] = new RowsTable(name, std::move(columns), twoLines, this);
    };
    make(PatternList, tr("Key patterns"), patternColumns(), true);
    make(QueryList, tr("Queries"), statementColumns());
    make(SessionList, tr("Sessions of PostgreSQL"), sessionColumns());
    make(ClientList, tr("Clients of Redis"), clientColumns());
    make(LockList, tr("Locks"), lockColumns());
    make(SlowList, tr("Slow log"), slowColumns());
    make(SpikeList, tr("Latency spikes"), spikeColumns());
    make(TableList, tr("Tables"), tableColumns());
    make(EventList, tr("Events"), findingColumns(), true);
    const QString names[] = {tr("Key patterns"), tr("Queries"), tr("Sessions"), tr("Locks"),
        tr("Slow log"), tr("Tables"), tr("Events")};
    const QString topics[] = {QStringLiteral("patterns"), QStringLiteral("watch-statements"),
        QStringLiteral("sessions"), QStringLiteral("redis-client-list"), QStringLiteral("locks"),
        QStringLiteral("slow-log"), QStringLiteral("latency-spikes"), QStringLiteral("tables"),
        QStringLiteral("watch-events")};
    for (std::size_t i = 0; i < ListCount; ++i)
        m_lists[i]->setProperty("helpTopic", topics[i]);
    m_bar->setProperty("helpTopics",
        QStringList{topics[PatternList], topics[QueryList], topics[SessionList], topics[LockList],
            topics[SlowList], topics[TableList], topics[EventList]});
    setProperty("helpTopic", QStringLiteral("watch-window"));
    m_notice->setProperty("helpTopic", QStringLiteral("expiring-next-minute"));
    m_note->setProperty("helpTopic", QStringLiteral("trouble-rights"));
    const std::array<std::optional<List>, 2> lists[]
        = {{PatternList, None}, {QueryList, None}, {SessionList, ClientList}, {LockList, None},
            {SlowList, SpikeList}, {TableList, None}, {EventList, None}};
    for (int i = 0; i < TabCount; ++i) {
        m_bar->addTab(names[i]);
        m_pages->addWidget(buildPage(lists[i],
            i == Sessions ? QStringList{QStringLiteral("PostgreSQL"), QStringLiteral("Redis")}
                          : QStringList{tr("Slow log"), tr("Latency spikes")}));
    }
    m_bar->setAccessibleName(tr("Lists"));
    m_filter->setPlaceholderText(tr("Filter…"));
    m_filter->setAccessibleName(tr("Filter the list"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(150);
    m_note->setProperty("role", QStringLiteral("dim"));
    m_note->setFont(theme().small());
    m_note->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText); // patterns may look like tags
    m_notice->setWordWrap(true);
    m_notice->setContentsMargins(18, 11, 14, 11);
    m_note->hide();
    m_notice->hide();
    auto *head = new QHBoxLayout;
    head->setContentsMargins(4, 6, 14, 0);
    head->addWidget(m_bar, 1);
    head->addWidget(m_filter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 10);
    column->setSpacing(4);
    column->addLayout(head);
    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(9, 0, 9, 0);
    inner->setSpacing(6);
    inner->addWidget(m_note);
    inner->addWidget(m_pages, 1);
    inner->addWidget(m_notice);
    column->addLayout(inner, 1);

    connect(m_bar, &QTabBar::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        m_lists[std::size_t(shownList())]->rows().setFilter(m_filter->text());
        Q_EMIT tabOpened();
        Q_EMIT choiceChanged();
    });
    connect(m_filter, &QLineEdit::textChanged, this,
        [this](const QString &text) { m_lists[std::size_t(shownList())]->rows().setFilter(text); });
    for (const List list : {PatternList, QueryList})
        connect(
            m_lists[std::size_t(list)], &RowsTable::chosenChanged, this, &WatchTabs::choiceChanged);
    m_lists[PatternList]->setMenu([this](QMenu &menu) {
        const auto pattern = QString::fromStdString(chosenPattern());
        menu.addAction(tr("Confirm what fills it"), this,
            [this, pattern] { Q_EMIT confirmRequested(pattern); });
        menu.addAction(
            tr("Refuse what fills it"), this, [this, pattern] { Q_EMIT refuseRequested(pattern); });
        menu.addSeparator();
    });
}

QWidget *WatchTabs::buildPage(
    const std::array<std::optional<List>, 2> &lists, const QStringList &names)
{
    if (!lists[1])
        return m_lists[std::size_t(*lists[0])];
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(6, 0, 6, 0);
    auto *stack = new QStackedWidget(page);
    for (int i = 0; i < 2; ++i) {
        stack->addWidget(m_lists[std::size_t(*lists[std::size_t(i)])]);
        auto *pill = new Pill(names[i], page);
        pill->setCheckable(true);
        pill->setAutoExclusive(true);
        pill->setChecked(i == 0);
        pill->setProperty(
            "helpTopic", m_lists[std::size_t(*lists[std::size_t(i)])]->property("helpTopic"));
        row->addWidget(pill);
        connect(pill, &QAbstractButton::clicked, this, [this, stack, i] {
            stack->setCurrentIndex(i);
            m_lists[std::size_t(shownList())]->rows().setFilter(m_filter->text());
            Q_EMIT tabOpened();
        });
    }
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(stack, 1);
    m_switched[std::size_t(*lists[0] == SessionList ? Sessions : SlowLog)] = stack;
    return page;
}

WatchTabs::Tab WatchTabs::tab() const { return static_cast<Tab>(m_bar->currentIndex()); }

QString WatchTabs::nameOf(Tab tab) const { return m_bar->tabText(tab); }

void WatchTabs::openTab(Tab tab) { m_bar->setCurrentIndex(tab); }

WatchTabs::List WatchTabs::shownList() const
{
    const auto *stack = m_switched[std::size_t(tab())];
    const bool second = stack && stack->currentIndex() == 1;
    constexpr List first[]
        = {PatternList, QueryList, SessionList, LockList, SlowList, TableList, EventList};
    return static_cast<List>(first[tab()] + (second ? 1 : 0));
}

std::string WatchTabs::chosenPattern() const
{
    return tab() == Patterns ? list(PatternList).chosen() : std::string();
}

std::int64_t WatchTabs::chosenStatement() const
{
    const auto key = tab() == Queries ? list(QueryList).chosen() : std::string();
    return QString::fromStdString(key).toLongLong();
}

void WatchTabs::choosePattern(const std::string &pattern)
{
    openTab(Patterns);
    list(PatternList).choose(pattern);
}

void WatchTabs::chooseStatement(std::int64_t id)
{
    openTab(Queries);
    list(QueryList).choose(statementKey(id));
}

void WatchTabs::refresh(const WatchSession &session)
{
    const List shown = shownList();
    fill(shown, session);
    list(shown).setEmptyText(emptyText(shown, session));
    const auto note = noteText(session);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    showNotice(session);
}

void WatchTabs::fill(List which, const WatchSession &session)
{
    RowsModel &rows = list(which).rows();
    const auto range = session.range();
    const auto *postgres = session.postgres();
    const std::vector<SessionRow> none;
    const auto &sessions = postgres ? postgres->sessions : none;
    switch (which) {
    case PatternList:
        rows.show(patternRows(session.patternRows(), session.findings().story(),
            range.live && !session.isSnapshot() && session.redis()
                && session.redis()->health != ServerChange::State::Up));
        break;
    case QueryList:
        rows.show(statementRows(session.statements().totals(range.from, range.to)));
        break;
    case SessionList:
        rows.show(sessionRows(sessions));
        break;
    case ClientList:
        rows.show(clientRows(session.clients()));
        break;
    case LockList:
        rows.show(lockRows(lockTree(sessions)));
        break;
    case SlowList:
        rows.show(slowRows(session.slowLog()));
        break;
    case SpikeList:
        rows.show(spikeRows(session.spikes()));
        break;
    case TableList:
        rows.show(tableRows(session.tables(), session.wallTime(session.now()) / 1000));
        break;
    case EventList:
    case ListCount:
        rows.show(findingRows(
            session.findings().all(), [&session](SinceStart at) { return session.wallTime(at); }));
        break;
    }
}

QString WatchTabs::emptyText(List which, const WatchSession &session) const
{
    if (!m_filter->text().isEmpty())
        return tr("Nothing here contains this text.");
    const bool ofRedis
        = which == PatternList || which == ClientList || which == SlowList || which == SpikeList;
    const bool isThere
        = which == EventList || (ofRedis ? session.hasRedis() : session.hasPostgres());
    if (!isThere)
        return ofRedis
            ? tr("This connection names no Redis. Choose other servers to watch one.")
            : tr("This connection names no PostgreSQL. Choose other servers to watch one.");
    const auto *redis = session.redis();
    const auto *postgres = session.postgres();
    if (which != EventList && (ofRedis ? !redis : !postgres))
        return tr("Connecting…");
    const auto problem = which == EventList ? std::string()
        : ofRedis                           ? redis->problem
                                            : postgres->problem;
    if (!problem.empty())
        return QString::fromStdString(problem);
    switch (which) {
    case PatternList:
        return tr("Keys are looked at bit by bit; the first patterns show after some seconds. "
                  "A burst shows at once which are missed.");
    case QueryList:
        return !postgres->state.hasStatements && !postgres->state.statementsHint.empty()
            ? QString::fromStdString(postgres->state.statementsHint)
            : tr("No statement was called in this time.");
    case LockList:
        return tr("Nobody waits for a lock.");
    case SpikeList:
        return tr(
            "No latency spikes. Redis notes them only while latency-monitor-threshold is set.");
    case SlowList:
        return tr("The slow log is empty.");
    case EventList:
        return tr("Nothing stood out so far. What changes will be told here, with its time.");
    default:
        return tr("Nothing here.");
    }
}

// What is missing from a list that is not empty, and of when it is.
QString WatchTabs::noteText(const WatchSession &session) const
{
    if (shownList() == PatternList && !session.patternRows().empty()) {
        const auto &burst = session.lastBurst();
        if (session.traffic().empty())
            return tr("Hit rates and fills are measured by a burst; there was none yet.");
        return burst && burst->problem.empty()
            ? tr("Hit rates and fills are those of the burst at %1, %2.")
                  .arg(clockTime(session.wallTime(burst->at)), agoText(session.now() - burst->at))
            : QString();
    }
    const auto *postgres = session.postgres();
    if (!postgres || shownList() != SessionList)
        return {};
    if (postgres->state.sessionsUnseen == 1)
        return tr("1 session hides its details from our user: it lacks pg_monitor.");
    if (postgres->state.sessionsUnseen > 0)
        return tr("%1 sessions hide their details from our user: it lacks pg_monitor.")
            .arg(countText(postgres->state.sessionsUnseen));
    if (postgres->sessionsInAll > postgres->sessions.size())
        return tr(
            "%1 of %2 sessions: those that are active, waiting, blocking or in a transaction.")
            .arg(countText(postgres->sessions.size()), countText(postgres->sessionsInAll));
    return {};
}

void WatchTabs::showNotice(const WatchSession &session)
{
    QString text;
    for (const auto &finding : session.findings().story()) {
        if (finding.kind == FindingKind::ExpiryCliff && text.isEmpty())
            text = finding.sentence;
    }
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
}

QString WatchTabs::notice() const { return m_notice->text(); }

void WatchTabs::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    const int below = m_bar->geometry().bottom() + 1;
    painter.fillRect(QRect(1, below, width() - 2, 1), theme().line);
}

} // namespace tierlens
