// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <memory>

namespace tierlens {

class ChildGuard;

// Where a tunnel leads to, as the machine at its far end sees it.
struct TunnelTarget
{
    QString host;
    int port = 0;
    QString socket; // set: host and port do not count
};

// A port of this computer that leads through the system's ssh to a server, with what the user's
// ~/.ssh says (keys, agent, known hosts, jumps). Asks for nothing: what ssh would have to ask for
// is an error. Once it was open it comes back by itself, on the same port, with growing pauses. It
// ends with us, even when we are killed. GUI thread; nothing blocks.
class Tunnel : public QObject
{
    Q_OBJECT
public:
    Tunnel(TunnelOptions options, TunnelTarget target, QObject *parent = nullptr);
    ~Tunnel() override;

    void open();
    bool isOpen() const { return m_isOpen; }
    int port() const { return m_port; } // ours, of 127.0.0.1
    qint64 pid() const { return m_ssh.processId(); }

    QString program = QStringLiteral("ssh");
    QStringList moreArguments; // before ours, for example -F FILE

    // Empty: it can be used. A name that begins with "-" would be an option to ssh.
    static QString problemOf(const TunnelOptions &options);
    static Error errorOf(const QString &sshWords, const QString &destination);

Q_SIGNALS:
    void opened(int port); // also when it is back
    void failed(const tierlens::Error &error); // was never open; it is not tried again
    void lost(const tierlens::Error &error); // was open; it is being tried again

private:
    void start();
    void readOutput();
    void ended();
    void giveUp(const Error &error);

    TunnelOptions m_options;
    TunnelTarget m_target;
    std::unique_ptr<ChildGuard> m_guard;
    QProcess m_ssh;
    QString m_words; // of ssh, the last of them
    QTimer m_again, m_patience;
    std::chrono::milliseconds m_pause{};
    int m_port = 0, m_tries = 0;
    bool m_isOpen = false, m_wasOpen = false, m_tookTooLong = false;
};

} // namespace tierlens
