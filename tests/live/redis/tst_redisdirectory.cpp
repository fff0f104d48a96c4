// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/rediscluster.h"
#include "redis/redisconnection.h"
#include "redis/redisdirectory.h"
#include "support/redisgroups.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <optional>

using namespace tierlens;
using namespace tierlens::test;

namespace {

RedisOptions directoryOptions(const std::string &uri)
{
    const auto address = RedisAddress::parse(uri);
    if (!address)
        qFatal("%s", address.error().text.c_str());
    RedisOptions options;
    options.address = *address;
    return options;
}

std::string local(quint16 port) { return "127.0.0.1:" + std::to_string(port); }

std::vector<quint16> portsOf(const std::vector<RedisAddress> &addresses)
{
    std::vector<quint16> ports;
    for (const auto &address : addresses)
        ports.push_back(address.port);
    std::sort(ports.begin(), ports.end());
    return ports;
}

std::vector<quint16> sorted(std::vector<quint16> ports)
{
    std::sort(ports.begin(), ports.end());
    return ports;
}

bool has(const std::vector<RedisAddress> &addresses, quint16 port)
{
    return std::any_of(addresses.begin(), addresses.end(),
        [port](const RedisAddress &address) { return address.port == port; });
}

// The error, or one without a sentence if there is none.
Error errorOf(const RedisOptions &options)
{
    const auto found = RedisDirectory(options).find();
    if (found)
        return {ErrorKind::Internal, "none", {}, {}};
    auto error = found.error();
    if (!error.text.ends_with('.')
        || (error.text + error.detail).find("s3cret") != std::string::npos)
        qFatal("%s | %s", error.text.c_str(), error.detail.c_str());
    return error;
}

bool tellsOf(const Error &error, std::string_view words)
{
    const bool does = error.text.find(words) != error.text.npos;
    if (!does)
        qWarning("%s | %s", error.text.c_str(), error.detail.c_str());
    return does;
}

// A primary, two replicas and three Sentinels. Data and Sentinels have passwords of their own.
class SentinelGroup
{
public:
    SentinelGroup()
    {
        for (auto &port : ports)
            port = freePort();
        for (std::size_t i = 0; i < ports.size(); ++i) {
            QStringList arguments{QStringLiteral("--port"), QString::number(ports[i]),
                QStringLiteral("--bind"), QStringLiteral("127.0.0.1"),
                QStringLiteral("--requirepass"), QStringLiteral("s3cret"),
                QStringLiteral("--masterauth"), QStringLiteral("s3cret"),
                QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")};
            if (i > 0)
                arguments += {
                    QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1 %1").arg(ports[0])};
            servers.push_back(std::make_unique<TestRedis>(arguments));
        }
        for (int i = 0; i < 3; ++i)
            sentinels.push_back(std::make_unique<TestSentinel>(ports[0], 2,
                QStringList{QStringLiteral("requirepass s3cretguard"),
                    QStringLiteral("sentinel sentinel-pass s3cretguard"),
                    QStringLiteral("sentinel auth-pass shop s3cret"),
                    QStringLiteral("sentinel down-after-milliseconds shop 1500"),
                    QStringLiteral("sentinel failover-timeout shop 4000")}));
    }

    bool start()
    {
        for (const auto &server : servers) {
            if (!server->start())
                return false;
        }
        // A Sentinel asks for replicas at once and then every ten seconds.
        RedisConnection primary(directoryOptions("redis://:s3cret@" + local(ports[0])));
        for (int i = 0; i < 200; ++i) {
            const auto info = primary.command({"INFO", "replication"});
            if (info && info->text().find("connected_slaves:2") != std::string_view::npos)
                break;
            QTest::qWait(20);
        }
        for (const auto &sentinel : sentinels) {
            if (!sentinel->start())
                return false;
        }
        return true;
    }

    std::string uri(const std::string &login, std::initializer_list<std::size_t> which,
        const std::string &tail) const
    {
        std::string text = "redis+sentinel://" + login;
        for (const auto i : which)
            text += (text.back() == '@' || text.back() == '/' ? "" : ",")
                + local(sentinels[i]->port());
        return text + tail;
    }

    std::array<quint16, 3> ports{};
    std::vector<std::unique_ptr<TestRedis>> servers;
    std::vector<std::unique_ptr<TestSentinel>> sentinels;
};

constexpr const char *Guard = "/shop?sentinel-password=s3cretguard";

} // namespace

class TestRedisDirectory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneServer();
    void oneServerWithFewRights();
    void sentinels();
    void sentinelWithAnOldView();
    void cluster();
    void clusterNames();
    void clusterFailover();

private:
    bool startCluster();
    std::unique_ptr<TestRedisCluster> m_cluster; // three primaries and their replicas
};

void TestRedisDirectory::oneServer()
{
    TestRedis server;
    QVERIFY(server.start());
    const auto found = RedisDirectory(directoryOptions(server.uri() + "?db=3")).find();
    QVERIFY2(found.has_value(), found ? "" : found.error().text.c_str());
    QCOMPARE(found->mode, std::string("standalone"));
    QCOMPARE(found->primaries.size(), std::size_t{1});
    QCOMPARE(found->primaries[0].shown(), server.socket().toStdString() + "?db=3");
    QVERIFY(found->replicas.empty());

    QCOMPARE(errorOf(directoryOptions(server.uri() + "?db=99")).kind, ErrorKind::Usage);
    // Looking leaves no refusal in the server's statistics; the one is db 99's.
    RedisConnection connection(directoryOptions(server.uri()));
    const auto errors = connection.command({"INFO", "errorstats"});
    QVERIFY(errors.has_value());
    QVERIFY(errors->text().find("errorstat_ERR:count=1\r") != std::string_view::npos);

    server.kill();
    QCOMPARE(errorOf(directoryOptions(server.uri())).kind, ErrorKind::Unreachable);
}

void TestRedisDirectory::oneServerWithFewRights()
{
    TestRedis server;
    QVERIFY(server.start());
    RedisConnection admin(directoryOptions(server.uri()));
    QVERIFY(admin.command({"ACL", "SETUSER", "anya", "on", ">s3cret", "+cluster"}).has_value());
    QVERIFY(admin.command({"ACL", "SETUSER", "ben", "on", ">s3cret", "+get"}).has_value());
    const auto socket = server.socket().toStdString();
    const auto found = RedisDirectory(directoryOptions("unix://anya:s3cret@" + socket)).find();
    QVERIFY2(found.has_value(), found ? "" : found.error().text.c_str());
    QCOMPARE(found->mode, std::string("standalone"));
    QCOMPARE(errorOf(directoryOptions("unix://ben:s3cret@" + socket)).kind, ErrorKind::Denied);
}

void TestRedisDirectory::sentinels()
{
    SentinelGroup group;
    QVERIFY(group.start());
    const auto options = directoryOptions(group.uri(":s3cret@", {0, 1, 2}, Guard));
    RedisDirectory directory(options);
    std::optional<RedisNodes> nodes;
    const auto finds = [&](RedisDirectory &from) {
        auto found = from.find();
        nodes = found ? std::optional(std::move(*found)) : std::nullopt;
        return nodes.has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(finds(directory) && nodes->replicas.size() == 2, 12'000);
    QCOMPARE(nodes->mode, std::string("sentinel"));
    QCOMPARE(portsOf(nodes->primaries), std::vector<quint16>{group.ports[0]});
    QCOMPARE(portsOf(nodes->replicas), sorted({group.ports[1], group.ports[2]}));
    QVERIFY(nodes->primaries[0].sentinels.empty());
    QCOMPARE(nodes->primaries[0].password, std::string("s3cret"));

    // What can be wrong with the address.
    const auto first = group.uri(":s3cret@", {0}, "/shop");
    const auto locked = errorOf(directoryOptions(first));
    QCOMPARE(locked.kind, ErrorKind::Denied);
    QVERIFY(tellsOf(locked, "sentinel-password"));
    QVERIFY(tellsOf(locked, local(group.sentinels[0]->port()) + "/shop"));
    QCOMPARE(
        errorOf(directoryOptions(first + "?sentinel-password=s3cretx")).kind, ErrorKind::Denied);
    const auto unknown = errorOf(
        directoryOptions(group.uri(":s3cret@", {0, 1}, "/mall?sentinel-password=s3cretguard")));
    QCOMPARE(unknown.kind, ErrorKind::Usage);
    QVERIFY(tellsOf(unknown, "/mall"));
    const auto wrong = errorOf(directoryOptions(group.uri(":s3cretx@", {0}, Guard)));
    QCOMPARE(wrong.kind, ErrorKind::Denied); // the server's, not the Sentinel's
    QVERIFY(tellsOf(wrong, "Redis at " + local(group.ports[0])));
    const auto asServer
        = errorOf(directoryOptions("redis://:s3cretguard@" + local(group.sentinels[0]->port())));
    QCOMPARE(asServer.kind, ErrorKind::Usage);
    QVERIFY(tellsOf(asServer, "redis+sentinel://" + local(group.sentinels[0]->port())));
    const auto noSentinel = errorOf(directoryOptions(
        "redis+sentinel://" + local(group.ports[1]) + "/shop?sentinel-password=s3cret"));
    QVERIFY(tellsOf(noSentinel, "None of the Sentinels"));

    // A user who may ask neither ROLE nor INFO takes the Sentinels' word.
    RedisConnection admin(directoryOptions("redis://:s3cret@" + local(group.ports[0])));
    QVERIFY(admin.command({"ACL", "SETUSER", "ben", "on", ">s3cret", "+get", "~*"}).has_value());
    RedisDirectory ofBen(directoryOptions(group.uri("ben:s3cret@", {0}, Guard)));
    QVERIFY(finds(ofBen));

    // One that only knows the first Sentinel learns of the others, once they know each other.
    RedisDirectory ofOne(directoryOptions(group.uri(":s3cret@", {0}, Guard)));
    RedisConnection watcher(
        directoryOptions("redis://:s3cretguard@" + local(group.sentinels[0]->port())));
    const auto knowsOthers = [&] {
        const auto others = watcher.command({"SENTINEL", "SENTINELS", "shop"});
        return others && others->size() == 2 && finds(ofOne);
    };
    QTRY_VERIFY_WITH_TIMEOUT(knowsOthers(), 10'000);

    // The first Sentinel dies, then the primary; two Sentinels are still a majority.
    RedisConnection connection(options);
    QVERIFY(connection.command({"SET", "a", "1"}).has_value());
    group.sentinels[0]->kill();
    group.servers[0]->kill();
    const auto isMoved = [&](RedisDirectory &from) {
        return finds(from) && nodes->primaries[0].port != group.ports[0];
    };
    QTRY_VERIFY_WITH_TIMEOUT(isMoved(directory), 15'000);
    const auto now = nodes->primaries[0].port;
    QVERIFY(now == group.ports[1] || now == group.ports[2]);
    QVERIFY(isMoved(ofOne));
    QVERIFY(!has(nodes->replicas, now));
    QTRY_VERIFY_WITH_TIMEOUT(connection.command({"SET", "a", "2"}).has_value(), 5'000);

    group.sentinels[1]->kill();
    group.sentinels[2]->kill();
    const auto gone = errorOf(options);
    QCOMPARE(gone.kind, ErrorKind::Unreachable);
    QVERIFY(tellsOf(gone, local(group.sentinels[2]->port())));
}

void TestRedisDirectory::sentinelWithAnOldView()
{
    // Set up for a server that has become a replica since; it tellsOf so for some seconds.
    TestRedis primary;
    QVERIFY(primary.start());
    const auto port = freePort();
    TestRedis replica({QStringLiteral("--port"), QString::number(port), QStringLiteral("--bind"),
        QStringLiteral("127.0.0.1"), QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1 1")});
    QVERIFY(replica.start());
    TestSentinel sentinel(port, 1);
    QVERIFY(sentinel.start());
    const auto place = local(sentinel.port());
    const auto error = errorOf(directoryOptions("redis+sentinel://" + place + "/shop"));
    QCOMPARE(error.kind, ErrorKind::NotReady);
    QVERIFY(tellsOf(error, place + "/shop"));
    QVERIFY(tellsOf(error, local(port)));
    RedisConnection connection(directoryOptions("redis+sentinel://" + place + "/shop"));
    const auto refused = connection.command({"GET", "a"});
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().text, error.text);

    replica.pause(); // frozen: told within the timeouts, whatever the Sentinel tellsOf
    const auto frozen = errorOf(directoryOptions("redis+sentinel://" + place + "/shop"));
    QCOMPARE(frozen.kind, ErrorKind::Timeout);
    replica.resume();
}

bool TestRedisDirectory::startCluster()
{
    if (!m_cluster) {
        m_cluster = std::make_unique<TestRedisCluster>(3, 1);
        if (!m_cluster->start())
            m_cluster.reset();
    }
    return m_cluster != nullptr;
}

void TestRedisDirectory::cluster()
{
    QVERIFY(startCluster());
    const std::vector<quint16> primaries
        = sorted({m_cluster->port(0), m_cluster->port(1), m_cluster->port(2)});
    const std::vector<quint16> replicas
        = sorted({m_cluster->port(3), m_cluster->port(4), m_cluster->port(5)});
    const auto byNode = RedisDirectory(directoryOptions(m_cluster->uri(1))).find();
    QVERIFY2(byNode.has_value(), byNode ? "" : byNode.error().text.c_str());
    QCOMPARE(byNode->mode, std::string("cluster"));
    QCOMPARE(portsOf(byNode->primaries), primaries);
    QCOMPARE(portsOf(byNode->replicas), replicas);
    QCOMPARE(byNode->primaries[0].host, std::string("127.0.0.1"));
    const auto bySocket = RedisDirectory(directoryOptions(m_cluster->node(4).uri())).find();
    QVERIFY2(bySocket.has_value(), bySocket ? "" : bySocket.error().text.c_str());
    QCOMPARE(portsOf(bySocket->primaries), primaries);
    QVERIFY(bySocket->primaries[0].socket.empty());

    // What servers before 7 are asked gives the same, as soon as the replicas have told how far
    // they are.
    const auto options = directoryOptions(m_cluster->uri(2));
    RedisConnection connection(options);
    for (const bool hasShards : {true, false}) {
        const auto isSame = [&] {
            const auto view = viewCluster(connection, options.address, hasShards);
            return view && view->isWhole && view->epoch > 0
                && portsOf(view->nodes.primaries) == primaries
                && portsOf(view->nodes.replicas) == replicas;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSame(), 10'000);
    }

    const auto error = errorOf(directoryOptions(m_cluster->uri(0) + "/3"));
    QCOMPARE(error.kind, ErrorKind::Usage);
    QVERIFY(tellsOf(error, "database 0 only"));

    // Each named node can be used as it is named.
    for (const auto *list : {&byNode->primaries, &byNode->replicas}) {
        for (const auto &address : *list) {
            RedisOptions one;
            one.address = address;
            QVERIFY(RedisConnection(one).command({"PING"}).has_value());
        }
    }

    // A node that belongs to no cluster yet is its own only primary.
    TestRedisCluster single(1, 0);
    QVERIFY(single.node(0).start());
    const auto fresh = RedisDirectory(directoryOptions(single.uri(0))).find();
    QVERIFY(fresh.has_value());
    QCOMPARE(portsOf(fresh->primaries), std::vector<quint16>{single.port(0)});
    QCOMPARE(fresh->primaries[0].host, std::string("127.0.0.1"));
}

void TestRedisDirectory::clusterNames()
{
    QVERIFY(startCluster());
    const auto options
        = directoryOptions("redis://localhost:" + std::to_string(m_cluster->port(0)));
    RedisConnection connection(options);
    const auto set = [&](std::string_view name, std::string_view value) {
        return connection.command({"CONFIG", "SET", name, value}).has_value();
    };
    const auto hosts = [&](const std::string &host) {
        const auto found = RedisDirectory(options).find();
        const auto isSo = [&](const RedisAddress &node) { return node.host == host; };
        return found && found->primaries.size() == 3 && found->replicas.size() == 3
            && std::all_of(found->primaries.begin(), found->primaries.end(), isSo)
            && std::all_of(found->replicas.begin(), found->replicas.end(), isSo);
    };
    QVERIFY(hosts("127.0.0.1"));
    // Names wanted, and none told: the addresses stay. Then "the host you asked".
    QVERIFY(set("cluster-preferred-endpoint-type", "hostname"));
    QVERIFY(hosts("127.0.0.1"));
    QVERIFY(set("cluster-preferred-endpoint-type", "unknown-endpoint"));
    QVERIFY(hosts("localhost"));
    QVERIFY(set("cluster-preferred-endpoint-type", "hostname"));
    for (int i = 0; i < m_cluster->size(); ++i) {
        RedisConnection node(directoryOptions(m_cluster->uri(i)));
        QVERIFY(node.command({"CONFIG", "SET", "cluster-announce-hostname", "redis.test"}));
    }
    QTRY_VERIFY_WITH_TIMEOUT(hosts("redis.test"), 10'000);
    QVERIFY(set("cluster-preferred-endpoint-type", "ip"));
    QVERIFY(hosts("127.0.0.1"));
}

void TestRedisDirectory::clusterFailover()
{
    QVERIFY(startCluster());
    RedisDirectory directory(directoryOptions(m_cluster->uri(0)));
    auto found = directory.find();
    QVERIFY(found.has_value());

    m_cluster->node(0).kill(); // the one of the address, and a primary
    found = directory.find();
    QVERIFY2(found.has_value(), found ? "" : found.error().text.c_str());
    QCOMPARE(found->primaries.size(), std::size_t{3}); // its slots have nobody else yet
    const auto isFollowed = [&] {
        found = directory.find();
        return found && found->primaries.size() == 3 && has(found->primaries, m_cluster->port(3));
    };
    QTRY_VERIFY_WITH_TIMEOUT(isFollowed(), 15'000);
    QVERIFY(!has(found->primaries, m_cluster->port(0)));
    QVERIFY(!has(found->replicas, m_cluster->port(0)));
    QCOMPARE(found->replicas.size(), std::size_t{2});
    QCOMPARE(errorOf(directoryOptions(m_cluster->uri(0))).kind, ErrorKind::Unreachable);

    QVERIFY(m_cluster->node(0).start()); // back, as a replica
    const auto isBack = [&] {
        found = directory.find();
        return found && has(found->replicas, m_cluster->port(0)) && found->primaries.size() == 3;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isBack(), 15'000);
}

QTEST_GUILESS_MAIN(TestRedisDirectory)
#include "tst_redisdirectory.moc"
