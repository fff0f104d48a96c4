// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/talkingserver.h"

#include <QTcpSocket>

namespace tierlens::test {

TalkingServer::TalkingServer(Manners manners)
    : m_server(std::make_unique<QTcpServer>())
{
    if (m_server->listen(QHostAddress::LocalHost))
        m_port = m_server->serverPort();
    QTcpServer *const server = m_server.get();
    QObject::connect(server, &QTcpServer::newConnection, server,
        [this, manners = std::move(manners)] { greet(manners); });
    server->moveToThread(&m_thread);
    QObject::connect(
        &m_thread, &QThread::finished, server, [this] { m_server.reset(); }, Qt::DirectConnection);
    m_thread.start();
}

TalkingServer::~TalkingServer()
{
    m_thread.quit();
    m_thread.wait();
}

void TalkingServer::greet(const Manners &manners)
{
    QTcpSocket *const peer = m_server->nextPendingConnection();
    peer->write(manners.greeting);
    const bool hasToSay = !manners.answer.isEmpty();
    if (manners.hangsUp && !hasToSay)
        peer->disconnectFromHost();
    QObject::connect(peer, &QTcpSocket::readyRead, peer, [peer, manners, hasToSay] {
        peer->readAll();
        if (hasToSay)
            peer->write(manners.answer);
        if (hasToSay && manners.hangsUp)
            peer->disconnectFromHost();
    });
}

} // namespace tierlens::test
