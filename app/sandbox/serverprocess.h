// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"
#include "processes/child.h"
#include "processes/childguard.h"

#include <QIODevice>
#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace tierlens {

// One server: starts it, asks whether it answers, stops, kills and freezes it.
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
    qint64 pid() const { return m_child ? m_child->pid() : 0; }

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
    virtual std::unique_ptr<Child> makeChild();
    virtual void askToStop() = 0;
    virtual Pids stragglers() const { return {}; } // processes left after it was killed

    static bool await(QIODevice &line, qint64 bytes, std::chrono::milliseconds bound);
    const QString &log() const { return m_log; }
    ChildGuard &guard() { return m_guard; }
    Child *child() const { return m_child.get(); }

private:
    void onEnded(const QString &how);

    Tier m_tier;
    QString m_name, m_log;
    std::optional<Account> m_account;
    ChildGuard m_guard;
    std::unique_ptr<Child> m_child;
    bool m_expectEnd = true;
    Pids m_frozen;
};

} // namespace tierlens
