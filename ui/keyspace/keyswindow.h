// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"
#include "invalidation/keyundo.h"
#include "keyspace/invalidationrun.h"
#include "keyspace/keybrowser.h"
#include "live/liveservers.h"
#include "live/watchsession.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <deque>
#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace tierlens {

class KeyFilterBar;
class KeyList;
class KeysTitle;
class KeyTree;
class KeyValuePanel;
class NoticeBar;
class ScanBar;

// The keys of a connection's Redis: found in the background within a budget, filtered, sorted, as a
// list or a tree; the value of the chosen one; deleting and invalidating. The session tells of the
// traffic; it may be null and may end before the window.
class KeysWindow : public QWidget
{
    Q_OBJECT
public:
    KeysWindow(const LiveServers &servers, WatchSession *session, QWidget *parent = nullptr);
    ~KeysWindow() override;

    void setMayChange(bool mayChange); // the user has allowed it, or no longer does
    void showPattern(const QString &pattern); // in the filter

    KeyBrowser &browser() { return m_browser; }
    KeyFilterBar &filterBar() { return *m_filter; }
    KeyList &list() { return *m_list; }
    KeyTree &tree() { return *m_tree; }
    KeyValuePanel &value() { return *m_value; }
    NoticeBar &notice() { return *m_notice; }
    InvalidationRun *invalidation() const; // null: none is open
    void openInvalidation(); // of the chosen branch, or of the filter's pattern
    void deleteChosen();

Q_SIGNALS:
    // Whoever opened the window asks the user and calls setMayChange(). Without anybody connected
    // there is no button for it.
    void changesRequested();

protected:
    void connectNotify(const QMetaMethod &signal) override;
    void disconnectNotify(const QMetaMethod &signal) override;
    void closeEvent(QCloseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Undoable // a key that can be brought back
    {
        DeletedKey key;
        QString name;
        qint64 until = 0; // ms since 1970
    };
    struct ChosenKey
    {
        KeyTable::Index index = 0;
        int database = 0;
        std::string name;
    };
    void buildParts();
    void connectParts();
    void start();
    void setPaused(bool paused);
    void showView();
    void showProgress();
    void showFoot();
    void showChosen();
    void askTree();
    void look();
    QString emptyText() const;
    QString changeProblem() const;
    std::optional<ChosenKey> chosenKey() const;
    struct Wanted // to be invalidated
    {
        InvalidationTarget target; // pattern empty: nothing is chosen
        QString problem; // why it is not clear what would be deleted
    };
    Wanted wanted() const;
    bool hasToName(int database) const; // there are others
    void openRun(InvalidationTarget target, const QString &what, std::optional<ChosenKey> one);
    void deleteKeyNow(const ChosenKey &key, bool withoutUndo);
    void showDeleted(const ChosenKey &key);
    void offerUndo();
    void undo();

    LiveServers m_servers;
    QPointer<WatchSession> m_session;
    KeyBrowser m_browser;
    QPointer<InvalidationRun> m_run;
    std::deque<Undoable> m_undo; // newest last
    QTimer m_treeDue, m_lookAgain;
    KeysTitle *m_title;
    KeyFilterBar *m_filter;
    ScanBar *m_scan;
    QStackedWidget *m_views;
    KeyList *m_list;
    KeyTree *m_tree;
    KeyValuePanel *m_value;
    NoticeBar *m_notice;
    QPushButton *m_invalidate;
    QLabel *m_foot;
};

} // namespace tierlens
