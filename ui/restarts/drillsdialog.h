// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/liveservers.h"
#include "restarts/drill.h"
#include "restarts/drilljournal.h"

#include <QDialog>
#include <QPointer>

class QFrame;
class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

class DrillForm;
class DrillRun;
class WatchSession;

// Faults made on purpose, one at a time: what each does, what it shows, how it is undone, and
// afterwards what was measured. In production none is offered, and it says why. Offers to put back
// what an earlier drill has left. Not modal, and nothing in it waits. Deletes itself when closed.
class DrillsDialog : public QDialog
{
    Q_OBJECT
public:
    // The session is only marked: it may be null.
    DrillsDialog(const LiveServers &servers, WatchSession *session, QWidget *parent = nullptr);
    ~DrillsDialog() override;
    // Where what drills have changed is noted; otherwise in the user's settings folder. Before use.
    void setSettingsFolder(const QString &folder);

    // A drill that runs is stopped if nothing may be changed any more; it puts back what it
    // changed.
    void setMayChange(bool may);
    bool isRunning() const;

protected:
    void reject() override; // a drill that runs is stopped instead

private:
    void buildLeft(QVBoxLayout *column);
    QWidget *buildDrill();
    void offer(); // what can be chosen
    void choose(int row);
    DrillKind chosen() const;
    void listTargets();
    void start();
    void ended(const DrillResult &result);
    void lookForLeft();
    void putAllBack();
    void forget(); // what was left: it is not put back
    void showState();

    LiveServers m_servers;
    QPointer<WatchSession> m_session;
    QString m_folder;
    DrillRun *m_run = nullptr;
    std::vector<LeftSetting> m_left;
    QString m_unread; // what may be left is not known
    bool m_isPuttingBack = false;
    QFrame *m_leftFrame;
    QLabel *m_leftText, *m_putBackRefusal;
    QPushButton *m_putBack, *m_forget;
    QListWidget *m_list;
    QLabel *m_name, *m_does, *m_shows, *m_undone, *m_reason;
    DrillForm *m_form;
    QProgressBar *m_progress;
    QLabel *m_progressText, *m_result;
    QPushButton *m_start, *m_close;
};

} // namespace tierlens
