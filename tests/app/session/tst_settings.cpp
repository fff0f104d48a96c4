// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/settings.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestSettings : public QObject
{
    Q_OBJECT
    QTemporaryDir folder;
    QString file() const { return folder.filePath(QStringLiteral("sub/tierlens.ini")); }
private Q_SLOTS:
    void surviveARestart()
    {
        Settings settings;
        settings.traffic.clients = 9;
        settings.traffic.rate = 0;
        settings.traffic.ttl = 12s;
        settings.traffic.jitter = true;
        settings.traffic.singleFlight = false;
        settings.traffic.negativeCaching = false;
        settings.traffic.staleWhileRevalidate = settings.traffic.earlyRefresh = true;
        settings.traffic.writeThrough = settings.traffic.writeBehind = true;
        settings.traffic.notifyInvalidation = settings.traffic.worldSwitch = true;
        settings.traffic.maxMemory = 2'500'000;
        settings.traffic.evictionPolicy = "volatile-ttl";
        settings.traffic.price = 0.125;
        settings.theme = QStringLiteral("light");
        settings.chartWindow = 300;
        settings.keyOrder = QStringLiteral("MostHits");
        settings.geometry = QByteArray("\x01\x00\x02", 3);
        QVERIFY(settings.save(file()));
        const auto loaded = Settings::load(file());
        QCOMPARE(loaded.traffic, settings.traffic);
        QCOMPARE(loaded.theme, settings.theme);
        QCOMPARE(loaded.chartWindow, 300);
        QCOMPARE(loaded.keyOrder, settings.keyOrder);
        QCOMPARE(loaded.geometry, settings.geometry);
    }

    void nonsenseBecomesSomethingUsable()
    {
        {
            QSettings ini(file(), QSettings::IniFormat);
            ini.setValue(QStringLiteral("traffic/clients"), 5000);
            ini.setValue(QStringLiteral("traffic/ttl_ms"), -3);
            ini.setValue(QStringLiteral("traffic/eviction"), QStringLiteral("whatever"));
            ini.setValue(QStringLiteral("traffic/max_memory"), QStringLiteral("1 byte"));
            ini.setValue(QStringLiteral("window/theme"), QStringLiteral("pink"));
        }
        const auto loaded = Settings::load(file());
        QCOMPARE(loaded.traffic.clients, 64);
        QCOMPARE(loaded.traffic.ttl, 100ms);
        QCOMPARE(loaded.traffic.evictionPolicy, TrafficSettings().evictionPolicy);
        QCOMPARE(loaded.traffic.maxMemory, TrafficSettings().maxMemory);
        QCOMPARE(loaded.theme, QStringLiteral("system"));
    }

    void aFileFromTheFutureIsSetAside()
    {
        {
            QSettings ini(file(), QSettings::IniFormat);
            ini.setValue(QStringLiteral("format"), 99);
            ini.setValue(QStringLiteral("traffic/clients"), 3);
        }
        QCOMPARE(Settings::load(file()).traffic.clients, TrafficSettings().clients);
        QVERIFY(QFile::exists(file() + QStringLiteral(".aside")));
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
