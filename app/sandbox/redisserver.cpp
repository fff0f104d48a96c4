// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/redisserver.h"

namespace tierlens {

using namespace std::chrono_literals;

RedisServer::RedisServer(const Programs &programs, const SocketFolder &sockets, const QString &log,
    const std::optional<Account> &account)
    // Keeps nothing, so there is nothing to end in good order; SIGKILL reaches a frozen one, too.
    : ServerProcess(Tier::Redis, programs.redisName, log, account, ChildGuard::Ending::Kill)
    , m_program(programs.redis)
    , m_socket(sockets.redisSocket())
    , m_folder(sockets.path())
{ }

QStringList RedisServer::arguments() const
{
    const auto words = [](const char *text) {
        return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    QStringList all{words("--port 0 --unixsocketperm 700 --daemonize no --appendonly no "
                          "--maxmemory 64000000 --maxmemory-policy allkeys-lru")};
    all << QStringLiteral("--unixsocket") << m_socket << QStringLiteral("--dir") << m_folder;
    all << QStringLiteral("--save") << QString();
    // Expired and evicted keys are announced, so that nobody has to look for them.
    all << words("--notify-keyspace-events Exe");
    return all;
}

ServerProcess::Answer RedisServer::ask()
{
    QLocalSocket socket;
    if (!connectTo(socket, m_socket))
        return {};
    socket.write("PING\r\n");
    if (!await(socket, 5, 200ms))
        return {};
    const QByteArray reply = socket.readAll().trimmed();
    Answer answer;
    if (reply.startsWith("-LOADING")) {
        answer.kind = Answer::Kind::Loading;
        answer.code = "LOADING";
        answer.words = reply.mid(1).toStdString();
    } else {
        answer.kind = Answer::Kind::Ready; // a refusal is an answer, too
    }
    return answer;
}

// SHUTDOWN is carried out at once, SIGTERM at the next tick of Redis' clock (up to 100 ms later).
// Without NOSAVE, so that it keeps what it was told to keep, should the user have switched that on.
void RedisServer::askToStop()
{
    if (QLocalSocket socket; connectTo(socket, m_socket)) {
        socket.write("SHUTDOWN\r\n");
        socket.waitForBytesWritten(200);
        await(socket, 1, 200ms); // it hangs up, or says why not
        if (socket.bytesAvailable() == 0 && socket.state() != QLocalSocket::ConnectedState)
            return;
    }
    terminate(pid());
}

} // namespace tierlens
