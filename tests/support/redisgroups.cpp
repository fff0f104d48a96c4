// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/redisgroups.h"

#include "redis/redisconnection.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QTcpSocket>
#include <QThread>

namespace tierlens::test {

namespace {

bool waitUntil(int milliseconds, const std::function<bool()> &isSo)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!isSo()) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(20);
    }
    return true;
}

bool answers(quint16 port)
{
    QTcpSocket probe;
    probe.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!probe.waitForConnected(100))
        return false;
    probe.write("PING\r\n");
    return probe.waitForBytesWritten(100) && probe.waitForReadyRead(1000);
}

// The answer as text; empty if there is none.
std::string ask(const std::string &uri, std::initializer_list<std::string_view> words)
{
    const auto address = RedisAddress::parse(uri);
    if (!address)
        return {};
    RedisOptions options;
    options.address = *address;
    RedisConnection connection(options);
    const auto answer = connection.command(words);
    if (!answer)
        qWarning("%s %s", answer.error().text.c_str(), answer.error().detail.c_str());
    return answer ? std::string(answer->text()) : std::string();
}

} // namespace

TestSentinel::TestSentinel(quint16 watched, int quorum, QStringList lines)
    : m_folder(QDir::tempPath() + QStringLiteral("/tierlens-XXXXXX"))
    , m_lines(std::move(lines))
    , m_port(freePort())
{
    m_lines.prepend(
        QStringLiteral("sentinel monitor shop 127.0.0.1 %1 %2").arg(watched).arg(quorum));
    m_lines += {QStringLiteral("port %1").arg(m_port), QStringLiteral("bind 127.0.0.1"),
        QStringLiteral("dir %1").arg(m_folder.path())};
}

bool TestSentinel::start()
{
    // It keeps what it learns in its configuration, and does not start if it cannot.
    const auto path = m_folder.filePath(QStringLiteral("sentinel.conf"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return false;
    file.write(m_lines.join(QLatin1Char('\n')).toUtf8() + '\n');
    file.close();
    QString program = TestProcess::find(QStringLiteral("redis-server"));
    if (program.isEmpty())
        program = TestProcess::find(QStringLiteral("valkey-server"));
    return TestProcess::giveFolder(m_folder.path()) && TestProcess::giveFolder(path)
        && m_process.start(program, {path, QStringLiteral("--sentinel")},
            m_folder.filePath(QStringLiteral("sentinel.log")))
        && waitUntil(10'000, [this] { return answers(m_port); });
}

TestRedisCluster::TestRedisCluster(int primaries, int replicasEach, QStringList arguments)
    : m_primaries(primaries)
    , m_replicasEach(replicasEach)
    , m_arguments(std::move(arguments))
{
    makeNodes();
}

void TestRedisCluster::makeNodes()
{
    m_nodes.clear();
    m_ports.clear();
    m_busPorts.clear();
    for (int i = 0; i < m_primaries * (1 + m_replicasEach); ++i) {
        m_ports.push_back(freePort());
        m_busPorts.push_back(freePort());
        m_nodes.push_back(std::make_unique<TestRedis>(
            QStringList{QStringLiteral("--port"), QString::number(m_ports.back()),
                QStringLiteral("--bind"), QStringLiteral("127.0.0.1"),
                QStringLiteral("--cluster-enabled"), QStringLiteral("yes"),
                QStringLiteral("--cluster-port"), QString::number(m_busPorts.back()),
                QStringLiteral("--cluster-node-timeout"), QStringLiteral("2000"),
                QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0"),
                QStringLiteral("--repl-ping-replica-period"), QStringLiteral("1")}
            + m_arguments));
    }
}

std::string TestRedisCluster::uri(int index) const
{
    return "redis://127.0.0.1:" + std::to_string(port(index));
}

// Twelve ports at once: one of them may be somebody else's by the time its server begins. Anew
// then.
bool TestRedisCluster::start()
{
    for (int i = 0; i < 2; ++i) {
        if (tryToStart())
            return true;
        makeNodes();
    }
    return tryToStart();
}

bool TestRedisCluster::tryToStart()
{
    for (const auto &node : m_nodes) {
        if (!node->start())
            return false;
    }
    std::vector<std::string> ids;
    for (int i = 0; i < size(); ++i) {
        const auto epoch = std::to_string(i + 1);
        ids.push_back(ask(uri(i), {"CLUSTER", "MYID"}));
        if (ask(uri(i), {"CLUSTER", "SET-CONFIG-EPOCH", epoch}) != "OK")
            return false;
        if (i < m_primaries) {
            const auto first = std::to_string(16384 * i / m_primaries);
            const auto last = std::to_string(16384 * (i + 1) / m_primaries - 1);
            if (ask(uri(i), {"CLUSTER", "ADDSLOTSRANGE", first, last}) != "OK")
                return false;
        }
        const auto port = std::to_string(m_ports[static_cast<std::size_t>(i)]);
        const auto bus = std::to_string(m_busPorts[static_cast<std::size_t>(i)]);
        if (i > 0 && ask(uri(0), {"CLUSTER", "MEET", "127.0.0.1", port, bus}) != "OK")
            return false;
    }
    const auto knows = [this](int i, const std::string &line) {
        return ask(uri(i), {"CLUSTER", "INFO"}).find(line) != std::string::npos;
    };
    const auto all = "cluster_known_nodes:" + std::to_string(size());
    for (int i = 0; i < size(); ++i) {
        if (!waitUntil(15'000, [&] { return knows(i, all) && knows(i, "cluster_state:ok"); }))
            return false;
    }
    for (int i = m_primaries; i < size(); ++i) {
        const auto &primary = ids[static_cast<std::size_t>(i % m_primaries)];
        if (!waitUntil(10'000, [&] {
                return ask(uri(i), {"CLUSTER", "REPLICATE", primary}) == "OK";
            }))
            return false;
    }
    return waitUntil(15'000, [this] { return isWhole(); });
}

bool TestRedisCluster::isWhole() const
{
    for (int i = 0; i < size(); ++i) {
        const auto nodes = ask(uri(i), {"CLUSTER", "NODES"});
        int replicas = 0;
        for (auto at = nodes.find("slave"); at != nodes.npos; at = nodes.find("slave", at + 1))
            ++replicas;
        const bool isReplica = i >= m_primaries;
        if (replicas != size() - m_primaries
            || ask(uri(i), {"CLUSTER", "INFO"}).find("cluster_state:ok") == std::string::npos
            || (isReplica
                && ask(uri(i), {"INFO", "replication"}).find("master_link_status:up")
                    == std::string::npos))
            return false;
    }
    return true;
}

} // namespace tierlens::test
