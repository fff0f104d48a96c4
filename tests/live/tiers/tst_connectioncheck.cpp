// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectioncheck.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

namespace {

QString s(const char *text) { return QString::fromUtf8(text); }

ConnectionCheck checked(Tier tier, const QString &address)
{
    const auto future = checkConnection(tier, address);
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 15'000))
        qFatal("the check did not end");
    const auto found = future.result();
    for (const auto &line : found.lines) {
        if ((line.text + line.cure).contains(s("s3cret")))
            qFatal("a password in %s", qPrintable(line.text));
    }
    return found;
}

std::vector<CheckLine> lacking(const ConnectionCheck &check)
{
    std::vector<CheckLine> lines;
    for (const auto &line : check.lines) {
        if (line.state != CheckLine::State::Works)
            lines.push_back(line);
    }
    return lines;
}

bool says(const ConnectionCheck &check, const QString &words)
{
    for (const auto &line : check.lines) {
        if (line.text.contains(words))
            return true;
    }
    for (const auto &line : check.lines)
        qWarning("%s", qPrintable(line.text));
    return false;
}

RedisConnection adminOf(const TestRedis &server)
{
    RedisOptions options;
    options.address = *RedisAddress::parse(server.uri());
    return RedisConnection(options);
}

// As an administrator would: the statement as it stands there, word by word.
bool runThere(RedisConnection &admin, const QString &statement)
{
    std::vector<std::string> words;
    const auto parts = statement.split(QLatin1Char(' '));
    for (const auto &part : parts)
        words.push_back(part.toStdString());
    const std::vector<std::string_view> views(words.begin(), words.end());
    const auto done = admin.command(std::span<const std::string_view>(views));
    if (!done)
        qWarning("%s: %s", qPrintable(statement), done.error().detail.c_str());
    return done.has_value();
}

} // namespace

class TestConnectionCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void redisWithAllRights();
    void redisRightsAreLackingAndGranted_data();
    void redisRightsAreLackingAndGranted();
    void redisPassword();
    void redisLogsNoWrite();
    void postgresRightsAreLackingAndGranted();
    void postgresPreload();
    void postgresPassword();
    void unreachable();
};

void TestConnectionCheck::redisWithAllRights()
{
    TestRedis server;
    QVERIFY(server.start());
    const auto found = checked(Tier::Redis, QString::fromStdString(server.uri()));
    QVERIFY(found.reached && !found.wantsPassword);
    QVERIFY(lacking(found).empty());
    QVERIFY(says(found, s("a primary, logged in as default")));
}

void TestConnectionCheck::redisRightsAreLackingAndGranted_data()
{
    QTest::addColumn<QString>("rules");
    QTest::addColumn<QString>("expected"); // something that must be among what is granted
    QTest::newRow("nothing but logging in") << s("resetkeys resetchannels -@all") << s("+info");
    QTest::newRow("reads keys of the application only")
        << s("~shop:* resetchannels +@all") << s("(%R~* ");
    QTest::newRow("no dangerous commands") << s("~* &* +@all -@dangerous -@admin") << s("+monitor");
    QTest::newRow("may ask what it may") << s("~* &* -@all +ping +acl") << s("+scan");
}

void TestConnectionCheck::redisRightsAreLackingAndGranted()
{
    QFETCH(QString, rules);
    QFETCH(QString, expected);
    TestRedis server;
    QVERIFY(server.start());
    auto admin = adminOf(server);
    QVERIFY(runThere(admin, s("ACL SETUSER watcher on >s3cret ") + rules));
    const auto address = s("unix://watcher:s3cret@") + server.socket();
    const auto before = checked(Tier::Redis, address);
    QVERIFY(before.reached);
    const auto poor = lacking(before);
    QVERIFY(!poor.empty());
    QString all;
    for (const auto &line : poor) {
        QCOMPARE(line.state, CheckLine::State::Lacking);
        QVERIFY2(line.cure.startsWith(s("ACL SETUSER watcher ")), qPrintable(line.text));
        QVERIFY(!line.cure.contains(s("+@all")) && !line.cure.contains(s(" +set")));
        QVERIFY(runThere(admin, line.cure));
        all += line.cure;
    }
    QVERIFY2(all.contains(expected), qPrintable(all));
    const auto after = checked(Tier::Redis, address);
    QVERIFY(after.reached);
    for (const auto &line : lacking(after))
        QFAIL(qPrintable(line.text + QLatin1Char('\n') + line.cure));
    QVERIFY(says(after, s("watcher may read all that Watch asks for")));
}

void TestConnectionCheck::redisPassword()
{
    TestRedis server({s("--requirepass"), s("s3cret")});
    QVERIFY(server.start());
    for (const auto *login : {"", ":wrong@", "nobody:wrong@"}) {
        const auto found = checked(Tier::Redis, s("unix://") + s(login) + server.socket());
        QVERIFY(!found.reached);
        QVERIFY(found.wantsPassword);
        QCOMPARE(found.lines.size(), std::size_t(1));
        QCOMPARE(found.lines[0].state, CheckLine::State::Failed);
    }
    const auto found = checked(Tier::Redis, s("unix://:s3cret@") + server.socket());
    QVERIFY(found.reached && lacking(found).empty());
}

// What the check tries may be refused, but is never a writing command.
void TestConnectionCheck::redisLogsNoWrite()
{
    TestRedis server;
    QVERIFY(server.start());
    auto admin = adminOf(server);
    QVERIFY(runThere(admin, s("ACL SETUSER watcher on >s3cret ~* &* -@all +@write +ping")));
    QVERIFY(checked(Tier::Redis, s("unix://watcher:s3cret@") + server.socket()).reached);
    const auto size = admin.command({"DBSIZE"});
    QVERIFY(size.has_value());
    QCOMPARE(size->integer(), 0);
    const auto stats = admin.command({"INFO", "commandstats"});
    QVERIFY(stats.has_value());
    for (const auto *word : {"cmdstat_set", "cmdstat_del", "cmdstat_config|set", "cmdstat_expire"})
        QVERIFY(stats->text().find(word) == std::string_view::npos);
}

void TestConnectionCheck::postgresRightsAreLackingAndGranted()
{
    TestPostgres server({s("shared_preload_libraries=pg_stat_statements")});
    QVERIFY(server.start());
    PostgresOptions options;
    options.connection = server.connection();
    PostgresConnection admin(options);
    QVERIFY(admin.run("create role \"Poor Watcher\" login").has_value());
    const auto address = QString::fromStdString(
        server.connection(s("user='Poor Watcher'"))); // of two of one name, the last counts
    const auto before = checked(Tier::Postgres, address);
    QVERIFY(before.reached);
    QVERIFY(says(before, s("a primary, logged in as Poor Watcher")));
    const auto poor = lacking(before);
    QCOMPARE(poor.size(), std::size_t(2));
    QCOMPARE(poor[0].cure, s("GRANT pg_monitor TO \"Poor Watcher\";"));
    QCOMPARE(poor[1].cure, s("CREATE EXTENSION pg_stat_statements;"));
    for (const auto &line : poor)
        QVERIFY(admin.run(line.cure.toStdString()).has_value());
    const auto after = checked(Tier::Postgres, address);
    QVERIFY(lacking(after).empty());
    QVERIFY(says(after, s("pg_stat_statements can be read")));

    // Made where others may not look.
    QVERIFY(admin
                .run("create schema \"Stats\"; revoke all on schema \"Stats\" from public;"
                     " drop extension pg_stat_statements;"
                     " create extension pg_stat_statements schema \"Stats\";"
                     " revoke all on \"Stats\".pg_stat_statements from public")
                .has_value());
    const auto hidden = lacking(checked(Tier::Postgres, address));
    QCOMPARE(hidden.size(), std::size_t(1));
    QVERIFY(admin.run(hidden[0].cure.toStdString()).has_value());
    QVERIFY(lacking(checked(Tier::Postgres, address)).empty());
}

void TestConnectionCheck::postgresPreload()
{
    TestPostgres server({s("shared_preload_libraries=auto_explain")});
    QVERIFY(server.start());
    const auto address = QString::fromStdString(server.connection());
    const auto poor = lacking(checked(Tier::Postgres, address));
    QCOMPARE(poor.size(), std::size_t(1));
    const auto lines = poor[0].cure.split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 3); // setting, restart, extension
    PostgresOptions options;
    options.connection = server.connection();
    PostgresConnection admin(options);
    QVERIFY(admin.run(lines[0].toStdString()).has_value());
    QVERIFY(admin.run(lines[2].toStdString()).has_value());
    QVERIFY(server.stop());
    server.settings.clear(); // postgresql.auto.conf decides
    QVERIFY(server.start());
    QVERIFY(lacking(checked(Tier::Postgres, address)).empty());
    PostgresConnection after(options);
    const auto loaded = after.run("show shared_preload_libraries");
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->text(0, 0), std::string_view("auto_explain, pg_stat_statements"));
}

void TestConnectionCheck::postgresPassword()
{
    TestPostgres server({}, {s("local all demo trust"), s("local all all scram-sha-256")});
    QVERIFY(server.start());
    PostgresOptions options;
    options.connection = server.connection();
    PostgresConnection admin(options);
    QVERIFY(admin.run("create role ann login password 's3cret'").has_value());
    for (const auto *login : {"user=ann", "user=ann password=wrong"}) {
        const auto found
            = checked(Tier::Postgres, QString::fromStdString(server.connection(s(login))));
        QVERIFY(!found.reached);
        QVERIFY2(found.wantsPassword, qPrintable(found.lines[0].text));
    }
    QVERIFY(checked(
        Tier::Postgres, QString::fromStdString(server.connection(s("user=ann password=s3cret"))))
                .reached);
    const auto login = checkLogin(
        Tier::Postgres, QString::fromStdString(server.connection(s("user=ann password=wrong"))));
    QTRY_VERIFY(login.isFinished());
    QVERIFY(!login.result().has_value());
    QVERIFY(wantsPassword(login.result().error()));
}

void TestConnectionCheck::unreachable()
{
    const auto port = freePort();
    for (const auto tier : {Tier::Redis, Tier::Postgres}) {
        const auto address = (tier == Tier::Redis ? s("redis://127.0.0.1:%1")
                                                  : s("postgresql://ann@127.0.0.1:%1/x"))
                                 .arg(port);
        const auto found = checked(tier, address);
        QVERIFY(!found.reached && !found.wantsPassword);
        QCOMPARE(found.lines.size(), std::size_t(1));
        QVERIFY(found.lines[0].text.contains(QString::number(port)));
    }
}

QTEST_GUILESS_MAIN(TestConnectionCheck)
#include "tst_connectioncheck.moc"
