// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/bottompanel.h"

#include "charts/sightingcard.h"
#include "details/bottompaneltabs.h"
#include "details/eventstab.h"
#include "details/queriestab.h"
#include "details/requeststab.h"
#include "details/sightingline.h"
#include "details/timingstab.h"
#include "details/worldtab.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace tierlens {

BottomPanel::BottomPanel(const Store &store, const Statements &statements,
    QStringList operationNames, QString keyPrefix, QWidget *parent)
    : QFrame(parent)
    , m_tabs(new BottomPanelTabs(this))
    , m_span(new QComboBox(this))
    , m_pages(new QStackedWidget(this))
    , m_timings(new TimingsTab(store, statements, operationNames, keyPrefix, this))
    , m_requests(new RequestsTab(store, statements, operationNames, keyPrefix, this))
    , m_queries(new QueriesTab(store, statements, this))
    , m_events(new EventsTab(store, this))
    , m_world(new WorldTab(store, this))
    , m_line(new SightingLine(store, this))
    , m_card(new SightingCard(store, this))
{
    setProperty("role", QStringLiteral("panel"));
    setAccessibleName(tr("Timings, requests, queries and events"));
    m_tabs->setObjectName(QStringLiteral("tabs"));
    const QStringList topics{QStringLiteral("timings"), QStringLiteral("request-list"),
        QStringLiteral("statement-list"), QStringLiteral("events"), QStringLiteral("world-board")};
    m_tabs->setProperty("helpTopics", topics);
    setProperty("helpTopic", topics[0]);
    m_line->setProperty("helpTopic", QStringLiteral("sightings"));
    m_card->setProperty("helpTopic", QStringLiteral("sightings"));
    const std::pair<QString, QWidget *> pages[]
        = {{tr("Timings"), m_timings}, {tr("Requests"), m_requests}, {tr("Queries"), m_queries},
            {tr("Events"), m_events}, {tr("World"), m_world}};
    for (const auto &[name, page] : pages) {
        const int tab = m_tabs->addTab(name);
        m_tabs->setTabToolTip(tab, tr("%1 (Alt+%2)").arg(name).arg(tab + 1));
        page->setProperty("helpTopic", topics[tab]);
        m_pages->addWidget(page);
        auto *shortcut = new QShortcut(QKeySequence(Qt::ALT | (Qt::Key_1 + tab)), this);
        shortcut->setWhatsThis(name);
        connect(shortcut, &QShortcut::activated, this, [this, tab] {
            m_tabs->setCurrentIndex(tab);
            m_tabs->setFocus(Qt::ShortcutFocusReason);
        });
    }
    m_span->setObjectName(QStringLiteral("span"));
    m_span->setAccessibleName(tr("Time that the charts show"));
    m_span->addItem(tr("last 60 s"), 60);
    m_span->addItem(tr("last 5 min"), 300);
    m_span->addItem(tr("last 15 min"), 900);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(5, 0, 14, 0);
    head->addWidget(m_tabs);
    head->addSpacing(16);
    head->addWidget(m_line, 1);
    head->addStretch();
    head->addWidget(m_span);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 1);
    layout->setSpacing(1);
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, &BottomPanel::opened);
    connect(m_span, &QComboBox::currentIndexChanged, this, [this] {
        m_timings->setSpan(span());
        fitSpan();
        refreshAtOnce();
    });
    fitSpan();
    connect(m_timings, &TimingsTab::sightingsChosen, this,
        [this](const std::vector<std::uint64_t> &ids, QPoint at) {
            m_card->tell(ids, m_timings->mapTo(this, at), m_now);
        });
    connect(m_line, &QAbstractButton::clicked, this,
        [this] { m_card->tell({m_line->sightingId()}, m_line->geometry().center(), m_now); });
    connect(m_requests, &RequestsTab::keyActivated, this, &BottomPanel::keyActivated);
}

BottomPanel::Tab BottomPanel::tab() const { return Tab(m_tabs->currentIndex()); }

void BottomPanel::open(Tab tab) { m_tabs->setCurrentIndex(tab); }

Duration BottomPanel::span() const { return std::chrono::seconds{m_span->currentData().toInt()}; }

void BottomPanel::setSpan(Duration span)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
    const int index = m_span->findData(static_cast<int>(seconds));
    if (index >= 0)
        m_span->setCurrentIndex(index);
}

// As wide as its words, so that the arrow stands beside them.
void BottomPanel::fitSpan()
{
    m_span->setFixedWidth(
        QFontMetrics(theme().text13()).horizontalAdvance(m_span->currentText()) + 34);
}

void BottomPanel::refresh(SinceStart now)
{
    m_now = now;
    m_refreshed = true;
    if (!isVisible())
        return;
    m_line->refresh(now);
    m_card->refresh(now);
    switch (tab()) {
    case Timings:
        return m_timings->refresh(now);
    case Requests:
        return m_requests->refresh(now);
    case Queries:
        return m_queries->refresh(now);
    case Events:
        return m_events->refresh(now);
    case World:
        return m_world->refresh(now);
    }
}

// What has just come into sight shows the present, not what it showed when it was left.
void BottomPanel::refreshAtOnce()
{
    m_timings->refreshAtOnce();
    m_requests->refreshAtOnce();
    m_queries->refreshAtOnce();
    m_events->refreshAtOnce();
    m_world->refreshAtOnce();
    if (m_refreshed)
        refresh(m_now);
}

void BottomPanel::opened(int tab)
{
    m_pages->setCurrentIndex(tab);
    m_span->setVisible(tab == Timings);
    refreshAtOnce();
}

void BottomPanel::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    refreshAtOnce();
}

void BottomPanel::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setPen(QPen(theme().line, 1));
    const int y = m_tabs->geometry().bottom() + 1;
    painter.drawLine(1, y, width() - 2, y);
}

} // namespace tierlens
