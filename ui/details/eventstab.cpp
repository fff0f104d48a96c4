// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/eventstab.h"

#include "details/detailtable.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace tierlens {

EventsTab::EventsTab(const Store &store, QWidget *parent)
    : QWidget(parent)
    , m_model(new EventModel(store.log(), this))
    , m_filter(new QLineEdit(this))
    , m_table(new DetailTable(tr("What happened, newest first"), m_model, this))
{
    m_model->setSightings(&store);
    m_filter->setObjectName(QStringLiteral("eventFilter"));
    m_filter->setPlaceholderText(tr("Filter: Redis, action, stampede …"));
    m_filter->setAccessibleName(tr("Filter events"));
    m_filter->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("events"));
    m_table->setColumnTexts(
        {QStringLiteral("00:00.000"), QStringLiteral("▲ Stale answers  "), QString()},
        EventModel::Text);
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

void EventsTab::refresh(SinceStart now)
{
    if (!m_limit.isDue(now))
        return;
    m_model->update();
    showState();
}

void EventsTab::showState()
{
    m_table->setEmptyText(
        m_model->held() == 0 ? tr("Nothing has happened yet") : tr("No event matches the filter"));
}

} // namespace tierlens
