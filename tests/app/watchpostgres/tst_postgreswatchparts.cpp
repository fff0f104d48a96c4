// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgresreading.h"
#include "watchpostgres/postgressecrets.h"
#include "watchpostgres/postgressession.h"
#include "watchpostgres/postgresstatements.h"
#include "watchpostgres/statementpace.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

using Row = std::vector<std::optional<std::string>>;

// One entry of pg_stat_statements as the watch asks for it.
Row entry(int id, int calls, int microseconds, const std::string &user = "app", bool isTop = true)
{
    return {"q", id == 0 ? std::optional<std::string>() : std::to_string(id), user,
        isTop ? "true" : "false", std::to_string(calls), std::to_string(calls * 2),
        std::to_string(microseconds), std::to_string(calls * 3), "0"};
}

Row info(int evictions, const std::string &resetAt)
{
    return {"i", std::to_string(evictions), resetAt, {}, {}, {}, {}, {}, {}};
}

Rows rowsOf(std::vector<Row> rows)
{
    Rows all;
    all.rows = std::move(rows);
    return all;
}

PostgresCounters countersAt(Duration at, std::uint64_t commits, std::uint64_t ownCommits)
{
    PostgresCounters counters;
    counters.at = at;
    counters.commits = commits;
    counters.own.commits = ownCommits;
    counters.resetAt = "x";
    return counters;
}

} // namespace

class TestPostgresWatchParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passwordsAreCovered_data();
    void passwordsAreCovered();
    void cutBetweenCharacters();
    void reportsOfNewServers();
    void reportsOfOldServers();
    void ownAreTakenOff();
    void whatIsNotCountedYetIsTakenOffLater();
    void resetCountersSayNothing();
    void statementsGrow();
    void statementsResetAndEvicted();
    void ownStatementsAreLeftOut();
    void nestedAndHiddenStatements();
    void textsAreAskedOnce();
    void sessionsAndReplicas();
    void lockedTableKeepsItsSize();
    void thePaceOfABurstEndsByItself();
};

void TestPostgresWatchParts::passwordsAreCovered_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("shown");
    const auto add = [](const char *name, const char *sql, const char *shown) {
        QTest::newRow(name) << QString::fromUtf8(sql) << QString::fromUtf8(shown);
    };
    add("create role", "CREATE ROLE a LOGIN PASSWORD 'geheim' NOINHERIT",
        "CREATE ROLE a LOGIN PASSWORD '***' NOINHERIT");
    add("alter user", "alter user a with encrypted password'ge''heim'; SELECT 'x'",
        "alter user a with encrypted password'***'; SELECT 'x'");
    add("escapes", "ALTER ROLE a PASSWORD E'ge\\'heim' VALID UNTIL 'x'",
        "ALTER ROLE a PASSWORD E'***' VALID UNTIL 'x'");
    add("unicode", "ALTER ROLE a PASSWORD U&'geheim'", "ALTER ROLE a PASSWORD U&'***'");
    add("dollars", "ALTER ROLE a PASSWORD $x$geheim$x$ LOGIN",
        "ALTER ROLE a PASSWORD $x$***$x$ LOGIN");
    add("cut by the server", "ALTER ROLE a PASSWORD 'gehe", "ALTER ROLE a PASSWORD '***'");
    add("cut dollars", "ALTER ROLE a PASSWORD $$gehe", "ALTER ROLE a PASSWORD $$***");
    add("none", "ALTER ROLE a PASSWORD NULL", "ALTER ROLE a PASSWORD NULL");
    add("normalised", "ALTER ROLE a PASSWORD $1", "ALTER ROLE a PASSWORD $1");
    add("function body", "DO $$ BEGIN EXECUTE 'x'; ALTER ROLE a PASSWORD 'geheim'; END $$",
        "DO $$ BEGIN EXECUTE 'x'; ALTER ROLE a PASSWORD '***'; END $$");
    add("mapping", "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'b', password 'geheim')",
        "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'b', password '***')");
    add("column", "SELECT * FROM accounts WHERE password = 'geheim' AND name = 'b'",
        "SELECT * FROM accounts WHERE password = '***' AND name = 'b'");
    add("quoted column", "UPDATE a SET \"password\" = 'geheim', b = 'c'",
        "UPDATE a SET \"password\" = '***', b = 'c'");
    add("connection", "SELECT dblink('host=a password=geheim dbname=b')",
        "SELECT dblink('host=a password=*** dbname=b')");
    add("uri", "CREATE SUBSCRIPTION s CONNECTION 'postgres://a:geheim@b/c' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION 'postgres://a:***@b/c' PUBLICATION p");
    add("cut uri", "SELECT 'postgres://a:gehe", "SELECT 'postgres://a:***");
    add("json", "INSERT INTO a VALUES ('{\"password\": \"geheim\", \"b\": 1}')",
        "INSERT INTO a VALUES ('{\"password\": \"***\", \"b\": 1}')");
    add("comment", "SELECT 1 -- password=geheim\n+ 2", "SELECT 1 -- password=***\n+ 2");
    add("setting", "SET password_encryption = 'md5'", "SET password_encryption = 'md5'");
    add("another column", "UPDATE a SET password = $1, note = 'b'",
        "UPDATE a SET password = $1, note = 'b'");
    add("ordinary", "SELECT 'it''s', \"a'b\", 'x' /* don't */ FROM t WHERE a = $1",
        "SELECT 'it''s', \"a'b\", 'x' /* don't */ FROM t WHERE a = $1");
    add("address without password", "SELECT 'http://a:80/b'", "SELECT 'http://a:80/b'");
}

void TestPostgresWatchParts::passwordsAreCovered()
{
    QFETCH(QString, sql);
    QFETCH(QString, shown);
    QCOMPARE(QString::fromStdString(withoutPasswords(sql.toStdString())), shown);
    // However much of it the server has cut off, nothing of a secret is left.
    if (sql.contains(QStringLiteral("geheim"))) {
        for (qsizetype length = 0; length < sql.size(); ++length) {
            const auto cut = withoutPasswords(sql.left(length).toStdString());
            QVERIFY2(cut.find("ge'") == cut.npos && cut.find("geh") == cut.npos, cut.c_str());
        }
    }
}

void TestPostgresWatchParts::cutBetweenCharacters()
{
    QCOMPARE(shownSql("SELECT 'éé'", 9), std::string("SELECT '"));
    QCOMPARE(shownSql("SELECT 'éé'", 10), std::string("SELECT 'é"));
    QCOMPARE(shownSql("SELECT 1", 100), std::string("SELECT 1"));
}

void TestPostgresWatchParts::reportsOfNewServers()
{
    OwnReports reports;
    const OwnReports::Time start{10s};
    PostgresOwnCounts one;
    one.commits = 1;
    reports.ended(one, true, start);
    QCOMPARE(reports.reported().commits, std::uint64_t(1));
    PostgresOwnCounts failed;
    failed.rollbacks = 1;
    reports.ended(failed, false, start + 1ms); // failed before it could ask
    QCOMPARE(reports.reported().rollbacks, std::uint64_t(0));
    reports.ended(one, true, start + 2ms);
    QCOMPARE(reports.reported().commits, std::uint64_t(2));
    QCOMPARE(reports.reported().rollbacks, std::uint64_t(1));
}

void TestPostgresWatchParts::reportsOfOldServers()
{
    // Before 15 a session reports by itself, but not within 500 ms of the last time.
    OwnReports reports;
    const OwnReports::Time start{10s};
    PostgresOwnCounts one;
    one.commits = 1;
    reports.ended(one, false, start);
    QCOMPARE(reports.reported().commits, std::uint64_t(1));
    reports.ended(one, false, start + 100ms);
    reports.ended(one, false, start + 200ms);
    QCOMPARE(reports.reported().commits, std::uint64_t(1));
    reports.ended(one, false, start + 1s);
    QCOMPARE(reports.reported().commits, std::uint64_t(4));
}

void TestPostgresWatchParts::ownAreTakenOff()
{
    PostgresDifferences differences;
    QCOMPARE(differences.take(countersAt(1s, 100, 10)).span, Duration(0));
    const auto counts = differences.take(countersAt(3s, 150, 12));
    QCOMPARE(counts.span, Duration(2s));
    QCOMPARE(counts.commits, std::uint64_t(48));
    QCOMPARE(counts.perSecond(counts.commits), 24.0);
    QCOMPARE(differences.take(countersAt(4s, 151, 13)).commits, std::uint64_t(0));
}

void TestPostgresWatchParts::whatIsNotCountedYetIsTakenOffLater()
{
    PostgresDifferences differences;
    differences.take(countersAt(1s, 100, 10));
    QCOMPARE(differences.take(countersAt(2s, 100, 13)).commits, std::uint64_t(0));
    QCOMPARE(differences.take(countersAt(3s, 110, 13)).commits, std::uint64_t(7));
}

void TestPostgresWatchParts::resetCountersSayNothing()
{
    PostgresDifferences differences;
    differences.take(countersAt(1s, 100, 10));
    QCOMPARE(differences.take(countersAt(2s, 5, 11)).span, Duration(0));
    QCOMPARE(differences.take(countersAt(3s, 9, 12)).commits, std::uint64_t(3));
    auto reset = countersAt(4s, 1000, 13); // more than before, but of another time
    reset.resetAt = "y";
    QCOMPARE(differences.take(reset).span, Duration(0));
    differences.restart();
    QCOMPARE(differences.take(countersAt(5s, 2000, 14)).span, Duration(0));
}

void TestPostgresWatchParts::statementsGrow()
{
    StatementDifferences differences;
    differences.take(rowsOf({entry(1, 10, 1000), entry(2, 5, 5000), info(0, "x")}), 10s);
    auto first = differences.outcome();
    QCOMPARE(first.span, Duration(0));
    QVERIFY(first.statements.empty());

    differences.take(
        rowsOf({entry(1, 14, 1800), entry(2, 5, 5000), entry(3, 1, 9000), info(0, "x")}), 20s);
    const auto next = differences.outcome();
    QCOMPARE(next.span, Duration(10s));
    QVERIFY(!next.moved);
    QCOMPARE(next.calls, std::uint64_t(5));
    QCOMPARE(next.time, Duration(9800us));
    QCOMPARE(next.statements.size(), std::size_t(2)); // 2 was not called
    QCOMPARE(next.statements[0].id, std::int64_t(3)); // most time first; new, so it counts whole
    QCOMPARE(next.statements[1].calls, std::uint64_t(4));
    QCOMPARE(next.statements[1].mean(), Duration(200us));
    QCOMPARE(next.statements[1].rows, std::uint64_t(8));
    QCOMPARE(next.statements[1].blocksHit, std::uint64_t(12));
    QCOMPARE(next.statements[1].user, std::string("app"));
}

void TestPostgresWatchParts::statementsResetAndEvicted()
{
    StatementDifferences differences;
    differences.take(rowsOf({entry(1, 10, 1000), entry(2, 5, 5000), info(0, "x")}), 10s);
    differences.outcome();
    // All were reset, and 1 was called more often since than before.
    differences.take(rowsOf({entry(1, 12, 1200), info(0, "y")}), 20s);
    auto out = differences.outcome();
    QVERIFY(out.moved);
    QCOMPARE(out.calls, std::uint64_t(12));
    // One was reset, or evicted and came back; before 1.9 nothing else tells it.
    differences.take(rowsOf({entry(1, 3, 300), info(0, "y")}), 30s);
    out = differences.outcome();
    QVERIFY(out.moved);
    QCOMPARE(out.calls, std::uint64_t(3));
    // Evictions that hit nothing we knew.
    differences.take(rowsOf({entry(1, 4, 400), info(2, "y")}), 40s);
    out = differences.outcome();
    QVERIFY(out.moved);
    QCOMPARE(out.calls, std::uint64_t(1));
    differences.take(rowsOf({entry(1, 5, 500), info(2, "y")}), 50s);
    QVERIFY(!differences.outcome().moved);
    differences.take(rowsOf({info(2, "y")}), 60s); // gone
    QVERIFY(differences.outcome().moved);
    differences.restart();
    differences.take(rowsOf({entry(1, 100, 500), info(2, "y")}), 70s);
    out = differences.outcome();
    QCOMPARE(out.span, Duration(0));
    QCOMPARE(out.calls, std::uint64_t(0));
}

void TestPostgresWatchParts::ownStatementsAreLeftOut()
{
    StatementDifferences differences;
    differences.take(rowsOf({}), 10s);
    differences.take(rowsOf({entry(1, 4, 400), entry(2, 1, 9000)}), 20s);
    QCOMPARE(differences.unknownTexts(), std::string("{2,1}"));
    Rows texts = rowsOf({Row{"2", "WITH /* " + std::string(PostgresSession::Mark) + " */ a"},
        Row{"1", "ALTER ROLE a PASSWORD 'geheim'"}});
    differences.takeTexts(texts);
    const auto out = differences.outcome();
    QCOMPARE(out.calls, std::uint64_t(4));
    QCOMPARE(out.time, Duration(400us));
    QCOMPARE(out.statements.size(), std::size_t(1));
    QCOMPARE(out.statements[0].text, std::string("ALTER ROLE a PASSWORD '***'"));
}

void TestPostgresWatchParts::nestedAndHiddenStatements()
{
    StatementDifferences differences;
    differences.take(rowsOf({}), 10s);
    // Of another user's statements our rights show neither id nor text, but their counts.
    differences.take(rowsOf({entry(1, 4, 400), entry(1, 7, 700, "app", false), entry(0, 2, 20, "b"),
                         entry(0, 3, 30, "b")}),
        20s);
    const auto out = differences.outcome();
    QCOMPARE(out.calls, std::uint64_t(9)); // without the seven inside a function
    QCOMPARE(out.time, Duration(450us));
    QCOMPARE(out.statements.size(), std::size_t(2));
}

void TestPostgresWatchParts::textsAreAskedOnce()
{
    StatementDifferences differences;
    differences.take(rowsOf({}), 10s);
    QVERIFY(differences.unknownTexts().empty());
    std::vector<Row> many;
    for (int id = 1; id <= 700; ++id)
        many.push_back(entry(id, 1, 1000 - id));
    differences.take(rowsOf(many), 20s);
    const auto ids = differences.unknownTexts();
    QVERIFY(ids.starts_with("{1,2,3,"));
    QVERIFY(ids.ends_with(",500}"));
    std::vector<Row> texts;
    for (int id = 1; id <= 700; ++id)
        texts.push_back({std::to_string(id), "SELECT " + std::to_string(id)});
    differences.takeTexts(rowsOf(texts));
    QVERIFY(differences.unknownTexts().empty());
    QCOMPARE(differences.outcome().statements.size(), std::size_t(700));
}

void TestPostgresWatchParts::sessionsAndReplicas()
{
    Row figures(28), session(28), replica(28);
    figures[0] = "f";
    figures[1] = "15.18";
    figures[3] = "false";
    figures[6] = "77";
    figures[17] = "97";
    figures[22] = "3";
    session[0] = "s";
    session[1] = "42";
    session[7] = "active";
    session[10] = "ALTER ROLE a PASSWORD 'geheim'";
    session[11] = "1500000";
    session[13] = "-3"; // the clock of the one who answers is a little behind
    session[14] = "7,0,9";
    session[15] = "orders, RowExclusiveLock";
    replica[0] = "r";
    replica[1] = "standby 10.0.0.2";
    replica[2] = "streaming";
    replica[3] = "8192";
    const auto read = PostgresFigures::read(rowsOf({figures, session, replica}));
    QVERIFY(read.has_value());
    QCOMPARE(read->state.version, std::string("15.18"));
    QCOMPARE(read->state.maxConnections, std::uint64_t(97));
    QCOMPARE(read->state.replayLag, Duration(-1));
    QCOMPARE(read->counters.commits, std::uint64_t(77));
    QCOMPARE(read->sessions.size(), std::size_t(1));
    const auto &row = read->sessions[0];
    QCOMPARE(row.pid, 42);
    QCOMPARE(row.query, std::string("ALTER ROLE a PASSWORD '***'"));
    QCOMPARE(row.transactionAge, Duration(1500ms));
    QVERIFY(row.queryAge < 0s);
    QCOMPARE(row.stateAge, Duration(0));
    QCOMPARE(row.blockedBy, (std::vector<std::int32_t>{7, 9}));
    QCOMPARE(row.lock, std::string("orders, RowExclusiveLock"));
    QCOMPARE(read->state.replicas.size(), std::size_t(1));
    QCOMPARE(read->state.replicas[0].bytes, std::uint64_t(8192));
    QVERIFY(read->state.replicas[0].time < 0s);
    QVERIFY(!PostgresFigures::read(rowsOf({session})).has_value());
}

void TestPostgresWatchParts::lockedTableKeepsItsSize()
{
    const auto table = [](const std::string &name, int bytes, bool isSized) {
        return Row{"t", name, "1", "0", std::to_string(bytes), "0", "0", "0", {}, {},
            isSized ? "true" : "false"};
    };
    const auto before = tablesIn(rowsOf({table("a", 5000, true), table("b", 9000, true)}), {});
    QCOMPARE(before[0].name, std::string("b"));
    const auto now = tablesIn(rowsOf({table("a", 6000, true), table("b", 0, false)}), before);
    QCOMPARE(now[0].bytes, std::uint64_t(9000));
    QCOMPARE(now[1].bytes, std::uint64_t(6000));
    QCOMPARE(now[0].lastVacuum, std::int64_t(0));
}

void TestPostgresWatchParts::thePaceOfABurstEndsByItself()
{
    using Pace = StatementPace;
    OrderedPace pace;
    const auto is = [&](SinceStart at, Pace expected) { return pace.at(at) == expected; };
    QVERIFY(is(0s, Pace::Usual));
    pace.order(Pace::EachLook, 1s);
    pace.order(Pace::Burst, 10s);
    QVERIFY(is(10s, Pace::Burst) && is(24s, Pace::Burst));
    QVERIFY(is(25s, Pace::EachLook)); // nobody has said that it is over
    pace.order(Pace::Burst, 30s);
    pace.order(Pace::Burst, 40s);
    QVERIFY(is(54s, Pace::Burst) && is(55s, Pace::EachLook));
    pace.order(Pace::Burst, 60s);
    pace.order(Pace::Usual, 61s);
    QVERIFY(is(62s, Pace::Usual) && is(90s, Pace::Usual));
}

QTEST_APPLESS_MAIN(TestPostgresWatchParts)
#include "tst_postgreswatchparts.moc"
