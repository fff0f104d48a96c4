// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keybrowser.h"
#include "support/browsedkeys.h"
#include "support/redisgroups.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <map>
#include <string>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;

class TestKeyBrowserServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(m_server.isRunning() || m_server.start());
        KeyOwner(m_server).ask({"FLUSHALL"});
    }

    void aRestartInTheMiddle()
    {
        TestRedis server({QStringLiteral("--save"), QStringLiteral("3600 1")});
        QVERIFY(server.start());
        KeyOwner(server).fill(20'000, plainKey);
        KeyBrowser browser;
        browser.start(browsed(server), scanningAt(0.05));
        QTRY_VERIFY_WITH_TIMEOUT(browser.progress().found > 1000, 30'000);
        QVERIFY(server.stop()); // saves first
        QVERIFY(ends(browser, ScanState::Failed));
        QVERIFY(browser.progress().error.text.ends_with('.'));
        const auto found = browser.progress().found;
        QVERIFY(found >= 1000 && found < 20'000);
        QCOMPARE(browser.rowCount(), found); // and can still be looked through
        QVERIFY(server.start());
        browser.setBudget(scanningAt(1));
        browser.resume();
        QVERIFY(ends(browser));
        QCOMPARE(browser.table().size(), 20'000u);
        QCOMPARE(shownNames(browser).size(), 20'000u);
        QVERIFY(browser.progress().error.text.empty());
    }

    void aConnectionThatIsCutIsMadeAgain()
    {
        KeyOwner app(m_server);
        app.fill(20'000, plainKey);
        KeyBrowser browser;
        browser.start(browsed(m_server), scanningAt(0.05));
        QTRY_VERIFY_WITH_TIMEOUT(browser.progress().found > 1000, 30'000);
        const auto scans = [&] {
            const auto text = QString::fromUtf8(app.ask({"CLIENT", "LIST"}).text());
            static const QRegularExpression id(
                QStringLiteral("id=(\\d+)[^\\n]*name=tierlens-keys"));
            return id.match(text).captured(1).toStdString();
        };
        const auto first = scans();
        QVERIFY(!first.empty());
        app.ask({"CLIENT", "KILL", "ID", first});
        QTRY_VERIFY_WITH_TIMEOUT(!scans().empty() && scans() != first, 30'000);
        QCOMPARE(browser.progress().state, ScanState::Running);
        browser.setBudget(scanningAt(1));
        QVERIFY(ends(browser));
        QCOMPARE(shownNames(browser).size(), 20'000u);
    }

    void allDatabasesOrTheOneThatIsNamed()
    {
        KeyOwner app(m_server);
        app.fill(300, plainKey);
        app.ask({"SELECT", "3"});
        app.fill(200, plainKey);
        const auto found = [&](const char *more) {
            KeyBrowser browser;
            browser.start(browsed(m_server, more), scanningAt(1));
            std::map<int, int> keys;
            if (!ends(browser))
                return keys;
            for (std::size_t i = 0; i < browser.rowCount(); ++i)
                ++keys[browser.rowAt(i).database];
            if (browser.progress().expected != qint64(browser.rowCount()))
                keys[-1] = int(browser.progress().expected);
            return keys;
        };
        QCOMPARE(found(""), (std::map<int, int>{{0, 300}, {3, 200}}));
        QCOMPARE(found("?db=3"), (std::map<int, int>{{3, 200}}));
        QCOMPARE(found("?db=0"), (std::map<int, int>{{0, 300}}));
        QCOMPARE(found("?db=7"), (std::map<int, int>{}));
    }

    void whatIsRefusedStaysUnknown()
    {
        KeyOwner app(m_server);
        app.fill(2000, plainKey);
        app.ask({"ACL", "SETUSER", "guest", "on", ">pw", "~*", "+@all", "-memory", "-type"});
        app.ask({"ACL", "LOG", "RESET"});
        KeyBrowser browser;
        browser.start(QStringLiteral("unix://guest:pw@%1").arg(m_server.socket()), scanningAt(1));
        QVERIFY2(ends(browser), browser.progress().error.text.c_str());
        QCOMPARE(browser.rowCount(), 2000u);
        QCOMPARE(browser.progress().sized, 0u);
        QCOMPARE(browser.progress().described, 0u);
        QCOMPARE(browser.rowAt(5).type, KeyType::Unknown);
        QCOMPARE(browser.rowAt(5).bytes, -1);
        QCOMPARE(browser.rowAt(5).expiresAt, 0);
        const auto log = app.ask({"ACL", "LOG"});
        QCOMPARE(log.size(), 2u);
        for (std::size_t i = 0; i < log.size(); ++i)
            QCOMPARE(log[i][1].integer(), 1); // refused once each

        app.ask({"ACL", "SETUSER", "guest", "-scan"});
        browser.start(QStringLiteral("unix://guest:pw@%1").arg(m_server.socket()));
        QVERIFY(ends(browser, ScanState::Failed));
        QCOMPARE(browser.progress().error.code, std::string("NOPERM"));
    }

    void aServerThatIsNotThereOrFrozen()
    {
        KeyBrowser browser;
        browser.start(QStringLiteral("unix:///nowhere/r.sock"));
        QVERIFY(ends(browser, ScanState::Failed));
        QVERIFY(browser.progress().error.text.ends_with('.'));
        QCOMPARE(browser.progress().found, 0u);

        KeyOwner(m_server).fill(1000, plainKey);
        QElapsedTimer time;
        {
            KeyBrowser other;
            other.start(browsed(m_server), scanningAt(0.01));
            QTRY_VERIFY_WITH_TIMEOUT(other.progress().found > 0, 30'000);
            m_server.pause();
            QTest::qWait(300); // now its thread waits for an answer
            time.start();
        }
        QVERIFY2(time.elapsed() < 2500, "closing the browser waited for the server");
        m_server.resume();
    }

    void aClusterOfThree()
    {
        TestRedisCluster cluster(3, 0);
        QVERIFY(cluster.start());
        constexpr int Each = 3000;
        qint64 all = 0;
        for (int node = 0; node < 3; ++node) {
            KeyOwner app(cluster.node(node));
            all += app.fill(Each, plainKey); // the others are refused: MOVED
        }
        QCOMPARE(all, Each);
        KeyBrowser browser;
        browser.start(QString::fromStdString(cluster.uri(1)), scanningAt(1));
        QVERIFY2(ends(browser), browser.progress().error.text.c_str());
        QCOMPARE(browser.progress().expected, Each);
        QCOMPARE(shownNames(browser).size(), std::size_t(Each));
        QCOMPARE(browser.table().size(), std::size_t(Each));
        // Each is looked at where it is.
        std::vector<KeyTable::Index> some;
        for (int i = 0; i < 50; ++i) {
            const auto name = "k:" + std::to_string(i);
            some.push_back(*browser.table().find(name, 0));
            for (int node = 0; node < 3; ++node)
                KeyOwner(cluster.node(node)).tries({"PEXPIRE", name, "100000"}); // or MOVED
        }
        QSignalSpy looked(&browser, &KeyBrowser::rowsChanged);
        browser.look(some);
        QTRY_COMPARE_WITH_TIMEOUT(looked.size(), 1, 30'000);
        for (const auto index : some)
            QVERIFY(browser.table().row(index).expiresAt > 0);
        QCOMPARE(browser.rowCount(), std::size_t(Each));
    }

private:
    TestRedis m_server;
};

QTEST_GUILESS_MAIN(TestKeyBrowserServers)
#include "tst_keybrowserservers.moc"
