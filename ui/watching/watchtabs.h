// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "watchtables/rowstable.h"

#include <QFrame>

#include <array>
#include <optional>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTabBar;

namespace tierlens {

class Pill;

// The lists: patterns, statements, sessions, locks, slow log, tables, events; below them a line
// that warns of keys about to expire together. Only the list that is seen is refreshed.
class WatchTabs : public QFrame
{
    Q_OBJECT
public:
    enum Tab { Patterns, Queries, Sessions, Locks, SlowLog, Tables, Events, TabCount };
    enum List {
        PatternList,
        QueryList,
        SessionList,
        ClientList,
        LockList,
        SlowList,
        SpikeList,
        TableList,
        EventList,
        ListCount
    };

    explicit WatchTabs(QWidget *parent = nullptr);
    void refresh(const WatchSession &session);
    Tab tab() const;
    void openTab(Tab tab);
    QString nameOf(Tab tab) const;
    RowsTable &list(List list) { return *m_lists[std::size_t(list)]; }
    const RowsTable &list(List list) const { return *m_lists[std::size_t(list)]; }
    QString notice() const; // the warning shown; empty: none

    // The chosen row of a tab that has details; empty and 0 otherwise.
    std::string chosenPattern() const;
    std::int64_t chosenStatement() const;
    void choosePattern(const std::string &pattern);
    void chooseStatement(std::int64_t id);

Q_SIGNALS:
    void tabOpened(); // there is something to refresh
    void choiceChanged();
    void confirmRequested(const QString &pattern);
    void refuseRequested(const QString &pattern);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *buildPage(const std::array<std::optional<List>, 2> &lists, const QStringList &names);
    void fill(List list, const WatchSession &session);
    QString emptyText(List list, const WatchSession &session) const;
    QString noteText(const WatchSession &session) const;
    void showNotice(const WatchSession &session);
    List shownList() const;

    QTabBar *m_bar;
    QLineEdit *m_filter;
    QStackedWidget *m_pages;
    std::array<QStackedWidget *, TabCount> m_switched{}; // pages with two lists
    std::array<RowsTable *, ListCount> m_lists{};
    QLabel *m_note, *m_notice;
};

} // namespace tierlens
