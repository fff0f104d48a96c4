// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline/commandline.h"
#include "session/settings.h"
#include "tour/tour.h"
#include "watchdesk/watchdesk.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace tierlens {

class AuditRun;
class MainWindow;
class Run;
class Secrets;
class Session;
class TourRun;
class WatchSession;
class WelcomePage;

// Goes from the welcome page to a session with its window, and back. Ends the program with the
// right exit code. GUI thread, owned by main().
class Shell : public QObject
{
    Q_OBJECT
public:
    Shell(CommandLine line, bool withWindow, std::optional<Tour> tour = {});
    ~Shell() override;
    void start();
    void saveSettings(); // and the report of a run that had no end of its own

private:
    void welcome();
    void open(const SessionOptions &options);
    void openWindow();
    void changeLanguage(const QString &code);
    void closeSession();
    void askForMotion(); // the system, unless the user has chosen
    void setReducedMotion(bool reduced, bool chosen);
    void finish();
    bool isUnattended() const { return m_line.headless || !m_line.grab.isEmpty(); }
    void leaveForOthers(); // after a question, if something would end (shellleave.cpp)
    void leave(int exitCode);
    static int complain(const Error &error); // on stderr; the exit code for it
    void writeReportFile();
    void startTour(); // the one to be played, on the session just made
    void takeTour(const QString &id);
    void playTour(Tour tour);
    // A recording or a tour (shellfiles.cpp). Read on a worker; The welcome page tells what is
    // wrong.
    void openFile(const QString &file);
    // A recording chosen in the window of a watch, which stays if it is none.
    void openRecording(const QString &file);
    void tellSettings(QWidget *window); // what happened to their file, once
    // Watching (shellwatch.cpp)
    void startWatch(); // what the command line asks for
    Secrets &secrets();
    void watchSaved(const Connection &connection); // with its secrets
    void watchDemo(); // the servers of the session, from outside
    void watch(WatchDesk::Order order, std::unique_ptr<WatchSession> snapshot = nullptr);
    void watchEnded();
    void audit(const WatchDesk::Order &order); // instead, with --audit (shellaudit.cpp)
    void auditEnded();
    void returnToDemo();

    CommandLine m_line;
    bool m_withWindow;
    std::optional<Tour> m_tour; // to be played on the next session
    QString m_settingsFile;
    Settings m_settings;
    QString m_settingsTold; // not yet told
    bool m_maySaveSettings = true;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Run> m_run;
    std::unique_ptr<TourRun> m_tourRun; // one that nobody looks at
    std::unique_ptr<MainWindow> m_window; // dies before the session it shows
    std::unique_ptr<WelcomePage> m_welcome;
    std::unique_ptr<Secrets> m_secrets;
    std::unique_ptr<WatchDesk> m_watch;
    bool m_watchSees = false; // servers, not a recording, which is still there afterwards
    std::unique_ptr<AuditRun> m_audit;
    int m_exitCode = ExitDone;
    bool m_reported = false;
};

} // namespace tierlens
