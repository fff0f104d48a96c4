// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpServer>
#include <QThread>

#include <memory>

namespace tierlens::test {

// A TCP server on its own thread that is neither Redis nor Postgres: it greets, answers whatever it
// is sent with one text, or says nothing at all.
class TalkingServer
{
public:
    struct Manners
    {
        QByteArray greeting;
        QByteArray answer; // to the first bytes of the other end
        bool hangsUp = false; // after that, or at once if it has nothing to say
    };
    explicit TalkingServer(Manners manners);
    ~TalkingServer();
    quint16 port() const { return m_port; }

private:
    void greet(const Manners &manners);
    QThread m_thread;
    std::unique_ptr<QTcpServer> m_server; // lives on the thread
    quint16 m_port = 0;
};

} // namespace tierlens::test
