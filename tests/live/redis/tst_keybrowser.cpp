// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keybrowser.h"
#include "support/browsedkeys.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;

namespace {

// A name with bytes that are no text, too.
std::string stayingName(int i)
{
    return (i % 3 == 0 ? std::string("bin\0\xff\r\n", 7) : std::string("stays:"))
        + std::to_string(i);
}

std::vector<std::string> stayingKey(int i)
{
    const auto name = stayingName(i);
    switch (i % 6) {
    case 0:
        return {"LPUSH", name, "a", "b"};
    case 1:
        return {"SADD", name, "a", "b"};
    case 2:
        return {"ZADD", name, "1", "a"};
    case 3:
        return {"HSET", name, "f", "v"};
    case 4:
        return {"XADD", name, "*", "f", "v"};
    default:
        return {"SET", name, std::string(std::size_t(i % 100), 'x'), "PX", "3600000"};
    }
}

KeyType stayingType(int i)
{
    static constexpr std::array<KeyType, 6> Types{KeyType::List, KeyType::Set, KeyType::SortedSet,
        KeyType::Hash, KeyType::Stream, KeyType::String};
    return Types[std::size_t(i % 6)];
}

// Calls and microseconds of the commands a search sends.
std::pair<qint64, qint64> searchCost(KeyOwner &client)
{
    std::int64_t calls = 0, spent = 0;
    const auto reply = client.ask({"INFO", "commandstats"});
    for (const auto &line : QString::fromUtf8(reply.text()).split(QStringLiteral("\r\n"))) {
        static const QRegularExpression ours(QStringLiteral(
            "^cmdstat_(?:scan|type|pttl|memory\\|usage|select):calls=(\\d+),usec=(\\d+)"));
        const auto match = ours.match(line);
        calls += match.captured(1).toLongLong();
        spent += match.captured(2).toLongLong();
    }
    return {calls, spent};
}

} // namespace

class TestKeyBrowser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(m_server.isRunning() || m_server.start());
        KeyOwner(m_server).ask({"FLUSHALL"});
    }

    void everyKeyThatStaysIsFoundOnce()
    {
        constexpr int Staying = 100'000;
        KeyOwner app(m_server);
        app.fill(Staying, stayingKey);
        app.fill(3000, [](int i) {
            return std::vector<std::string>{
                "SET", "soon:" + std::to_string(i), "v", "PX", std::to_string(1 + i)};
        });
        KeyBrowser browser;
        browser.start(browsed(m_server), scanningAt(0.9));
        // The table of the server grows, and shrinks, while it is gone through.
        int added = 0;
        for (; browser.progress().state == ScanState::Running; ++added) {
            app.fill(300, [&](int i) {
                return i % 2 == 0
                    ? std::vector<std::string>{"SET", "added:" + std::to_string(added * 300 + i),
                        "v"}
                    : std::vector<std::string>{"DEL", "added:" + std::to_string(added * 100 + i)};
            });
            QTest::qWait(20);
        }
        QVERIFY(added > 2);
        QVERIFY2(ends(browser), browser.progress().error.text.c_str());
        const auto &progress = browser.progress();
        QVERIFY(progress.expected >= Staying);
        QCOMPARE(progress.found, browser.table().size());

        const auto names = shownNames(browser);
        QCOMPARE(names.size(), browser.rowCount());
        for (int i = 0; i < Staying; ++i)
            QVERIFY2(names.contains(stayingName(i)), std::to_string(i).c_str());
        QCOMPARE(progress.described, progress.found);
        QCOMPARE(progress.sized, progress.found);
        // What it says about them is true.
        const auto now = QDateTime::currentMSecsSinceEpoch();
        for (int i = 0; i < Staying; ++i) {
            const auto index = browser.table().find(stayingName(i), 0);
            QVERIFY(index);
            const auto row = browser.table().row(*index);
            QCOMPARE(row.type, stayingType(i));
            QVERIFY(row.bytes > 0 && row.bytes < 10'000);
            if (i % 6 == 5)
                QVERIFY(row.expiresAt > now + 3'400'000 && row.expiresAt <= now + 3'600'000);
            else
                QCOMPARE(row.expiresAt, 0);
        }
        // Nothing changes any more: now the numbers agree. (What is over goes when it is met.)
        // A key whose time ends in between is one of those it is tried again for.
        std::int64_t there = -1;
        for (int i = 0; i < 10 && qint64(browser.rowCount()) != there; ++i) {
            browser.start(browsed(m_server), scanningAt(1, 1000));
            QVERIFY(ends(browser));
            there = app.ask({"DBSIZE"}).integer();
        }
        QCOMPARE(qint64(browser.rowCount()), there);
        QCOMPARE(shownNames(browser).size(), browser.rowCount());
        QCOMPARE(int(shownNames(browser).contains("soon:1")), 0);
    }

    void theBudgetIsKeptAndCanBeChanged()
    {
        KeyOwner app(m_server);
        app.fill(60'000, plainKey);
        KeyBrowser browser;
        const auto before = searchCost(app).second;
        QElapsedTimer time;
        time.start();
        browser.start(browsed(m_server), scanningAt(0.05));
        std::vector<double> duties;
        connect(&browser, &KeyBrowser::progressed, this,
            [&] { duties.push_back(browser.progress().duty); });
        QTest::qWait(3000);
        QCOMPARE(browser.progress().state, ScanState::Running);
        const auto spent
            = double(searchCost(app).second - before) / double(time.nsecsElapsed() / 1000);
        QVERIFY2(spent < 0.1, std::to_string(spent).c_str()); // as the server counts
        QVERIFY2(spent > 0, std::to_string(spent).c_str());
        QVERIFY(duties.size() >= 5);
        std::sort(duties.begin(), duties.end());
        const auto usual = duties[duties.size() / 2];
        QVERIFY2(usual > 0 && usual < 0.1, std::to_string(usual).c_str());
        QVERIFY(browser.progress().commandsPerSecond > 0);
        const auto found = browser.progress().found;
        QVERIFY(found < 50'000);
        browser.setBudget(scanningAt(1, 1000));
        QVERIFY(ends(browser, ScanState::Done));
        QCOMPARE(browser.rowCount(), 60'000u);
        QCOMPARE(browser.progress().duty, 0.0);
    }

    void aPauseStopsAllCommands()
    {
        KeyOwner app(m_server);
        app.fill(30'000, plainKey);
        KeyBrowser browser;
        browser.start(browsed(m_server), scanningAt(0.05));
        QTRY_VERIFY_WITH_TIMEOUT(browser.progress().found > 500, 30'000);
        browser.pause();
        QVERIFY(ends(browser, ScanState::Paused));
        const auto calls = searchCost(app).first;
        const auto found = browser.progress().found;
        QVERIFY(calls > 1000 && found < 30'000);
        QCOMPARE(browser.rowCount(), found); // all that was found is shown
        QTest::qWait(500);
        QCOMPARE(searchCost(app).first, calls);
        QCOMPARE(browser.progress().found, found);
        browser.setBudget(scanningAt(1, 1000));
        QTest::qWait(50);
        QCOMPARE(searchCost(app).first, calls);
        browser.resume();
        QVERIFY(ends(browser));
        QCOMPARE(browser.rowCount(), 30'000u);
    }

    void rowsAreLookedAtAgainAndForgotten()
    {
        KeyOwner app(m_server);
        app.fill(100, plainKey);
        KeyBrowser browser;
        browser.setOrder({KeyOrder::By::Name, false});
        browser.start(browsed(m_server), scanningAt(1));
        QVERIFY(ends(browser));
        QVERIFY(browser.rowAt(0).name == "k:0" && browser.rowAt(2).name == "k:10");
        const auto index = [&](const char *name) { return *browser.table().find(name, 0); };
        app.ask({"DEL", "k:10"});
        app.ask({"RENAME", "k:11", "elsewhere"});
        app.ask({"PEXPIRE", "k:12", "100000"});
        app.ask({"DEL", "k:13"});
        app.ask({"LPUSH", "k:13", "now", "a", "list"});
        QSignalSpy looked(&browser, &KeyBrowser::rowsChanged);
        browser.look({index("k:10"), index("k:11"), index("k:12"), index("k:13")});
        QTRY_COMPARE_WITH_TIMEOUT(looked.size(), 1, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(browser.rowCount(), 98u, 30'000);
        QVERIFY(browser.table().isRemoved(index("k:10")));
        const auto rest
            = browser.table().row(index("k:12")).expiresAt - QDateTime::currentMSecsSinceEpoch();
        QVERIFY2(rest > 60'000 && rest <= 100'000, std::to_string(rest).c_str());
        QCOMPARE(browser.table().row(index("k:13")).type, KeyType::List);
        browser.forget({index("k:1"), index("k:2")});
        QTRY_COMPARE_WITH_TIMEOUT(browser.rowCount(), 96u, 30'000);
        QVERIFY(!shownNames(browser).contains("k:1"));
        app.ask({"SET", "k:10", "back"}); // as Undo does it
        browser.look({index("k:10")});
        QTRY_COMPARE_WITH_TIMEOUT(browser.rowCount(), 97u, 30'000);
    }

    void filterTreeAndLimit()
    {
        KeyOwner app(m_server);
        app.fill(4000, [](int i) {
            return std::vector<std::string>{
                "SET", (i % 4 == 0 ? "session:" : "user:7:part:") + std::to_string(i), "v"};
        });
        KeyBrowser browser;
        auto budget = scanningAt(1);
        browser.start(browsed(m_server), budget);
        QVERIFY(ends(browser));
        QSignalSpy asked(&browser, &KeyBrowser::branchesFound);
        browser.askBranches("");
        QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 1, 30'000);
        const auto root = asked[0][1].value<std::vector<KeyBranch>>();
        QCOMPARE(root.size(), 2u);
        QCOMPARE(root[0].name, std::string("user:"));
        QCOMPARE(root[0].keys, 3000u);
        QVERIFY(root[0].bytes >= 3000 * 40);
        KeyFilter filter;
        filter.pattern = "session:*";
        browser.setFilter(filter);
        QVERIFY(browser.isViewBusy());
        browser.askBranches("", 5); // of the view that was asked for before it
        QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 2, 30'000);
        QCOMPARE(browser.rowCount(), 1000u);
        QCOMPARE(asked[1][1].value<std::vector<KeyBranch>>().size(), 1u);
        browser.askBranches("session:", 5);
        QTRY_COMPARE_WITH_TIMEOUT(asked.size(), 3, 30'000);
        QCOMPARE(asked[2][1].value<std::vector<KeyBranch>>().size(), 5u);
        QCOMPARE(asked[2][2].toULongLong(), 995u);

        budget.most = 1500;
        browser.setFilter({});
        browser.start(browsed(m_server), budget);
        QVERIFY(ends(browser));
        QVERIFY(browser.rowCount() >= 1500 && browser.rowCount() < 2500);
        QCOMPARE(browser.progress().error.code, std::string("MOST"));
    }

private:
    TestRedis m_server;
};

QTEST_GUILESS_MAIN(TestKeyBrowser)
#include "tst_keybrowser.moc"
