// SPDX-License-Identifier: GPL-3.0-or-later
// After an invalidation over a watch: what really happened, in queries of the statements that fill
// the keys again, against what the client that asked them has counted itself.
#include "keyspace/aftermath.h"
#include "keyspace/blastdialog.h"
#include "keyspace/invalidationrun.h"
#include "live/watchsession.h"
#include "postgres/postgresconnection.h"
#include "support/foreignclient.h"
#include "support/testservers.h"
#include "theme/theme.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestAftermath : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")}};
    std::unique_ptr<ForeignClient> m_client;
    std::unique_ptr<WatchSession> m_session;

    // What the client had asked of Postgres so many seconds after the deletion was ordered.
    struct Asked
    {
        double at = 0;
        std::uint64_t statements = 0;
    };
    std::vector<Asked> invalidate(InvalidationRun &run)
    {
        const auto start = m_client->counts(0).statements;
        run.dialog().confirm();
        std::vector<Asked> asked;
        QElapsedTimer clock;
        for (clock.start(); clock.elapsed() < 4000; QTest::qWait(20))
            asked.push_back(
                {double(clock.nsecsElapsed()) / 1e9, m_client->counts(0).statements - start});
        return asked;
    }
    InvalidationRun *opened(QWidget *parent)
    {
        LiveServers servers;
        servers.connection.name = QStringLiteral("shop");
        servers.connection.environment = Environment::Development;
        servers.redis = QString::fromStdString(m_redis.uri());
        servers.mayChange = true;
        return new InvalidationRun(
            servers, m_session.get(), {0, "profile:*", {}}, QStringLiteral("profile:*"), parent);
    }
    std::int64_t fillingStatement() const
    {
        const auto now = m_session->now();
        for (const auto &total : m_session->statements().totals(now - 60s, now + 1s)) {
            if (total.counts.text == m_client->statement(0))
                return total.counts.id;
        }
        return 0;
    }
    void whatReallyHappened(const QString &begin);

private Q_SLOTS:
    void initTestCase();
    void whatGrewMostIfNoneIsLinked() { whatReallyHappened(QStringLiteral("What grew most: ")); }
    void whatIsLinked()
    {
        QTest::qWait(3000); // all is filled again
        m_session->confirmLink(QStringLiteral("profile:*"), fillingStatement());
        whatReallyHappened(QStringLiteral("What fills these keys: "));
    }
    void asUsualAgain();
    void withinTheBudget();
};

void TestAftermath::initTestCase()
{
    Theme::darkTheme().applyTo(*qApp);
    QVERIFY(m_redis.start() && m_postgres.start());
    PostgresConnection owner({.connection = m_postgres.connection()});
    QVERIFY(owner.run("CREATE EXTENSION pg_stat_statements"));
    ForeignKind kind;
    kind.pattern = "profile:%d";
    kind.table = "profiles";
    kind.keys = 400;
    kind.zipf = false;
    kind.ttl = 600s;
    kind.preloaded = true;
    m_client = std::make_unique<ForeignClient>(ForeignClient::Options{
        .redis = m_redis.uri(), .postgres = m_postgres.connection(), .kinds = {kind}, .rate = 400});
    QVERIFY(m_client->prepare());
    WatchOptions watch;
    watch.connection.name = QStringLiteral("shop");
    watch.redis = QString::fromStdString(m_redis.uri());
    watch.postgres = QString::fromStdString(m_postgres.connection());
    watch.budget = 0.05; // tests run beside others
    m_session = std::make_unique<WatchSession>(watch);
    m_session->start();
    m_client->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->postgres() && m_session->postgres()->state.hasStatements
            && m_session->history().total(0s, m_session->now() + 1s).postgres.queriesSpan > 0s,
        30'000);
}

void TestAftermath::whatReallyHappened(const QString &begin)
{
    QWidget window;
    auto *run = opened(&window);
    auto &dialog = run->dialog();
    QTRY_VERIFY_WITH_TIMEOUT(dialog.canConfirm(), 20'000);
    QSignalSpy readings(m_session.get(), &WatchSession::statementsRead);
    QTest::qWait(3000); // it is read what it would do; each second now
    const auto asked = invalidate(*run);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.progressText().contains(QStringLiteral("400")), 10'000);
    // Seven seconds, and each of them read: usually it is one in ten.
    QVERIFY2(readings.size() >= 3, qPrintable(QString::number(readings.size())));
    QTRY_VERIFY_WITH_TIMEOUT(dialog.aftermathText().contains(begin), 5000);
    const auto text = dialog.aftermathText();
    qInfo("%s", qPrintable(text));
    QVERIFY2(text.contains(QString::fromStdString(m_client->statement(0))), qPrintable(text));
    static const QRegularExpression figures(
        QStringLiteral("(?:fills these keys|grew most): ([0-9.]+)/s queries before, at the most "
                       "([0-9.]+)/s over ([0-9.]+) (m?s)"));
    const auto found = figures.match(text);
    QVERIFY2(found.hasMatch(), qPrintable(text));
    const double most = found.captured(2).toDouble();
    const double span
        = found.captured(3).toDouble() / (found.captured(4) == QStringLiteral("ms") ? 1000 : 1);
    const auto at = std::find_if(
        asked.begin(), asked.end(), [span](const Asked &one) { return one.at >= span; });
    QVERIFY2(at != asked.end(), qPrintable(text));
    const double truth = double(at->statements) / span;
    qInfo("the client: %g queries a second in the same %g s", truth, span);
    // The moment in which Postgres counted is known to some milliseconds, on a busy machine to some
    // hundredths; and what came before the deletion is taken as the mean of the minute before.
    QVERIFY2(std::abs(most - truth) <= 0.15 * truth + 20, qPrintable(text));
}

// Not for longer than was ordered.
void TestAftermath::asUsualAgain()
{
    m_session->watchStatementsClosely(1s); // what was ordered before holds: a minute
    QSignalSpy readings(m_session.get(), &WatchSession::statementsRead);
    QTRY_VERIFY_WITH_TIMEOUT(readings.size() >= 2, 9000); // two would take twenty seconds
    // A session of its own, so as not to wait for that minute.
    WatchOptions watch;
    watch.connection.name = QStringLiteral("shop");
    watch.postgres = QString::fromStdString(m_postgres.connection());
    WatchSession other(watch);
    QSignalSpy others(&other, &WatchSession::statementsRead);
    other.start();
    QTRY_VERIFY_WITH_TIMEOUT(other.postgres(), 10'000);
    other.watchStatementsClosely(4s);
    QTRY_VERIFY_WITH_TIMEOUT(others.size() >= 2, 9000);
    QTest::qWait(2500);
    others.clear();
    QTest::qWait(5000);
    QVERIFY2(others.size() <= 1, qPrintable(QString::number(others.size())));
}

void TestAftermath::withinTheBudget()
{
    const auto own = m_session->ownPostgres();
    QVERIFY(own.span > 0s);
    QVERIFY2(own.share() <= m_session->budget(), qPrintable(QString::number(own.share())));
}

QTEST_MAIN(TestAftermath)
#include "tst_aftermath.moc"
