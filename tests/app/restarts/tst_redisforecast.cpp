// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the keys, told from what a Redis says of itself.
#include "restarts/restartforecast.h"

#include <QTest>

using namespace tierlens;

namespace {
std::string infoWith(const std::string &lines)
{
    return lines + "\r\n# Keyspace\r\ndb0:keys=12,expires=0,avg_ttl=0\r\n";
}
} // namespace

class TestRedisForecast : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAppendOnlyFileKeepsThem()
    {
        const auto info
            = infoWith("aof_enabled:1\r\naof_last_write_status:ok\r\naof_last_bgrewrite_status:ok");
        const auto line = forecastKeys(info, "everysec", "");
        QVERIFY2(line.text.contains(QStringLiteral("Nothing is lost if Redis ends in order")),
            qPrintable(line.text));
        QVERIFY(!line.isLoss);
        const auto always = forecastKeys(info, "always", "");
        QVERIFY(always.text.contains(QStringLiteral("not even if Redis is killed")));
        QVERIFY(!always.isLoss);
    }

    void notOneThatCouldNotBeWritten()
    {
        const auto info = infoWith(
            "aof_enabled:1\r\naof_last_write_status:err\r\naof_last_bgrewrite_status:ok");
        for (const auto *fsync : {"everysec", "always", ""}) {
            const auto line = forecastKeys(info, fsync, "3600 1");
            QVERIFY2(line.text.contains(QStringLiteral("its last write to that file failed")),
                qPrintable(line.text));
            QVERIFY(!line.text.contains(QStringLiteral("Nothing is lost")));
            QVERIFY(line.isLoss);
        }
    }

    void norOneThatCouldNotBeWrittenAnew()
    {
        const auto line = forecastKeys(
            infoWith("aof_enabled:1\r\naof_last_write_status:ok\r\naof_last_bgrewrite_status:err"),
            "always", "");
        QVERIFY2(line.text.contains(QStringLiteral("could not write that file anew")),
            qPrintable(line.text));
        QVERIFY(line.isLoss && !line.text.contains(QStringLiteral("Nothing is lost")));
    }

    void snapshots()
    {
        const auto good = infoWith("aof_enabled:0\r\nrdb_last_bgsave_status:ok");
        QVERIFY(forecastKeys(good, {}, "").isLoss);
        QVERIFY(forecastKeys(good, {}, std::nullopt).isLoss);
        QVERIFY(!forecastKeys(good, {}, "3600 1").isLoss);
        QVERIFY(forecastKeys(infoWith("aof_enabled:0\r\nrdb_last_bgsave_status:err"), {}, "3600 1")
                    .isLoss);
        QVERIFY(!forecastKeys("aof_enabled:0\r\n# Keyspace\r\n", {}, "").isLoss); // no keys
    }
};

QTEST_GUILESS_MAIN(TestRedisForecast)
#include "tst_redisforecast.moc"
