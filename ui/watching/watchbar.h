// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "watching/watchtool.h"

#include <QFrame>

#include <array>

class QAction;
class QLabel;
class QMenu;

namespace tierlens {

class CostMeter;
class Pill;
class WatchPill;

// The bar at the top: which connection, what it costs, which time is shown, and what can be done.
// Under it a line in the colour of the environment.
class WatchBar : public QFrame
{
    Q_OBJECT
public:
    explicit WatchBar(QWidget *parent = nullptr);
    void refresh(const WatchSession &session);
    void setLessMotion(bool less); // the tick in the menu
    static QString spanText(Duration span); // "last 15 min"
    QSize minimumSizeHint() const override { return {320, QFrame::minimumSizeHint().height()}; }

Q_SIGNALS:
    void demoRequested();
    void otherServersRequested();
    void snapshotSaveRequested();
    void snapshotOpenRequested();
    void burstRequested();
    void keyEventsRequested(bool on);
    void budgetChosen(double share);
    void spanChosen(Duration span);
    void pauseRequested(bool paused);
    void toolRequested(WatchTool tool);
    void changesRequested(bool allow); // to be asked for, or to end
    void lessMotionChosen(bool less);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void buildMenus();
    void fit();
    static QString rangeText(const WatchSession &session);

    Duration m_span = std::chrono::minutes{15}; // before the pill that names it
    QLabel *m_wordmark;
    WatchPill *m_connection;
    Pill *m_demo, *m_watch, *m_burst, *m_tools, *m_pause, *m_range;
    CostMeter *m_cost;
    QMenu *m_menu;
    QAction *m_keyEvents = nullptr, *m_save = nullptr, *m_changes = nullptr,
            *m_lessMotion = nullptr;
    std::array<QAction *, 5> m_toolActions{}; // by WatchTool
    QColor m_edge;
    bool m_isPaused = false;
};

} // namespace tierlens
