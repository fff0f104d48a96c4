// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keybrowser.h"
#include "support/watchedredis.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

// TYPE and PTTL count as hits of the keyspace. Those of our own key browser must not show up in the
// hit rate of a server that is watched by the same process.
class TestBrowsedWhileWatched : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void browsingIsNoTraffic()
    {
        TestRedis server;
        QVERIFY(server.start());
        Client shop(server);
        constexpr int Keys = 20'000;
        shop.fill(Keys, [](int i) {
            return std::vector<std::string>{"SET", "product:" + std::to_string(i), "v"};
        });
        Watched watched(addressOf(server));
        QTRY_VERIFY_WITH_TIMEOUT(watched.counts(), 20'000);
        const auto before = watched.sum();
        KeyBrowser browser;
        KeyBrowser::Budget budget;
        budget.duty = 1;
        browser.start(QString::fromStdString(server.uri()), budget);
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, KeyScanProgress::State::Done, 30'000);
        QCOMPARE(int(browser.progress().found), Keys);
        constexpr int Reads = 500, Gone = 100;
        for (int i = 0; i < Reads; ++i)
            shop.ask({"GET", "product:7"});
        for (int i = 0; i < Gone; ++i)
            shop.ask({"GET", "nothing:7"});
        QTRY_VERIFY_WITH_TIMEOUT(watched.sum().misses >= before.misses + Gone, 20'000);
        const auto seen = watched.looks().size();
        QTRY_VERIFY_WITH_TIMEOUT(watched.looks().size() > seen, 20'000);
        const auto sum = watched.sum();
        QCOMPARE(int(sum.hits - before.hits), Reads);
        QCOMPARE(int(sum.misses - before.misses), Gone);
    }
};

QTEST_GUILESS_MAIN(TestBrowsedWhileWatched)
#include "tst_browsedwhilewatched.moc"
