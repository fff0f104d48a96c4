// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectioncheck.h"
#include "connections/route.h"
#include "connections/tunnel.h"
#include "support/testservers.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

QString s(const char *text) { return QString::fromUtf8(text); }

void write(const QString &name, const QByteArray &content)
{
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

// A real sshd on a free port that lets one key in, for the unprivileged user it runs as.
class TestSshd
{
public:
    explicit TestSshd(const QByteArray &more = {})
        : m_folder(QDir::tempPath() + QStringLiteral("/tierlens-XXXXXX"))
        , m_more(more)
    { }

    static QString program()
    {
        const QStringList places{s("/usr/sbin"), s("/usr/local/sbin"), s("/usr/bin")};
        return QStandardPaths::findExecutable(s("sshd"), places);
    }
    bool start()
    {
        if (!TestProcess::giveFolder(m_folder.path()))
            return false;
        port = freePort();
        const auto maker = TestProcess::find(s("ssh-keygen"));
        for (const auto *name : {"host", "user", "stranger"}) {
            if (!m_process.run(maker,
                    {s("-q"), s("-t"), s("ed25519"), s("-N"), QString(), s("-f"), path(name)}))
                return false;
        }
        write(path("sshd.conf"),
            "Port " + QByteArray::number(port) + "\nListenAddress 127.0.0.1\nHostKey "
                + path("host").toUtf8() + "\nPidFile none\nStrictModes no\nUsePAM no\n"
                + "PasswordAuthentication no\nAuthorizedKeysFile " + path("user.pub").toUtf8()
                + '\n' + m_more);
        // Nothing secret in it, and the server's user has to read it.
        QFile::setPermissions(path("sshd.conf"), QFile::ReadOwner | QFile::ReadOther);
        QFile host(path("host.pub"));
        if (!host.open(QIODevice::ReadOnly))
            return false;
        write(path("known"), "[127.0.0.1]:" + QByteArray::number(port) + ' ' + host.readAll());
        writeClient("user", "known");
        if (!m_process.start(
                program(), {s("-D"), s("-e"), s("-f"), path("sshd.conf")}, path("sshd.log")))
            return false;
        return QTest::qWaitFor([this] {
            QTcpSocket probe;
            probe.connectToHost(s("127.0.0.1"), port);
            return probe.waitForConnected(200);
        });
    }
    void writeClient(const char *key, const char *known)
    {
        write(path("ssh.conf"),
            "IdentityFile " + path(key).toUtf8() + "\nIdentitiesOnly yes\nIdentityAgent none\n"
                + "UserKnownHostsFile " + path(known).toUtf8()
                + "\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking yes\n");
    }
    QString path(const char *name) const { return m_folder.filePath(s(name)); }
    QByteArray log() const
    {
        QFile file(path("sshd.log"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    TunnelOptions options() const
    {
        return {QFileInfo(m_folder.path()).owner() + s("@127.0.0.1"), port};
    }
    void prepare(Tunnel &tunnel) const { tunnel.moreArguments = {s("-F"), path("ssh.conf")}; }

    quint16 port = 0;

private:
    QTemporaryDir m_folder;
    QByteArray m_more;
    TestProcess m_process;
};

QString failureOf(Tunnel &tunnel)
{
    QSignalSpy opened(&tunnel, &Tunnel::opened);
    QString text;
    QObject::connect(&tunnel, &Tunnel::failed, &tunnel,
        [&text](const Error &error) { text = QString::fromStdString(error.text); });
    tunnel.open();
    if (!QTest::qWaitFor([&] { return !text.isEmpty() || !opened.isEmpty(); }, 10'000))
        return s("nothing happened");
    return opened.isEmpty() ? text : s("it was opened");
}

bool answersPing(int port)
{
    QTcpSocket socket;
    socket.connectToHost(s("127.0.0.1"), quint16(port));
    return socket.waitForConnected(2000) && socket.write("PING\r\n") > 0
        && socket.waitForBytesWritten(2000) && socket.waitForReadyRead(2000)
        && socket.readAll() == "+PONG\r\n";
}

} // namespace

class TestSshTunnel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noSsh();
    void nobodyAnswers();
    void wordsOfSsh_data();
    void wordsOfSsh();
    void destinationsThatWouldBeOptions();
    void leadsToRedis();
    void leadsToSocketsAndPostgres();
    void comesBack();
    void keysAndHosts();
    void forwardingForbidden();
    void endsWithUs();
};

void TestSshTunnel::noSsh()
{
    Tunnel tunnel({s("bastion"), 0}, {s("127.0.0.1"), 6379, {}});
    tunnel.program = s("/nonexistent/ssh");
    QVERIFY(failureOf(tunnel).contains(s("OpenSSH")));
}

void TestSshTunnel::nobodyAnswers()
{
    if (TestProcess::find(s("ssh")).isEmpty())
        QSKIP("ssh is not installed");
    Tunnel tunnel({s("127.0.0.1"), freePort()}, {s("127.0.0.1"), 6379, {}});
    tunnel.moreArguments = {s("-F"), s("/dev/null")};
    QCOMPARE(failureOf(tunnel), s("Nobody answers ssh at 127.0.0.1; check host and port."));
}

void TestSshTunnel::wordsOfSsh_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("expected");
    QTest::newRow("name") << s("ssh: Could not resolve hostname x: Name or service not known")
                          << s("no host called ann@x");
    QTest::newRow("changed") << s(
        "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.")
                             << s("another host key");
    QTest::newRow("else") << s("kex_exchange_identification: read") << s("broke");
}

void TestSshTunnel::wordsOfSsh()
{
    QFETCH(QString, words);
    QFETCH(QString, expected);
    const auto error = Tunnel::errorOf(words, s("ann@x"));
    QVERIFY2(QString::fromStdString(error.text).contains(expected), error.text.c_str());
    QVERIFY(!error.detail.empty());
}

void TestSshTunnel::destinationsThatWouldBeOptions()
{
    for (const auto *bad : {"-oProxyCommand=touch /tmp/x", "a b", "-L"}) {
        QVERIFY(!Tunnel::problemOf({s(bad), 0}).isEmpty());
        Tunnel tunnel({s(bad), 0}, {s("127.0.0.1"), 1, {}});
        QCOMPARE(failureOf(tunnel), Tunnel::problemOf({s(bad), 0}));
        QCOMPARE(tunnel.pid(), 0);
    }
    QVERIFY(Tunnel::problemOf({s("ann@bastion"), 0}).isEmpty());
}

void TestSshTunnel::leadsToRedis()
{
    if (TestSshd::program().isEmpty())
        return; // the errors above are what can be proven without one
    TestSshd sshd;
    QVERIFY(sshd.start());
    const auto redisPort = freePort();
    TestRedis redis({s("--port"), QString::number(redisPort), s("--requirepass"), s("s3cret")});
    QVERIFY(redis.start());
    Connection connection;
    connection.redisTunnel = sshd.options();
    Route route(connection, s("redis://:s3cret@localhost:%1/2").arg(redisPort), {});
    sshd.prepare(*route.tunnels[0]);
    QString reached;
    connect(&route, &Route::opened, this, [&](const QString &address) { reached = address; });
    route.open();
    QTRY_VERIFY2(!reached.isEmpty(), sshd.log().constData());
    QCOMPARE(reached, s("redis://:s3cret@127.0.0.1:%1/2").arg(route.tunnels[0]->port()));
    const auto check = checkConnection(Tier::Redis, reached);
    QTRY_VERIFY(check.isFinished());
    QVERIFY2(check.result().reached, qPrintable(check.result().lines[0].text));
    // No password among what every user of this computer may read.
    QFile arguments(s("/proc/%1/cmdline").arg(route.tunnels[0]->pid()));
    QVERIFY(arguments.open(QIODevice::ReadOnly));
    const auto all = arguments.readAll();
    QVERIFY(all.contains("ExitOnForwardFailure=yes") && !all.contains("s3cret"));
}

void TestSshTunnel::leadsToSocketsAndPostgres()
{
    if (TestSshd::program().isEmpty())
        return;
    TestSshd sshd;
    QVERIFY(sshd.start());
    TestRedis redis;
    QVERIFY(redis.start());
    TestPostgres postgres;
    QVERIFY(postgres.start());
    Connection connection;
    connection.redisTunnel = connection.postgresTunnel = sshd.options();
    Route route(connection, QString::fromStdString(redis.uri()),
        s("postgresql://demo@/postgres?host=%1").arg(postgres.folder()));
    QString toRedis, toPostgres;
    connect(&route, &Route::opened, this, [&](const QString &first, const QString &second) {
        toRedis = first;
        toPostgres = second;
    });
    for (const auto &tunnel : route.tunnels)
        sshd.prepare(*tunnel);
    route.open();
    QTRY_VERIFY2(!toRedis.isEmpty(), sshd.log().constData());
    for (const auto &[tier, address] :
        {std::pair{Tier::Redis, toRedis}, std::pair{Tier::Postgres, toPostgres}}) {
        QVERIFY(address.contains(s("127.0.0.1")));
        const auto login = checkLogin(tier, address);
        QTRY_VERIFY(login.isFinished());
        QVERIFY2(
            login.result().has_value(), login.result() ? "" : login.result().error().text.c_str());
    }
}

void TestSshTunnel::comesBack()
{
    if (TestSshd::program().isEmpty())
        return;
    TestSshd sshd;
    QVERIFY(sshd.start());
    const auto redisPort = freePort();
    TestRedis redis({s("--port"), QString::number(redisPort)});
    QVERIFY(redis.start());
    Tunnel tunnel(sshd.options(), {s("127.0.0.1"), redisPort, {}});
    sshd.prepare(tunnel);
    QSignalSpy opened(&tunnel, &Tunnel::opened), lost(&tunnel, &Tunnel::lost),
        failed(&tunnel, &Tunnel::failed);
    tunnel.open();
    QTRY_COMPARE(opened.size(), 1);
    QVERIFY(answersPing(tunnel.port()));
    const int port = tunnel.port();
    const auto first = tunnel.pid();
    ::kill(static_cast<pid_t>(first), SIGKILL);
    QTRY_COMPARE(lost.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 2, 8000);
    QCOMPARE(tunnel.port(), port);
    QVERIFY(tunnel.pid() != first);
    QVERIFY(answersPing(port));
    QCOMPARE(failed.size(), 0);
}

void TestSshTunnel::keysAndHosts()
{
    if (TestSshd::program().isEmpty())
        return;
    TestSshd sshd;
    QVERIFY(sshd.start());
    sshd.writeClient("stranger", "known");
    Tunnel stranger(sshd.options(), {s("127.0.0.1"), 6379, {}});
    sshd.prepare(stranger);
    QVERIFY(failureOf(stranger).contains(s("none of the keys")));

    sshd.writeClient("user", "nothing");
    Tunnel unknown(sshd.options(), {s("127.0.0.1"), 6379, {}});
    sshd.prepare(unknown);
    QVERIFY(failureOf(unknown).contains(s("does not know the host key")));
}

void TestSshTunnel::forwardingForbidden()
{
    if (TestSshd::program().isEmpty())
        return;
    // ssh listens all the same; only what comes through is turned away. Nobody waits for it.
    TestSshd sshd("AllowTcpForwarding no\n");
    QVERIFY(sshd.start());
    Connection connection;
    connection.redisTunnel = sshd.options();
    Route route(connection, s("redis://localhost:6379"), {});
    sshd.prepare(*route.tunnels[0]);
    QString reached;
    connect(&route, &Route::opened, this, [&](const QString &address) { reached = address; });
    route.open();
    QTRY_VERIFY(!reached.isEmpty());
    const auto login = checkLogin(Tier::Redis, reached);
    QTRY_VERIFY(login.isFinished());
    QVERIFY(!login.result().has_value());
}

void TestSshTunnel::endsWithUs()
{
    if (TestSshd::program().isEmpty())
        return;
    TestSshd sshd;
    QVERIFY(sshd.start());
    qint64 pid = 0;
    {
        Tunnel tunnel(sshd.options(), {s("127.0.0.1"), 6379, {}});
        sshd.prepare(tunnel);
        QSignalSpy opened(&tunnel, &Tunnel::opened);
        tunnel.open();
        QTRY_COMPARE(opened.size(), 1);
        pid = tunnel.pid();
        QVERIFY(::kill(static_cast<pid_t>(pid), 0) == 0);
    }
    QVERIFY(::kill(static_cast<pid_t>(pid), 0) != 0);

    // And when nobody has time to say goodbye.
    QProcess other;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(s("TIERLENS_TEST_TUNNEL"),
        s("%1 %2 %3").arg(sshd.options().destination).arg(sshd.port).arg(sshd.path("ssh.conf")));
    other.setProcessEnvironment(environment);
    other.start(QCoreApplication::applicationFilePath(), {});
    QVERIFY(other.waitForReadyRead(10'000));
    pid = other.readAllStandardOutput().trimmed().toLongLong();
    QVERIFY(pid > 0 && ::kill(static_cast<pid_t>(pid), 0) == 0);
    other.kill();
    other.waitForFinished();
    QTRY_VERIFY(::kill(static_cast<pid_t>(pid), 0) != 0 || [pid] {
        QFile stat(s("/proc/%1/stat").arg(pid)); // nobody may be there to reap it
        return stat.open(QIODevice::ReadOnly) && stat.readAll().contains(") Z");
    }());
}

namespace {
// What endsWithUs() kills.
int holdTunnel(const QString &how)
{
    const auto part = [&how](int number) { return how.section(QLatin1Char(' '), number, number); };
    Tunnel tunnel({part(0), part(1).toInt()}, {s("127.0.0.1"), 6379, {}});
    tunnel.moreArguments = {s("-F"), part(2)};
    QObject::connect(&tunnel, &Tunnel::opened, &tunnel, [&tunnel] {
        std::printf("%lld\n", static_cast<long long>(tunnel.pid()));
        std::fflush(stdout);
    });
    tunnel.open();
    return QCoreApplication::exec();
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (const auto how = qEnvironmentVariable("TIERLENS_TEST_TUNNEL"); !how.isEmpty())
        return holdTunnel(how);
    TestSshTunnel test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_sshtunnel.moc"
