// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisaddress.h"

#include <QTest>

using namespace tierlens;

class TestRedisAddress : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void good_data();
    void good();
    void bad_data();
    void bad();
    void longSocketPath();
    void sentinels_data();
    void sentinels();
    void tlsFiles();
};

void TestRedisAddress::good_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("place"); // host:port or path
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<int>("db");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *uri, const char *place, const char *user, const char *password,
                         int db, bool tls, const char *shown) {
        const auto text = [](const char *words) { return QString::fromUtf8(words); };
        QTest::newRow(uri) << text(uri) << text(place) << text(user) << text(password) << db << tls
                           << text(shown);
    };
    row("redis://", "localhost:6379", "", "", 0, false, "localhost:6379");
    row("redis:///", "localhost:6379", "", "", 0, false, "localhost:6379");
    row("redis://h", "h:6379", "", "", 0, false, "h:6379");
    row("redis://h:", "h:6379", "", "", 0, false, "h:6379");
    row("redis://h:7000", "h:7000", "", "", 0, false, "h:7000");
    row("redis://:7000", "localhost:7000", "", "", 0, false, "localhost:7000");
    row("redis://h:7000/3", "h:7000", "", "", 3, false, "h:7000/3");
    row("redis:///3", "localhost:6379", "", "", 3, false, "localhost:6379/3");
    row("redis://h?db=4", "h:6379", "", "", 4, false, "h:6379/4");
    row("redis://h/?database=4", "h:6379", "", "", 4, false, "h:6379/4");
    row("  redis://h\n", "h:6379", "", "", 0, false, "h:6379");
    row("REDIS://H", "H:6379", "", "", 0, false, "H:6379");
    row("ReDiSs://h", "h:6379", "", "", 0, true, "h:6379");
    row("redis://:s3cret@h", "h:6379", "", "s3cret", 0, false, "h:6379");
    row("redis://s3cret@h", "h:6379", "", "s3cret", 0, false, "h:6379");
    row("redis://anya:s3cret@h:1/2", "h:1", "anya", "s3cret", 2, false, "anya@h:1/2");
    row("redis://anya:s3:cret@h", "h:6379", "anya", "s3:cret", 0, false, "anya@h:6379");
    row("redis://anya:s3@cret@h", "h:6379", "anya", "s3@cret", 0, false, "anya@h:6379");
    row("redis://anya:s3%2Fcr%25et%40@h", "h:6379", "anya", "s3/cr%et@", 0, false, "anya@h:6379");
    row("redis://a%6Eya:%c3%a9s3cret@h", "h:6379", "anya", "és3cret", 0, false, "anya@h:6379");
    row("redis://h?user=anya&password=s3%26cret", "h:6379", "anya", "s3&cret", 0, false,
        "anya@h:6379");
    row("redis://[::1]", "::1:6379", "", "", 0, false, "[::1]:6379");
    row("redis://:s3cret@[fe80::1]:7000/1", "fe80::1:7000", "", "s3cret", 1, false,
        "[fe80::1]:7000/1");
    row("rediss://anya:s3cret@h:7000", "h:7000", "anya", "s3cret", 0, true, "anya@h:7000");
    row("unix:///run/r.sock", "/run/r.sock", "", "", 0, false, "/run/r.sock");
    row("UNIX:///run/r.sock?db=2", "/run/r.sock", "", "", 2, false, "/run/r.sock?db=2");
    row("unix://anya:s3cret@/run/r.sock?db=2", "/run/r.sock", "anya", "s3cret", 2, false,
        "anya@/run/r.sock?db=2");
    row("unix://:s3cret@/run/r.sock", "/run/r.sock", "", "s3cret", 0, false, "/run/r.sock");
    row("unix:///run/a%20b%3Fc.sock", "/run/a b?c.sock", "", "", 0, false, "/run/a b?c.sock");
    row("unix:///run/@r.sock", "/run/@r.sock", "", "", 0, false, "/run/@r.sock");
    row("redis-socket:///run/r.sock?database=1", "/run/r.sock", "", "", 1, false,
        "/run/r.sock?db=1");
    row("redis-socket://s3cret@/run/r.sock", "/run/r.sock", "", "s3cret", 0, false, "/run/r.sock");
    row("redis+unix://:s3cret@/run/r.sock?db=9", "/run/r.sock", "", "s3cret", 9, false,
        "/run/r.sock?db=9");
}

void TestRedisAddress::good()
{
    QFETCH(QString, uri);
    const auto parsed = RedisAddress::parse(uri.toStdString());
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().text.c_str());
    const auto place = parsed->socket.empty() ? parsed->host + ':' + std::to_string(parsed->port)
                                              : parsed->socket;
    QTEST(QString::fromStdString(place), "place");
    QTEST(QString::fromStdString(parsed->user), "user");
    QTEST(QString::fromStdString(parsed->password), "password");
    QTEST(parsed->db, "db");
    QTEST(parsed->tls, "tls");
    QTEST(QString::fromStdString(parsed->shown()), "shown");
    QFETCH(QString, password);
    QVERIFY(password.isEmpty()
        || !QString::fromStdString(parsed->shown()).contains(QLatin1String("s3")));
}

void TestRedisAddress::bad_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("says"); // part of the sentence
    const auto row = [](const char *uri, const char *says) {
        QTest::newRow(*uri ? uri : "(empty)") << QString::fromUtf8(uri) << QString::fromUtf8(says);
    };
    row("", "is empty");
    row("   ", "is empty");
    row("localhost", "does not begin with a scheme");
    row("localhost:6379", "redis-socket://");
    row(":s3cret@localhost:6379", "does not begin with a scheme");
    row("http://h", "unknown scheme http://");
    row("redis-sentinel://h", "unknown scheme redis-sentinel://");
    row(":s3cret@h/x://y", "an unknown scheme");
    row("redis://h:0", "port");
    row("redis://h:65536", "port");
    row("redis://h:-1", "port");
    row("redis://h:s3cret", "port");
    row("redis://h:6379x", "port");
    row("redis://::1", "brackets");
    row("redis://[::1", "never ends");
    row("redis://[::1]7000", "Only \":port\"");
    row("redis://h/x", "database");
    row("redis://h/-1", "database");
    row("redis://h/1/2", "database");
    row("redis://h/99999999999", "database");
    row("redis://h?db=s3cret", "database");
    row("redis://h?timeout=s3cret", "unknown");
    row("redis://h?cacert=/s3cret", "unknown"); // nothing is encrypted there
    row("unix:///run/r.sock?cert=/s3cret", "unknown");
    row("redis://h?sentinel-password=s3cret", "unknown");
    row("redis+sentinel://h/shop?key=/s3cret", "unknown");
    row("rediss://h?key=/s3cret", "without its certificate");
    row("redis+sentinel://h", "the service they watch");
    row("redis+sentinel://h/", "the service they watch");
    row("redis+sentinel://h/?db=1", "the service they watch");
    row("redis+sentinel://h//1", "the service they watch");
    row("redis+sentinel://h/%zz", "the service they watch");
    row("redis+sentinel://h,/shop", "separated by commas");
    row("redis+sentinel://h1,,h2/shop", "separated by commas");
    row("redis+sentinel://,h2/shop", "separated by commas");
    row("redis+sentinel://h1,h2:0/shop", "port");
    row("redis+sentinel://h1:s3cret,h2/shop", "port");
    row("redis+sentinel://h1,::1/shop", "brackets");
    row("redis+sentinel://h/shop/s3cret", "database");
    row("redis+sentinel://h/shop/1/2", "database");
    row("redis+sentinel://:s3/cret@h/shop", "%2F");
    row("redis://:s3%zzcret@h", "%25");
    row("redis://:s3cret%@h", "%25");
    row("redis://:s3cret%4@h", "%25");
    row("redis://:s3%00cret@h", "%25");
    row("redis://h%zz", "host");
    row("redis://anya:s3/cret@h", "%2F");
    row("redis://anya:s3?cret@h", "%3F");
    row("redis://anya:s3#cret@h", "%23");
    row("unix://", "names no socket");
    row("unix:///", "names no socket");
    row("unix://run/r.sock", "three slashes");
    row("unix://:s3/cret@/run/r.sock", "three slashes");
    row("unix://:s3cret@h/run/r.sock", "after the \"@\"");
    row("unix:///run/%zz", "socket path");
    row("unix:///run/r.sock?db=x", "database");
}

void TestRedisAddress::bad()
{
    QFETCH(QString, uri);
    QFETCH(QString, says);
    const auto parsed = RedisAddress::parse(uri.toStdString());
    QVERIFY(!parsed.has_value());
    const auto &error = parsed.error();
    QCOMPARE(error.kind, ErrorKind::Usage);
    const auto text = QString::fromStdString(error.text);
    QVERIFY2(text.contains(says), error.text.c_str());
    QVERIFY2(text.contains(QLatin1String("Redis address")), error.text.c_str());
    QVERIFY2(text.endsWith(QLatin1Char('.')), error.text.c_str());
    for (const auto &part : {"s3", "cret"})
        QVERIFY2(!(text + QString::fromStdString(error.detail)).contains(QLatin1String(part)),
            error.text.c_str());
}

void TestRedisAddress::longSocketPath()
{
    // A longer one would be cut without a word, and another socket asked.
    const std::string path = "/" + std::string(90, 'x');
    QVERIFY(RedisAddress::parse("unix://" + path).has_value());
    const auto parsed = RedisAddress::parse("unix://" + path + std::string(20, 'x'));
    QVERIFY(!parsed.has_value());
    QVERIFY(QString::fromStdString(parsed.error().text).contains(QLatin1String("longer than")));
}

void TestRedisAddress::sentinels_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("login"); // user:password, the Sentinels' user:password
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *uri, const char *login, bool tls, const char *shown) {
        const auto text = [](const char *words) { return QString::fromUtf8(words); };
        QTest::newRow(uri) << text(uri) << text(login) << tls << text(shown);
    };
    row("redis+sentinel:///shop", ": :", false, "localhost:26379/shop");
    row("redis+sentinel://h/shop", ": :", false, "h:26379/shop");
    row("redis+sentinel://h:1/shop/", ": :", false, "h:1/shop");
    row("Redis+Sentinel://h1,h2:2,[::1]:3,[::2]/shop/4", ": :", false,
        "h1:26379,h2:2,[::1]:3,[::2]:26379/shop/4");
    row("redis+sentinel://h1,h2/shop?db=4", ": :", false, "h1:26379,h2:26379/shop/4");
    row("redis+sentinel://anya:s3,c@ret@h1:1,h2/sh%20op", "anya:s3,c@ret :", false,
        "anya@h1:1,h2:26379/sh op");
    row("redis+sentinel://h/shop?sentinel-password=s3cret", ": :s3cret", false, "h:26379/shop");
    row("rediss+sentinel://s3c@h/shop/1?sentinel-user=ben&sentinel-password=s3%26cret",
        ":s3c ben:s3&cret", true, "h:26379/shop/1");
    row("redis+sentinel://h/shop?sentinel-username=ben&user=anya&password=s3",
        "anya:s3 ben:", false, "anya@h:26379/shop");
}

void TestRedisAddress::sentinels()
{
    QFETCH(QString, uri);
    const auto parsed = RedisAddress::parse(uri.toStdString());
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().text.c_str());
    const auto login = parsed->user + ':' + parsed->password + ' ' + parsed->sentinelUser + ':'
        + parsed->sentinelPassword;
    QTEST(QString::fromStdString(login), "login");
    QTEST(parsed->tls, "tls");
    QTEST(QString::fromStdString(parsed->shown()), "shown");
}

void TestRedisAddress::tlsFiles()
{
    const auto parsed
        = RedisAddress::parse("rediss://h?CAcert=/a%26b/ca.pem&cert=/c.pem&key=/k.pem&db=2");
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().text.c_str());
    QCOMPARE(parsed->caFile, std::string("/a&b/ca.pem"));
    QCOMPARE(parsed->certificateFile, std::string("/c.pem"));
    QCOMPARE(parsed->keyFile, std::string("/k.pem"));
    QCOMPARE(parsed->shown(), std::string("h:6379/2"));
    // One file may hold both.
    const auto both = RedisAddress::parse("rediss+sentinel://h/shop?cert=/both.pem");
    QVERIFY(both.has_value());
    QVERIFY(both->tls && both->keyFile.empty() && !both->sentinels.empty());
}

QTEST_GUILESS_MAIN(TestRedisAddress)
#include "tst_redisaddress.moc"
