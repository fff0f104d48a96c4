// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/blastdialog.h"
#include "keyspace/filterbar.h"
#include "keyspace/invalidationrun.h"
#include "keyspace/keylist.h"
#include "keyspace/keyswindow.h"
#include "keyspace/keytree.h"
#include "keyspace/noticebar.h"
#include "keyspace/scanbar.h"
#include "redis/redisconnection.h"
#include "support/testservers.h"
#include "theme/theme.h"

#include <QApplication>
#include <QPointer>
#include <QTest>

#include <memory>
#include <string>

using namespace tierlens;
using namespace tierlens::test;

// What the window of keys deletes, and what it must not, on a real Redis.
class tst_KeysWindowOrders : public QObject
{
    Q_OBJECT

    TestRedis m_redis;
    std::unique_ptr<RedisConnection> m_operator;

    std::int64_t ask(std::initializer_list<std::string_view> words)
    {
        const auto reply = m_operator->command(words);
        if (!reply)
            qWarning("%s", reply.error().text.c_str());
        return reply ? reply->integer() : -1;
    }
    void fill(const std::string &prefix, int count)
    {
        ask({"EVAL", "for i = 1, tonumber(ARGV[2]) do redis.call('SET', ARGV[1] .. i, i) end", "0",
            prefix, std::to_string(count)});
    }
    LiveServers servers(Environment environment) const // which may be changed
    {
        LiveServers servers;
        servers.connection.name = QStringLiteral("shop");
        servers.connection.environment = environment;
        servers.redis = QString::fromStdString(m_redis.uri());
        servers.mayChange = true;
        return servers;
    }
    static bool isDone(KeysWindow &window)
    {
        return QTest::qWaitFor(
            [&] {
                return window.browser().progress().state == KeyScanProgress::State::Done
                    && !window.browser().isViewBusy();
            },
            20'000);
    }
    static bool choose(KeysWindow &window, const char *key)
    {
        window.showPattern(QLatin1String(key));
        const bool isListed = QTest::qWaitFor([&] {
            return window.browser().rowCount() == 1
                && window.list().rowText(0).startsWith(QLatin1String(key));
        });
        if (isListed)
            window.list().setCurrentRow(0);
        return isListed;
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        QVERIFY(m_redis.start());
        RedisOptions options;
        options.address = *RedisAddress::parse(m_redis.uri());
        options.commandTimeout = std::chrono::seconds{30};
        m_operator = std::make_unique<RedisConnection>(options);
        QVERIFY(m_operator->open());
    }
    void init()
    {
        ask({"SELECT", "0"});
        ask({"FLUSHALL"});
    }

    // The first row is of db 0; what is invalidated is of the database somebody looks at.
    void onlyTheDatabaseThatIsShown()
    {
        ask({"SELECT", "3"});
        fill("job:", 40);
        ask({"SET", "task:1", "x"});
        ask({"SET", "both:1", "x"});
        ask({"SELECT", "0"});
        ask({"SET", "both:1", "x"});
        KeysWindow window(servers(Environment::Development), nullptr);
        window.show();
        QVERIFY(isDone(window));
        QCOMPARE(window.browser().table().row(0).database, std::uint16_t(0));
        window.showPattern(QStringLiteral("job:*"));
        QTRY_COMPARE(window.browser().rowCount(), std::size_t(40));
        window.openInvalidation();
        QVERIFY(window.invalidation());
        QPointer<BlastDialog> dialog(&window.invalidation()->dialog());
        QCOMPARE(dialog->placeText(), QStringLiteral("shop, db 3"));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->headline().contains(QStringLiteral("40 keys")), 15'000);
        dialog->confirm();
        ask({"SELECT", "3"});
        QTRY_COMPARE_WITH_TIMEOUT(ask({"DBSIZE"}), std::int64_t(2), 15'000);
        ask({"SELECT", "0"});
        QTRY_VERIFY(dialog->progressText().contains(QStringLiteral("that was all")));
        dialog->close();
        QTRY_VERIFY(!window.invalidation());
        // In several: not before it is clear which.
        window.showPattern(QStringLiteral("both:*"));
        QTRY_COMPARE_WITH_TIMEOUT(window.browser().rowCount(), std::size_t(2), 20'000);
        QVERIFY(isDone(window));
        window.openInvalidation();
        QVERIFY(!window.invalidation());
        QVERIFY2(window.notice().text().contains(QStringLiteral("db 0, db 3")),
            qPrintable(window.notice().text()));
        // A branch.
        window.showPattern({});
        window.filterBar().setTree(true);
        const auto place = [&](const char *branch) {
            for (qint64 row = 0; row < qint64(window.tree().shownRows()); ++row) {
                if (window.tree().rowText(row).startsWith(QLatin1String(branch)))
                    return row;
            }
            return qint64(-1);
        };
        QTRY_VERIFY_WITH_TIMEOUT(place("task:") >= 0 && place("both:") >= 0, 10'000);
        window.tree().setCurrentRow(place("both:"));
        window.openInvalidation();
        QVERIFY(!window.invalidation());
        window.tree().setCurrentRow(place("task:"));
        window.openInvalidation();
        QVERIFY(window.invalidation());
        QCOMPARE(window.invalidation()->dialog().placeText(), QStringLiteral("shop, db 3"));
        QTRY_VERIFY_WITH_TIMEOUT(
            window.invalidation()->dialog().headline().contains(QStringLiteral("1 key")), 15'000);
    }

    void undoIsWithdrawn()
    {
        ask({"SET", "profile:1", "Ada"});
        KeysWindow window(servers(Environment::Development), nullptr);
        window.show();
        QVERIFY(isDone(window));
        QVERIFY(choose(window, "profile:1"));
        window.deleteChosen();
        QTRY_VERIFY_WITH_TIMEOUT(window.notice().hasOffer(), 10'000);
        QCOMPARE(ask({"EXISTS", "profile:1"}), std::int64_t(0));
        window.setMayChange(false);
        QVERIFY(!window.notice().hasOffer());
        window.setMayChange(true);
        QVERIFY(window.notice().hasOffer());
        window.notice().act();
        QTRY_VERIFY_WITH_TIMEOUT(ask({"EXISTS", "profile:1"}) == 1, 10'000);
    }

    void deletingForGoodIsWithdrawn()
    {
        ask({"SETRANGE", "big:1", "17000000", "x"}); // too big to be kept for Undo
        KeysWindow window(servers(Environment::Development), nullptr);
        window.show();
        QVERIFY(isDone(window));
        QVERIFY(choose(window, "big:1"));
        window.deleteChosen();
        QTRY_VERIFY_WITH_TIMEOUT(window.notice().hasOffer(), 10'000);
        window.setMayChange(false);
        QVERIFY(!window.notice().hasOffer());
        window.setMayChange(true);
        window.deleteChosen();
        QTRY_VERIFY_WITH_TIMEOUT(window.notice().hasOffer(), 10'000);
        QCOMPARE(ask({"EXISTS", "big:1"}), std::int64_t(1));
        window.notice().act();
        QTRY_VERIFY_WITH_TIMEOUT(ask({"EXISTS", "big:1"}) == 0, 10'000);
    }

    void aRunningDeletionStops()
    {
        fill("temp:", 3000);
        KeysWindow window(servers(Environment::Development), nullptr);
        window.show();
        QVERIFY(isDone(window));
        window.showPattern(QStringLiteral("temp:*"));
        window.openInvalidation();
        QVERIFY(window.invalidation());
        auto &dialog = window.invalidation()->dialog();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.canConfirm(), 15'000);
        Q_EMIT dialog.confirmed(200.0);
        QVERIFY(window.invalidation()->isDeleting());
        QTRY_VERIFY_WITH_TIMEOUT(ask({"DBSIZE"}) < 3000, 10'000);
        window.setMayChange(false);
        QTRY_VERIFY_WITH_TIMEOUT(dialog.progressText().contains(QStringLiteral("stopped")), 15'000);
        const auto left = ask({"DBSIZE"});
        QVERIFY2(left > 0, qPrintable(QString::number(left)));
        QTest::qWait(1000);
        QCOMPARE(ask({"DBSIZE"}), left);
    }

    // A dialog that was open before the leave was withdrawn does nothing any more.
    void nothingIsDeletedAfterThat()
    {
        fill("product:", 300);
        ask({"SET", "profile:1", "Ada"});
        KeysWindow window(servers(Environment::Production), nullptr);
        window.show();
        QVERIFY(isDone(window));
        window.showPattern(QStringLiteral("product:*"));
        window.openInvalidation();
        QVERIFY(window.invalidation());
        QPointer<BlastDialog> dialog(&window.invalidation()->dialog());
        QTRY_VERIFY_WITH_TIMEOUT(dialog->headline().contains(QStringLiteral("300 keys")), 15'000);
        window.setMayChange(false);
        Q_EMIT dialog->confirmed(10'000.0);
        QVERIFY(!window.invalidation()->isDeleting());
        window.setMayChange(true);
        QVERIFY(choose(window, "profile:1"));
        window.deleteChosen();
        QTRY_VERIFY_WITH_TIMEOUT(window.invalidation()
                && window.invalidation()->dialog().headline().contains(QStringLiteral("1 key")),
            15'000);
        window.setMayChange(false);
        Q_EMIT window.invalidation()->oneConfirmed();
        QTest::qWait(300);
        QVERIFY(window.notice().text().contains(QStringLiteral("read-only")));
        QCOMPARE(ask({"DBSIZE"}), std::int64_t(301));
    }

    // Asked about a key, somebody searches anew before they answer: its place is another key's now,
    // or nobody's.
    void aKeyOfAnOlderSearch_data()
    {
        QTest::addColumn<bool>("isEmpty");
        QTest::newRow("another key is there") << false;
        QTest::newRow("nothing is there") << true;
    }
    void aKeyOfAnOlderSearch()
    {
        QFETCH(bool, isEmpty);
        ask({"SET", "old:1", "x"});
        KeysWindow window(servers(Environment::Production), nullptr);
        window.show();
        QVERIFY(isDone(window));
        QVERIFY(choose(window, "old:1"));
        window.deleteChosen();
        QVERIFY(window.invalidation());
        auto &dialog = window.invalidation()->dialog();
        dialog.typeName(QStringLiteral("shop"));
        QTRY_VERIFY_WITH_TIMEOUT(dialog.canConfirm(), 15'000);
        if (isEmpty)
            ask({"FLUSHALL"});
        const auto isOther
            = [&] { return isEmpty || window.browser().table().row(0).name != "old:1"; };
        for (int turn = 0; turn == 0 || !isOther(); ++turn) {
            if (!isEmpty)
                fill("new:" + std::to_string(turn) + ':', 100);
            Q_EMIT window.findChild<ScanBar *>()->restartRequested();
            QVERIFY(isDone(window));
        }
        dialog.confirm();
        const auto said
            = isEmpty ? QStringLiteral("not there any more") : QStringLiteral("old:1 is deleted");
        QTRY_VERIFY_WITH_TIMEOUT(window.notice().text().contains(said), 10'000);
        QVERIFY(isEmpty || !window.browser().table().isRemoved(0));
    }
};

QTEST_MAIN(tst_KeysWindowOrders)
#include "tst_keyswindoworders.moc"
