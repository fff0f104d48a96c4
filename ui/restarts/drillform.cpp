// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drillform.h"

#include "restarts/dialogparts.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tierlens {

DrillForm::DrillForm(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QFormLayout)
    , m_span(new QSpinBox(this))
    , m_delay(new QSpinBox(this))
    , m_percent(new QSpinBox(this))
    , m_who(new QWidget(this))
    , m_targets(new QTreeWidget(m_who))
    , m_problem(dimLabel({}, m_who))
{
    m_span->setObjectName(QStringLiteral("span"));
    m_span->setSuffix(tr(" s"));
    m_span->setAccessibleName(tr("How long"));
    m_delay->setSuffix(tr(" ms"));
    m_delay->setRange(2, 500);
    m_delay->setValue(50);
    m_delay->setAccessibleName(tr("Longest wait"));
    m_percent->setSuffix(tr(" % of what is used now"));
    m_percent->setRange(10, 99);
    m_percent->setValue(80);
    m_percent->setAccessibleName(tr("Limit"));
    m_rows->addRow(tr("For"), m_span);
    m_rows->addRow(tr("A command waits at most"), m_delay);
    m_rows->addRow(tr("Limit"), m_percent);

    m_targets->setObjectName(QStringLiteral("targets"));
    m_targets->setHeaderLabels({tr("Who"), tr("Doing")});
    m_targets->setRootIsDecorated(false);
    m_targets->setUniformRowHeights(true);
    m_targets->setMinimumHeight(150);
    m_targets->header()->setStretchLastSection(true);
    m_targets->header()->resizeSection(0, 240);
    auto *again = new QPushButton(tr("List again"), m_who);
    again->setAutoDefault(false);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_problem, 1);
    foot->addWidget(again);
    auto *who = new QVBoxLayout(m_who);
    who->setContentsMargins(0, 0, 0, 0);
    who->addWidget(m_targets);
    who->addLayout(foot);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(m_rows);
    column->addWidget(m_who);
    connect(m_targets, &QTreeWidget::itemSelectionChanged, this, &DrillForm::changed);
    connect(again, &QPushButton::clicked, this, &DrillForm::targetsWanted);
    setKind(m_kind);
}

bool DrillForm::needsTarget(DrillKind kind)
{
    return kind == DrillKind::KillClient || kind == DrillKind::EndSession;
}

void DrillForm::setKind(DrillKind kind)
{
    m_kind = kind;
    const auto show = [this](QWidget *field, bool isShown) {
        field->setVisible(isShown);
        m_rows->labelForField(field)->setVisible(isShown);
    };
    show(m_span,
        kind == DrillKind::PauseClients || kind == DrillKind::SlowAnswers
            || kind == DrillKind::LowMemory);
    show(m_delay, kind == DrillKind::SlowAnswers);
    show(m_percent, kind == DrillKind::LowMemory);
    m_span->setRange(1,
        kind == DrillKind::PauseClients      ? 30
            : kind == DrillKind::SlowAnswers ? 120
                                             : 600);
    m_span->setValue(kind == DrillKind::PauseClients ? 3
            : kind == DrillKind::SlowAnswers         ? 20
                                                     : 60);
    m_who->setVisible(needsTarget(kind));
    m_listed.clear();
    m_targets->clear();
    m_problem->setText(tr("Looking…"));
    Q_EMIT changed();
}

void DrillForm::setTargets(const DrillTargets &targets)
{
    m_listed = targets.all;
    m_targets->clear();
    for (const auto &target : m_listed)
        m_targets->addTopLevelItem(new QTreeWidgetItem({target.who, target.doing}));
    m_problem->setText(!targets.problem.isEmpty() ? targets.problem
            : m_listed.empty()                    ? tr("Nobody but Tierlens is connected.")
                               : tr("Choose one. Tierlens' own connections are left out."));
    Q_EMIT changed();
}

DrillOrder DrillForm::order() const
{
    DrillOrder order;
    order.kind = m_kind;
    order.span = std::chrono::seconds{m_span->value()};
    order.delay = std::chrono::milliseconds{m_delay->value()};
    order.percent = m_percent->value();
    const auto chosen = m_targets->selectedItems();
    if (!chosen.isEmpty()) {
        const auto row = static_cast<std::size_t>(m_targets->indexOfTopLevelItem(chosen.front()));
        if (row < m_listed.size()) {
            order.target = m_listed[row].id;
            order.born = m_listed[row].born;
        }
    }
    return order;
}

bool DrillForm::isReady() const { return !needsTarget(m_kind) || order().target != 0; }

} // namespace tierlens
