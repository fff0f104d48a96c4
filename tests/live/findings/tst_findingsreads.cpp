// SPDX-License-Identifier: GPL-3.0-or-later
// A real Redis whose reads become slow, because some of them fetch a list that has grown.
#include "support/foreignredis.h"

#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

namespace {
// A page that shows the whole list each time, fifteen times a second: a few of a hundred reads.
std::jthread showing(const TestRedis &server, const char *key)
{
    return std::jthread([&server, key](const std::stop_token &stop) {
        const auto connection = connectionTo(server);
        while (!stop.stop_requested()) {
            (void)connection->command({"LRANGE", key, "0", "-1"});
            std::this_thread::sleep_for(60ms);
        }
    });
}
} // namespace

class TestFindingsReads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aListHasGrown()
    {
        TestRedis server;
        QVERIFY(server.start());
        ForeignClient shop(application(server));
        QVERIFY2(shop.prepare(), shop.error().c_str());
        shop.start();
        const auto operate = connectionTo(server);
        const auto append = [&operate](const char *entries) {
            return tell(*operate,
                {"EVAL",
                    "for i = 1, tonumber(ARGV[1]) do "
                    "redis.call('RPUSH', KEYS[1], 'entry number ' .. i) end return 1",
                    "1", "feed:all", entries});
        };
        QVERIFY(append("20"));
        const auto page = showing(server, "feed:all");
        WatchedServers watched;
        watched.watchRedis(server.uri());
        watched.watchFor(10s);
        // Healthy: the same reads, of a short list.
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());

        QVERIFY(append("30000"));
        QVERIFY2(watched.untilFound(Kind::ReadsSlower), watched.sentences().c_str());
        const auto *finding = watched.find(Kind::ReadsSlower);
        QVERIFY2(finding->sentence.contains(QStringLiteral("Reads in Redis became slower: ")),
            watched.sentences().c_str());
        QCOMPARE(finding->level, Finding::Level::Warning);
        QCOMPARE(finding->evidence.size(), std::size_t(2)); // before and now

        QVERIFY(tell(*operate, {"LTRIM", "feed:all", "0", "19"}));
        QVERIFY2(watched.untilOver(Kind::ReadsSlower), watched.sentences().c_str());
    }
};

QTEST_GUILESS_MAIN(TestFindingsReads)
#include "tst_findingsreads.moc"
