// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "watching/watchtool.h"

#include <QPointer>
#include <QWidget>

namespace tierlens {

class BurstDialog;
class DetailPanel;
class TrafficView;
class WatchBar;
class WatchTabs;
struct TrafficFigures;

// The Watch window over one session, which it does not own and which outlives it. What leaves this
// window (other servers, the demo, files) it asks of its owner. The theme is the application's.
class WatchWindow : public QWidget
{
    Q_OBJECT
public:
    explicit WatchWindow(WatchSession &session, QWidget *parent = nullptr);
    ~WatchWindow() override;

    void setReducedMotion(bool reduced);
    void refresh(); // now; otherwise by itself when new looks have come
    TrafficView &traffic() { return *m_traffic; }
    WatchTabs &tabs() { return *m_tabs; }
    DetailPanel &details() { return *m_details; }
    BurstDialog *burstDialog() const; // null: not open
    // Whether the tools may change anything; `over`: the window it is asked from, null: this one.
    void askChanges(bool allow, QWidget *over = nullptr);

Q_SIGNALS:
    void demoRequested();
    void otherServersRequested();
    void snapshotSaveRequested();
    void snapshotOpenRequested();
    void toolRequested(WatchTool tool);
    void lessMotionChosen(bool less); // and it is so already

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void connectParts();
    void addShortcuts();
    void showDetails();
    void follow(const Finding &finding);
    void openBurst();
    void askKeyEvents(bool on);
    void answerLink(const QString &pattern, bool confirm);
    TrafficFigures figures() const;

    WatchSession &m_session;
    WatchBar *m_bar;
    TrafficView *m_traffic;
    WatchTabs *m_tabs;
    DetailPanel *m_details;
    QPointer<BurstDialog> m_burst;
    SinceStart m_burstShown{-1}; // the burst whose result was shown
};

} // namespace tierlens
