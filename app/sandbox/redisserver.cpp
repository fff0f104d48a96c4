// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/redisserver.h"

#include <QLocalSocket>
#include <QTcpSocket>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

bool hasHungUp(const QIODevice &line)
{
    if (const auto *socket = qobject_cast<const QLocalSocket *>(&line))
        return socket->state() != QLocalSocket::ConnectedState;
    const auto *socket = qobject_cast<const QTcpSocket *>(&line);
    return socket && socket->state() != QAbstractSocket::ConnectedState;
}

} // namespace

RedisServer::RedisServer(const Programs &programs, const ServerDoors &doors, const QString &folder,
    const QString &log, const std::optional<Account> &account)
    // Keeps nothing, so there is nothing to end in good order; SIGKILL reaches a frozen one, too.
    : ServerProcess(Tier::Redis, programs.redisName, log, account, ChildGuard::Ending::Kill)
    , m_doors(doors)
    , m_program(programs.redis)
    , m_folder(folder)
{ }

QStringList RedisServer::arguments() const
{
    const auto words = [](const char *text) {
        return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    QStringList all = m_doors.redisArguments(); // first, since it may be a file
    all << words("--appendonly no --maxmemory 64000000 --maxmemory-policy allkeys-lru");
    all << QStringLiteral("--dir") << m_folder;
    all << QStringLiteral("--save") << QString();
    // Expired and evicted keys are announced, so that nobody has to look for them.
    all << words("--notify-keyspace-events Exe");
    return all;
}

std::unique_ptr<QIODevice> RedisServer::comeIn() const
{
    auto line = m_doors.knock(Tier::Redis);
    const QByteArray hello = m_doors.redisHello();
    if (!line || hello.isEmpty())
        return line;
    line->write(hello);
    // Whatever it says to that, it says more to what comes next.
    if (!await(*line, 5, 200ms))
        return {};
    line->readLine();
    return line;
}

ServerProcess::Answer RedisServer::ask()
{
    const auto line = comeIn();
    if (!line)
        return {};
    line->write("PING\r\n");
    if (!await(*line, 5, 200ms))
        return {};
    const QByteArray reply = line->readAll().trimmed();
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
    if (const auto line = comeIn()) {
        line->write("SHUTDOWN\r\n");
        line->waitForBytesWritten(200);
        await(*line, 1, 200ms); // it hangs up, or says why not
        if (line->bytesAvailable() == 0 && hasHungUp(*line))
            return;
    }
    terminate(pid());
}

} // namespace tierlens
