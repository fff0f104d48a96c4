// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/controlspanel.h"

#include "panels/policypanel.h"
#include "panels/scenariolist.h"
#include "parts/scrolled.h"
#include "theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpacerItem>
#include <QVBoxLayout>

namespace tierlens {

namespace {
constexpr int Side = 10;

QLabel *heading(const QString &text, int above, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(theme().heading());
    label->setProperty("role", QStringLiteral("dim"));
    label->setContentsMargins(3, above, 0, 4);
    return label;
}
} // namespace

ControlsPanel::ControlsPanel(QWidget *parent)
    : QFrame(parent)
    , m_area(new QScrollArea(this))
{
    setProperty("role", QStringLiteral("panel"));
    setAccessibleName(tr("Controls"));
    setProperty("helpTopic", QStringLiteral("demo-window"));
    auto *content = new QWidget;
    m_scenarios = new ScenarioList(content);
    m_policy = new PolicyPanel(content);
    m_actions = new ActionsPanel(content);
    m_scenarios->setProperty("helpTopic", QStringLiteral("scenarios"));
    m_policy->setProperty("helpTopic", QStringLiteral("policies"));
    m_actions->setProperty("helpTopic", QStringLiteral("actions"));
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(Side, 12, 0, 10);
    m_column->setSpacing(0);
    m_column->addWidget(heading(tr("SCENARIO"), 0, content));
    m_column->addWidget(m_scenarios);
    auto *compare = new QPushButton(tr("Compare…"), content);
    compare->setProperty("role", QStringLiteral("flat"));
    compare->setToolTip(tr("Play the same requests with two policies and see which is better (E)"));
    compare->setStyleSheet(QStringLiteral("padding: 2px 6px;"));
    compare->setProperty("helpTopic", QStringLiteral("compare"));
    connect(compare, &QPushButton::clicked, this, &ControlsPanel::compareRequested);
    auto *policyHeading = new QHBoxLayout;
    policyHeading->setContentsMargins(0, 0, 3, 0);
    m_policyHeading = heading(tr("CACHE POLICY"), 12, content);
    policyHeading->addWidget(m_policyHeading);
    policyHeading->addStretch();
    policyHeading->addWidget(compare, 0, Qt::AlignBottom);
    m_column->addLayout(policyHeading);
    m_column->addWidget(m_policy);
    m_gap = new QSpacerItem(0, 12, QSizePolicy::Minimum, QSizePolicy::Fixed);
    m_column->addSpacerItem(m_gap);
    m_column->addWidget(m_actions);
    m_column->addStretch();

    letScroll(*m_area, content);
    // The scroll bar is the right margin: always there, so that nothing moves when it is needed,
    // and not to be seen while it is not.
    m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    auto *bar = m_area->verticalScrollBar();
    bar->setStyleSheet(QStringLiteral("QScrollBar::handle:disabled { background: transparent; }"));
    bar->setEnabled(false);
    connect(bar, &QScrollBar::rangeChanged, this,
        [bar](int, int maximum) { bar->setEnabled(maximum > 0); });
    auto *frame = new QVBoxLayout(this);
    frame->setContentsMargins(1, 1, 1, 1);
    frame->addWidget(m_area);
    content->installEventFilter(this);

    connect(m_scenarios, &ScenarioList::chosen, this, &ControlsPanel::scenarioChosen);
    connect(m_policy, &PolicyPanel::policyChanged, this, &ControlsPanel::policyChanged);
    connect(m_actions, &ActionsPanel::action, this, &ControlsPanel::action);
    connect(m_actions, &ActionsPanel::freezeRequested, this, &ControlsPanel::freezeRequested);
}

// As wide as the widest line, whatever the font.
bool ControlsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_area->widget() && event->type() == QEvent::LayoutRequest) {
        m_area->setMinimumWidth(
            m_column->minimumSize().width() + m_area->verticalScrollBar()->sizeHint().width());
        fit();
    }
    return QFrame::eventFilter(watched, event);
}

void ControlsPanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fit();
}

// In a low window everything moves together before anything has to be scrolled for.
void ControlsPanel::fit()
{
    if (!m_compact)
        m_fullHeight = m_column->minimumSize().height();
    setCompact(m_fullHeight > m_area->viewport()->height());
}

void ControlsPanel::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    m_scenarios->setCompact(compact);
    m_policy->setCompact(compact);
    m_actions->setCompact(compact);
    m_policyHeading->setContentsMargins(3, compact ? 8 : 12, 0, compact ? 2 : 4);
    m_gap->changeSize(0, compact ? 9 : 12, QSizePolicy::Minimum, QSizePolicy::Fixed);
    m_column->setContentsMargins(Side, compact ? 7 : 12, 0, compact ? 3 : 10);
    m_column->invalidate();
}

void ControlsPanel::setTraffic(const TrafficSettings &traffic) { m_policy->setTraffic(traffic); }

void ControlsPanel::showPolicies() { m_policy->showMore(); }

void ControlsPanel::setScenarios(
    const std::vector<ScenarioText> &scenarios, const QString &currentId)
{
    m_scenarios->setScenarios(scenarios, currentId);
    for (const auto &scenario : scenarios) {
        if (scenario.id == currentId && !scenario.writeAction.isEmpty())
            m_actions->setWriteText(scenario.writeAction);
    }
}

void ControlsPanel::setSelectedKey(const QString &shownKey) { m_actions->setSelectedKey(shownKey); }

void ControlsPanel::setBusy(ActionId action, bool busy, const QString &text)
{
    m_actions->setBusy(action, busy, text);
}

void ControlsPanel::setBlocked(ActionId action, const QString &reason)
{
    m_actions->setBlocked(action, reason);
}

void ControlsPanel::setMemoryReason(const QString &reason) { m_policy->setMemoryReason(reason); }

void ControlsPanel::setRestartReason(const QString &reason) { m_actions->setRestartReason(reason); }

} // namespace tierlens
