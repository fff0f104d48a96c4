// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "details/detailpaint.h"
#include "models/eventmodel.h"

#include <QWidget>

class QLineEdit;

namespace tierlens {

class DetailTable;

// What happened to the servers and what the user did, newest first, one sentence each.
class EventsTab : public QWidget
{
    Q_OBJECT
public:
    explicit EventsTab(const Store &store, QWidget *parent = nullptr);

    void refresh(SinceStart now);
    void refreshAtOnce() { m_limit.again(); }

private:
    void showState();

    EventModel *m_model;
    QLineEdit *m_filter;
    DetailTable *m_table;
    RefreshLimit m_limit{std::chrono::milliseconds{250}};
};

} // namespace tierlens
