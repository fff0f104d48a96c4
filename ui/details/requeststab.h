// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/statements.h"
#include "details/detailpaint.h"
#include "models/requestmodel.h"

#include <QWidget>

#include <array>

class QLineEdit;
class QPushButton;

namespace tierlens {

class DetailChip;
class DetailTable;
class WaterfallView;

// The recent requests, newest first. Follows what happens until the user scrolls away from the
// top, selects a row or presses Pause; the selected request is taken apart below.
class RequestsTab : public QWidget
{
    Q_OBJECT
public:
    RequestsTab(const Store &store, const Statements &statements, QStringList operationNames,
        QString keyPrefix, QWidget *parent = nullptr);

    void refresh(SinceStart now);
    void refreshAtOnce() { m_limit.again(); }
    bool isPaused() const { return m_model->isPaused(); }
    void follow(); // back to the newest

Q_SIGNALS:
    void keyActivated(const QString &key); // double-click or Enter; with its prefix

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyFilter();
    void decideWhetherPaused();
    void showSelected();
    void showState();
    void activate(const QModelIndex &index);

    const Statements &m_statements;
    QStringList m_operationNames;
    QString m_keyPrefix;
    RequestModel *m_model;
    QLineEdit *m_filter;
    std::array<DetailChip *, OutcomeCount> m_outcomes{};
    QPushButton *m_follow;
    DetailTable *m_table;
    WaterfallView *m_waterfall;
    RefreshLimit m_limit{std::chrono::milliseconds{250}};
    bool m_paused = false; // by the button
};

} // namespace tierlens
