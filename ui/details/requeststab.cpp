// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/requeststab.h"

#include "core/durationtext.h"
#include "details/detailchip.h"
#include "details/detailtable.h"
#include "details/waterfallview.h"
#include "models/requesttext.h"
#include "models/waterfallrows.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace tierlens {

RequestsTab::RequestsTab(const Store &store, const Statements &statements,
    QStringList operationNames, QString keyPrefix, QWidget *parent)
    : QWidget(parent)
    , m_statements(statements)
    , m_operationNames(std::move(operationNames))
    , m_keyPrefix(std::move(keyPrefix))
    , m_model(new RequestModel(store, m_operationNames, m_keyPrefix, this))
    , m_filter(new QLineEdit(this))
    , m_follow(new QPushButton(this))
    , m_table(new DetailTable(tr("Recent requests, newest first"), m_model, this))
    , m_waterfall(new WaterfallView(QString(), this))
{
    m_filter->setObjectName(QStringLiteral("requestFilter"));
    m_filter->setPlaceholderText(tr("Filter: key or operation"));
    m_filter->setAccessibleName(tr("Filter requests by key or operation"));
    m_filter->setClearButtonEnabled(true);
    m_follow->setObjectName(QStringLiteral("follow"));
    m_table->setObjectName(QStringLiteral("requests"));
    m_waterfall->setObjectName(QStringLiteral("selectedRequest"));
    const auto times = QStringLiteral("request-times"); // total, and of it in either server
    m_table->setProperty("helpTopics",
        QStringList{{}, QStringLiteral("outcome"), {}, {}, times, times, times,
            QStringLiteral("freshness")});
    m_waterfall->setProperty("helpTopic", QStringLiteral("latest-miss"));
    m_waterfall->hide();

    auto *bar = new QHBoxLayout;
    bar->setSpacing(6);
    bar->addWidget(m_filter, 1);
    for (std::size_t i = 0; i < OutcomeCount; ++i) {
        const auto outcome = Outcome(i);
        auto *chip
            = new DetailChip(outcomeSymbol(outcome) + QLatin1Char(' ') + outcomeName(outcome),
                outcomeAccent(outcome), this);
        chip->setChecked(true);
        chip->setAccessibleName(tr("Show: %1").arg(outcomeName(outcome)));
        chip->setToolTip(outcomeSentence(outcome));
        chip->setProperty("helpTopic", QStringLiteral("outcome"));
        connect(chip, &DetailChip::toggled, this, &RequestsTab::applyFilter);
        bar->addWidget(chip);
        m_outcomes[i] = chip;
    }
    bar->addWidget(m_follow);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_waterfall);

    m_table->setColumnTexts(
        {QStringLiteral("00:00.000"), QStringLiteral("◇ waited "), QStringLiteral("follower count"),
            QString(), QStringLiteral("00.00 ms"), QStringLiteral("00.00 ms"),
            QStringLiteral("00.00 ms"), tr("stale %1").arg(QStringLiteral("0.00 ms"))},
        RequestModel::Key);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    connect(m_filter, &QLineEdit::textChanged, this, &RequestsTab::applyFilter);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this,
        &RequestsTab::decideWhetherPaused);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &RequestsTab::showSelected);
    // A reset drops the selection without a word.
    connect(m_model, &RequestModel::modelReset, this, &RequestsTab::showSelected);
    connect(m_table, &DetailTable::activated, this, &RequestsTab::activate);
    connect(m_follow, &QPushButton::clicked, this, [this] {
        if (isPaused()) {
            follow();
        } else {
            m_paused = true;
            decideWhetherPaused();
        }
    });
    showState();
}

void RequestsTab::follow()
{
    m_paused = false;
    m_table->clearSelection();
    m_table->scrollToTop();
    decideWhetherPaused();
    m_model->update();
    showState();
}

void RequestsTab::decideWhetherPaused()
{
    m_model->setPaused(m_paused || m_table->verticalScrollBar()->value() > 0
        || m_table->selectionModel()->hasSelection());
    showState();
}

void RequestsTab::refresh(SinceStart now)
{
    if (!m_limit.isDue(now))
        return;
    m_model->update();
    showState();
}

// In a small window the key needs the room more, and mostly tells the operation.
void RequestsTab::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_table->setColumnHidden(RequestModel::Operation, width() < 800);
}

void RequestsTab::showState()
{
    const auto waiting = m_model->waiting();
    if (!isPaused())
        m_follow->setText(tr("Pause"));
    else if (waiting == 0)
        m_follow->setText(tr("Follow"));
    else
        m_follow->setText(tr("Follow · %1 new").arg(bigText(waiting)));
    m_follow->setAccessibleName(m_follow->text());
    m_follow->setToolTip(isPaused() ? tr("Paused. Shows the newest requests again.")
                                    : tr("Keeps the list as it is, to read it."));
    m_table->setEmptyText(
        m_model->held() == 0 ? tr("No request yet") : tr("No recent request matches the filter"));
}

void RequestsTab::applyFilter()
{
    RequestModel::Outcomes outcomes{};
    for (std::size_t i = 0; i < OutcomeCount; ++i)
        outcomes[i] = m_outcomes[i]->isChecked();
    m_model->setFilter(m_filter->text(), outcomes);
    m_table->scrollToTop();
    decideWhetherPaused();
}

void RequestsTab::showSelected()
{
    const auto rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        m_waterfall->hide();
        m_waterfall->clear();
        decideWhetherPaused();
        return;
    }
    const auto current = m_table->currentIndex();
    const int row = m_table->selectionModel()->isRowSelected(current.row()) ? current.row()
                                                                            : rows.first().row();
    const auto &recent = m_model->request(row);
    m_waterfall->setWaterfall(waterfallOf(recent, m_statements, m_keyPrefix));
    m_waterfall->setTitle(
        QStringLiteral("%1 %2 · %3 · %4")
            .arg(outcomeSymbol(recent.request.outcome), outcomeName(recent.request.outcome),
                shownKey(recent.request.key, m_keyPrefix), durationText(recent.took)));
    const bool appears = m_waterfall->isHidden();
    m_waterfall->show();
    decideWhetherPaused();
    if (appears) // the table is shorter from now on: keep the row in sight
        QTimer::singleShot(0, m_table, [this] { m_table->scrollTo(m_table->currentIndex()); });
}

void RequestsTab::activate(const QModelIndex &index)
{
    const auto &key = m_model->request(index.row()).request.key;
    if (!key.empty() && !key.isCut()) // a cut key names nothing
        Q_EMIT keyActivated(QString::fromStdString(key.str()));
}

} // namespace tierlens
