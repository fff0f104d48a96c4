// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/serverprobe.h"

#include "localservers/serveranswer.h"

#include <QHostAddress>
#include <QLocalSocket>
#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>

#include <utility>

namespace tierlens {

ServerProbe::ServerProbe(ServerPlace place, std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
    , m_patience(patience)
{ }

template <typename Socket> void ServerProbe::follow(Socket *socket)
{
    m_socket = socket;
    m_close = [socket] { socket->abort(); };
    connect(socket, &Socket::connected, this, [this, socket] {
        m_isConnected = true;
        if (m_onlyListens)
            return;
        socket->write(serverQuestion(m_place));
        socket->flush();
    });
    connect(socket, &Socket::readyRead, this, &ServerProbe::read);
    connect(socket, &Socket::errorOccurred, this, &ServerProbe::closed);
    connect(socket, &Socket::disconnected, this, &ServerProbe::closed);
}

// The other end hung up. One that has no room for us says so and does that before it is asked: then
// asking fails, and what it said is lost with the connection. To one who only listens it is not.
void ServerProbe::closed()
{
    if (!m_over || !m_isConnected || !m_bytes.isEmpty() || m_onlyListens)
        return end();
    m_onlyListens = true;
    m_socket->disconnect(this);
    m_socket->deleteLater(); // we are in one of its signals
    connectNow();
}

void ServerProbe::begin(std::function<void()> over)
{
    m_over = std::move(over);
    QTimer::singleShot(m_patience, this, &ServerProbe::end);
    connectNow();
}

void ServerProbe::connectNow()
{
    if (m_place.socket.isEmpty()) {
        auto *socket = new QTcpSocket(this);
        socket->setProxy(QNetworkProxy::NoProxy); // it is this computer
        follow(socket);
        socket->connectToHost(QHostAddress(m_place.host), m_place.port);
    } else {
        auto *socket = new QLocalSocket(this);
        follow(socket);
        socket->connectToServer(m_place.socket);
    }
}

void ServerProbe::read()
{
    if (!m_over)
        return;
    m_bytes += m_socket->readAll();
    if (m_saidGoodbye)
        return; // until the server hangs up
    const auto answer
        = m_place.tier == Tier::Redis ? redisAnswer(m_bytes) : postgresAnswer(m_bytes);
    m_found = answer.state;
    if (!answer.isOver)
        return;
    if (answer.goodbye.isEmpty())
        return end();
    m_saidGoodbye = true;
    m_socket->write(answer.goodbye);
}

void ServerProbe::end()
{
    if (!m_over)
        return;
    const auto over = std::exchange(m_over, nullptr);
    m_close();
    over();
}

} // namespace tierlens
