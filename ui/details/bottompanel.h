// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/statements.h"
#include "store/store.h"

#include <QFrame>
#include <QStringList>

class QComboBox;
class QStackedWidget;

namespace tierlens {

class BottomPanelTabs;
class EventsTab;
class QueriesTab;
class RequestsTab;
class SightingCard;
class SightingLine;
class TimingsTab;
class WorldTab;

// The panel under the flow: timings, requests, queries, events and the world of the session. GUI
// thread; owned by the window, which calls refresh() at every tick. Only the open tab does
// anything, and only a few times a second.
class BottomPanel : public QFrame
{
    Q_OBJECT
public:
    enum Tab { Timings, Requests, Queries, Events, World };

    // `keyPrefix` is what all keys begin with and lists do not show.
    BottomPanel(const Store &store, const Statements &statements, QStringList operationNames,
        QString keyPrefix, QWidget *parent = nullptr);

    void refresh(SinceStart now);
    Tab tab() const;
    void open(Tab tab);
    Duration span() const; // of the charts
    void setSpan(Duration span); // 60 s, 5 min or 15 min
    WorldTab *world() const { return m_world; }

Q_SIGNALS:
    void keyActivated(const QString &key); // a request was double-clicked; the key with its prefix

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void opened(int tab);
    void fitSpan();
    void refreshAtOnce();

    BottomPanelTabs *m_tabs;
    QComboBox *m_span;
    QStackedWidget *m_pages;
    TimingsTab *m_timings;
    RequestsTab *m_requests;
    QueriesTab *m_queries;
    EventsTab *m_events;
    WorldTab *m_world;
    SightingLine *m_line; // above the open tab, whichever it is
    SightingCard *m_card; // floats over all of it
    SinceStart m_now{};
    bool m_refreshed = false;
};

} // namespace tierlens
