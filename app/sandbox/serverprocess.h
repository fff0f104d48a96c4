// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "sandbox/childguard.h"

#include <QLocalSocket>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace tierlens {

// One server as a direct child: starts it, asks whether it answers, stops, kills and freezes it.
// Owned by Sandbox, on its thread; everything that waits has a bound.
class ServerProcess : public QObject
{
    Q_OBJECT
public:
    struct Answer
    {
        enum class Kind { Nothing, Loading, Ready, Refused };
        Kind kind = Kind::Nothing;
        QString version; // if it told
        std::string code, words; // its own
    };

    ~ServerProcess() override;

    Tier tier() const { return m_tier; }
    const QString &name() const { return m_name; } // "Postgres", "Redis", "Valkey"
    qint64 pid() const { return m_process ? m_process->processId() : 0; }

    Result<Done> launch();
    virtual Answer ask() = 0; // one question, as a client would put it; at most 200 ms
    // Waits that long for it to end, and says whether it still runs.
    bool isRunning(std::chrono::milliseconds wait = {});
    // From here on its end is an accident, told by died().
    void setReady() { m_expectEnd = false; }

    void beginStop(); // asks it to
    void finishStop(std::chrono::milliseconds bound); // then makes it
    // SIGKILL it and all its children, also those it left when it died; returns when they are gone.
    void kill();
    bool freeze();
    void thaw();
    bool isFrozen() const { return !m_frozen.empty(); }

    std::string lastWords() const; // the end of its log
    virtual bool mayTryAgain() const { return false; } // after it ended instead of starting
    void boundLog(); // empties it when it has grown large

Q_SIGNALS:
    void died(const QString &how);

protected:
    ServerProcess(Tier tier, const QString &name, const QString &log,
        const std::optional<Account> &account, ChildGuard::Ending ending);

    virtual QString program() const = 0;
    virtual QStringList arguments() const = 0;
    virtual void askToStop() = 0;
    virtual Pids stragglers() const { return {}; } // processes left after it was killed

    static bool connectTo(QLocalSocket &socket, const QString &path);
    static bool await(QLocalSocket &socket, qint64 bytes, std::chrono::milliseconds bound);

private:
    void onFinished(int code, QProcess::ExitStatus status);

    Tier m_tier;
    QString m_name, m_log;
    ChildGuard m_guard;
    std::unique_ptr<QProcess> m_process;
    bool m_expectEnd = true;
    Pids m_frozen;
};

// The environment for servers and their tools: English messages, nothing of the user's own
// Postgres settings, and no libraries of a bundle that Tierlens itself may run from.
QProcessEnvironment serverEnvironment();

} // namespace tierlens
