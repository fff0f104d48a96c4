// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "details/detailpaint.h"
#include "models/statementmodel.h"

#include <QWidget>

class QLineEdit;

namespace tierlens {

class DetailTable;
class Store;

// What each statement costs in Postgres, the dearest first; sorted by a click on a heading.
class QueriesTab : public QWidget
{
    Q_OBJECT
public:
    QueriesTab(const Store &store, const Statements &statements, QWidget *parent = nullptr);

    void refresh(SinceStart now);
    void refreshAtOnce() { m_limit.again(); }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showState();

    const Store &m_store;
    StatementModel *m_model;
    QLineEdit *m_filter;
    DetailTable *m_table;
    RefreshLimit m_limit{std::chrono::milliseconds{1'000}};
};

} // namespace tierlens
