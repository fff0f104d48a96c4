// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/restartway.h"
#include "live/liveservers.h"
#include "restarts/commandend.h"
#include "restarts/restartprobe.h"

#include <QDialog>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace tierlens {

class CommandRun;
class RestartCard;
class WatchSession;
struct RestartForecast;

// Restarts one server of a connection through what the connection says about it: shows the command
// and what it will do, asks (in production for the connection's name), runs it, shows what it says
// and measures what it cost. Not modal, and nothing in it waits. Deletes itself when closed. If the
// program ends while the command runs, the command goes on to its end or its time limit.
class RestartDialog : public QDialog
{
    Q_OBJECT
public:
    // The session may be null or end before: then only the time until the server answers is known.
    RestartDialog(
        const LiveServers &servers, WatchSession *session, Tier tier, QWidget *parent = nullptr);
    ~RestartDialog() override;

    bool isOrdered() const { return m_isOrdered; } // it has been, and cannot be again from here
    bool isRunning() const;

Q_SIGNALS:
    void restarted(tierlens::Tier tier, bool wasGood); // the command has ended

protected:
    void reject() override; // while the command runs, it is stopped instead

private:
    void buildOrder(QVBoxLayout *column);
    void buildRun(QVBoxLayout *column);
    QString obstacle() const; // why it cannot be ordered at all; empty: it can
    void showForecast(const RestartForecast &forecast);
    void order(); // the button: asks first, then runs
    void run();
    void commandEnded(const CommandEnd &end);
    void measure();
    void stopMeasuring();
    SinceStart now() const; // of the session, or as it would be
    void showState();
    void fit(); // grows to what has come to be shown

    LiveServers m_servers;
    QPointer<WatchSession> m_session;
    Tier m_tier;
    RestartWay m_way;
    CommandRun *m_run;
    std::unique_ptr<RestartProbe> m_probe;
    SinceStart m_at{};
    std::chrono::steady_clock::time_point m_orderedAt;
    QTimer m_measuring;
    bool m_isAsked = false; // outside of production: the question is shown
    bool m_isOrdered = false; // once in this dialog
    bool m_hasFailed = false; // the command
    bool m_wayIsGone = false; // the tunnel to the server, with the watch
    QLabel *m_forecast, *m_question, *m_end;
    QLineEdit *m_name;
    QSpinBox *m_limit;
    QPlainTextEdit *m_output;
    RestartCard *m_card;
    QPushButton *m_go, *m_close;
};

} // namespace tierlens
