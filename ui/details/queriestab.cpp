// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/queriestab.h"

#include "details/detailtable.h"
#include "store/store.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QVBoxLayout>

namespace tierlens {

QueriesTab::QueriesTab(const Store &store, const Statements &statements, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_model(new StatementModel(store.statements(), statements, this))
    , m_filter(new QLineEdit(this))
    , m_table(new DetailTable(tr("Statements sent to Postgres"), m_model, this))
{
    m_filter->setObjectName(QStringLiteral("queryFilter"));
    m_filter->setPlaceholderText(tr("Filter: part of a statement"));
    m_filter->setAccessibleName(tr("Filter statements"));
    m_filter->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("queries"));
    const auto calls = QStringLiteral("statement-calls"), times = QStringLiteral("statement-times"),
               share = QStringLiteral("statement-share");
    m_table->setProperty(
        "helpTopics", QStringList{{}, calls, calls, times, times, times, calls, share, share});
    // The heading itself tells by what is sorted: the style's arrow would lie on its text.
    m_table->horizontalHeader()->setSectionsClickable(true);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int column) {
        const bool again = column == m_model->sortColumn();
        const bool rising
            = again ? m_model->sortOrder() == Qt::DescendingOrder : column == StatementModel::Text;
        m_model->sort(column, rising ? Qt::AscendingOrder : Qt::DescendingOrder);
    });
    const auto time = QStringLiteral("00.0 ms");
    const auto count = QStringLiteral("0.00 M");
    m_table->setColumnTexts({QString(), count, QStringLiteral("000/s"), time, time, time, count,
                                QStringLiteral("000 ms"), QStringLiteral("00.0 %")},
        StatementModel::Text);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        showState();
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    showState();
}

void QueriesTab::refresh(SinceStart now)
{
    if (!m_limit.isDue(now))
        return;
    m_model->update(now);
    showState();
}

// In a small window the statement needs the room more than these.
void QueriesTab::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (const int column : {StatementModel::Max, StatementModel::Rows})
        m_table->setColumnHidden(column, width() < 800);
}

void QueriesTab::showState()
{
    const auto total = m_store.timings().total().requests();
    if (!m_store.statements().rows().empty())
        m_table->setEmptyText(tr("No statement matches the filter"));
    else if (total == 0)
        m_table->setEmptyText(tr("No request yet"));
    else
        m_table->setEmptyText(tr("No statement yet: Postgres has not been asked anything"));
}

} // namespace tierlens
