// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/tunnel.h"

#include "processes/childguard.h"

#include <QTcpServer>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

// ssh runs it once it is logged in and listens: nothing else tells that without a try connection,
// which the server at the far end would see.
const auto Ready = QStringLiteral("tierlens-tunnel-is-open");
constexpr auto Patience = 20s; // several jumps take their time
constexpr auto FirstPause = 1s, LongestPause = 30s; // kinder than what watches for break-ins
constexpr int MostTries = 3; // of ports that somebody else took in between

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

QString lastLine(const QString &words)
{
    const auto lines = words.trimmed().split(QLatin1Char('\n'));
    return lines.isEmpty() ? QString() : lines.last().trimmed();
}

} // namespace

Tunnel::Tunnel(TunnelOptions options, TunnelTarget target, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_target(std::move(target))
    , m_guard(std::make_unique<ChildGuard>(std::nullopt, ChildGuard::Ending::Kill))
{
    m_again.setSingleShot(true);
    m_patience.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Tunnel::start);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_tookTooLong = true;
        m_ssh.kill();
    });
    connect(&m_ssh, &QProcess::readyReadStandardOutput, this, &Tunnel::readOutput);
    connect(&m_ssh, &QProcess::readyReadStandardError, this, [this] {
        m_words = (m_words + QString::fromLocal8Bit(m_ssh.readAllStandardError())).right(4000);
    });
    connect(&m_ssh, &QProcess::started, this, [this] { m_guard->started(m_ssh.processId()); });
    connect(&m_ssh, &QProcess::finished, this, &Tunnel::ended);
    connect(&m_ssh, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return; // finished() comes as well
        giveUp({ErrorKind::Missing, {},
            tr("A tunnel needs the program ssh (OpenSSH), and it cannot be started; install it, or "
               "put it into the PATH.")
                .toStdString(),
            m_ssh.errorString().toStdString()});
    });
}

Tunnel::~Tunnel()
{
    m_ssh.disconnect(this);
    m_ssh.kill();
    m_ssh.waitForFinished(1000); // it is killed: a matter of a millisecond
}

QString Tunnel::problemOf(const TunnelOptions &options)
{
    const auto where = options.destination.trimmed();
    const bool hasSpace = std::any_of(
        where.begin(), where.end(), [](QChar c) { return c.isSpace() || c.unicode() < 32; });
    if (where.startsWith(QLatin1Char('-')) || hasSpace)
        return tr("Write user@host, or a name from ~/.ssh/config.");
    return {};
}

void Tunnel::open()
{
    if (m_ssh.state() == QProcess::NotRunning && !m_again.isActive())
        start();
}

void Tunnel::start()
{
    if (const auto problem = problemOf(m_options);
        !problem.isEmpty() || m_options.destination.trimmed().isEmpty()) {
        giveUp({ErrorKind::Usage, {}, problem.toStdString(), {}});
        return;
    }
    if (!m_wasOpen)
        m_port = freePort();
    m_words.clear();
    m_tookTooLong = false;
    QStringList arguments = moreArguments;
    arguments << QStringLiteral("-N") << QStringLiteral("-T") << QStringLiteral("-a")
              << QStringLiteral("-x");
    for (const auto *option : {"BatchMode=yes", "ExitOnForwardFailure=yes", "ConnectTimeout=10",
             "ServerAliveInterval=15", "ServerAliveCountMax=3", "ControlMaster=no",
             "ControlPath=none", "PermitLocalCommand=yes", "LogLevel=ERROR"})
        arguments << QStringLiteral("-o") << QLatin1String(option);
    arguments << QStringLiteral("-o") << QStringLiteral("LocalCommand=echo ") + Ready;
    const auto far = !m_target.socket.isEmpty()
        ? m_target.socket
        : (m_target.host.contains(QLatin1Char(':'))
                  ? QLatin1Char('[') + m_target.host + QLatin1Char(']')
                  : m_target.host)
            + QLatin1Char(':') + QString::number(m_target.port);
    arguments << QStringLiteral("-L")
              << QStringLiteral("127.0.0.1:%1:%2").arg(QString::number(m_port), far);
    if (m_options.port > 0)
        arguments << QStringLiteral("-p") << QString::number(m_options.port);
    arguments << QStringLiteral("--") << m_options.destination.trimmed();
    m_guard->prepare(m_ssh);
    m_ssh.setStandardInputFile(QProcess::nullDevice());
    m_patience.start(Patience);
    m_ssh.start(program, arguments);
}

void Tunnel::readOutput()
{
    const auto said = QString::fromLocal8Bit(m_ssh.readAllStandardOutput());
    if (m_isOpen || !said.contains(Ready))
        return;
    m_patience.stop();
    m_isOpen = m_wasOpen = true;
    m_pause = {};
    m_tries = 0;
    Q_EMIT opened(m_port);
}

void Tunnel::ended()
{
    m_guard->ended();
    m_patience.stop();
    const bool wasTaken = m_words.contains(QLatin1String("Address already in use"))
        || m_words.contains(QLatin1String("cannot listen to port"));
    if (!m_wasOpen && wasTaken && ++m_tries < MostTries) {
        start(); // on another port
        return;
    }
    auto error = errorOf(m_words, m_options.destination.trimmed());
    if (m_tookTooLong) {
        error.kind = ErrorKind::Timeout;
        error.text = tr("ssh did not reach %1 within %2 s.")
                         .arg(m_options.destination.trimmed())
                         .arg(Patience / 1s)
                         .toStdString();
    }
    giveUp(error);
}

void Tunnel::giveUp(const Error &error)
{
    m_patience.stop();
    const bool wasOpen = std::exchange(m_isOpen, false);
    if (!m_wasOpen) {
        Q_EMIT failed(error);
        return;
    }
    m_pause = std::clamp<std::chrono::milliseconds>(m_pause * 2, FirstPause, LongestPause);
    m_again.start(m_pause);
    if (wasOpen)
        Q_EMIT lost(error);
}

Error Tunnel::errorOf(const QString &sshWords, const QString &destination)
{
    struct Case
    {
        const char *has;
        ErrorKind kind;
        QString text;
    };
    const Case cases[] = {
        {"IDENTIFICATION HAS CHANGED", ErrorKind::Denied,
            tr("%1 shows another host key than the one ssh knows: it may be another machine. Find "
               "out why before you connect.")},
        {"Host key verification failed", ErrorKind::Denied,
            tr("ssh does not know the host key of %1 yet; connect once in a terminal with ssh %1, "
               "and confirm it.")},
        {"Permission denied", ErrorKind::Denied,
            tr("%1 accepts none of the keys that ssh offers; add yours with ssh-add (Tierlens does "
               "not ask for passwords of ssh).")},
        {"Too many authentication failures", ErrorKind::Denied,
            tr("%1 accepts none of the keys that ssh offers; add yours with ssh-add (Tierlens does "
               "not ask for passwords of ssh).")},
        {"Could not resolve", ErrorKind::Unreachable,
            tr("There is no host called %1; check the spelling, or the network.")},
        {"Connection refused", ErrorKind::Unreachable,
            tr("Nobody answers ssh at %1; check host and port.")},
        {"No route to host", ErrorKind::Unreachable,
            tr("Nobody answers ssh at %1; check host and port.")},
        {"timed out", ErrorKind::Timeout, tr("Nobody answers ssh at %1; check host and port.")},
        {"not responding", ErrorKind::Timeout, tr("The ssh connection to %1 broke.")},
        {"forwarding", ErrorKind::Refused,
            tr("%1 does not let ssh forward ports (AllowTcpForwarding), or ssh cannot listen "
               "here.")},
    };
    for (const auto &one : cases) {
        if (sshWords.contains(QLatin1String(one.has)))
            return {one.kind, {},
                QString(one.text).replace(QLatin1String("%1"), destination).toStdString(),
                lastLine(sshWords).toStdString()};
    }
    return {ErrorKind::Unreachable, {},
        tr("The ssh connection to %1 broke.").arg(destination).toStdString(),
        lastLine(sshWords).toStdString()};
}

} // namespace tierlens
