// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/settings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
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
    void init()
    {
        QVERIFY(QDir(folder.filePath(QStringLiteral("sub"))).removeRecursively());
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("sub")));
    }

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
        const auto loaded = Settings::load(file()).settings;
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
        const auto loaded = Settings::load(file()).settings;
        QCOMPARE(loaded.traffic.clients, 64);
        QCOMPARE(loaded.traffic.ttl, 100ms);
        QCOMPARE(loaded.traffic.evictionPolicy, TrafficSettings().evictionPolicy);
        QCOMPARE(loaded.traffic.maxMemory, TrafficSettings().maxMemory);
        QCOMPARE(loaded.theme, QStringLiteral("system"));
    }

    // As earlier versions wrote them.
    void settingsOfEarlierVersionsAreKept_data()
    {
        QTest::addColumn<bool>("knowsPolicies"); // what came later has its usual value
        QTest::newRow("0.1.0-first") << false;
        QTest::newRow("0.1.0") << true;
    }
    void settingsOfEarlierVersionsAreKept()
    {
        QFETCH(bool, knowsPolicies);
        const auto sample = QStringLiteral(TIERLENS_SOURCE "/tests/app/session/settings/%1.ini")
                                .arg(QLatin1String(QTest::currentDataTag()));
        QVERIFY(QFile::copy(sample, file()));
        const auto loaded = Settings::load(file());
        QCOMPARE(loaded.told(), QString());
        const auto &settings = loaded.settings;
        TrafficSettings traffic;
        traffic.clients = 24;
        traffic.rate = 1250;
        traffic.ttl = 45s;
        traffic.jitter = true;
        traffic.singleFlight = traffic.invalidateOnWrite = false;
        if (knowsPolicies) {
            traffic.writeThrough = traffic.writeBehind = true;
            traffic.negativeCaching = false;
            traffic.staleWhileRevalidate = traffic.earlyRefresh = true;
            traffic.notifyInvalidation = traffic.worldSwitch = true;
            traffic.maxMemory = 32'000'000;
            traffic.evictionPolicy = "volatile-ttl";
            traffic.price = 0.125;
        }
        QCOMPARE(settings.traffic, traffic);
        QCOMPARE(settings.theme, QStringLiteral("light"));
        QCOMPARE(settings.chartWindow, 300);
        QVERIFY(settings.reducedMotion);
        QVERIFY(settings.geometry.startsWith("\x01\xd9\xd0\xcb"));
        QCOMPARE(settings.language, knowsPolicies ? QStringLiteral("de") : QString());
        QCOMPARE(settings.keyOrder, knowsPolicies ? QStringLiteral("MostHits") : QString());
        // Nothing is lost by being saved again, either.
        QVERIFY(settings.save(file()));
        QCOMPARE(Settings::load(file()).settings.traffic, traffic);
    }

    void whatCannotBeReadIsPutAside_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("word");
        const auto damaged = QStringLiteral("damaged");
        QTest::newRow("of a later version")
            << QByteArray("[General]\nformat=99\n[traffic]\nclients=3\n")
            << QStringLiteral("newer");
        QTest::newRow("zeros, as after a power cut") << QByteArray(600, '\0') << damaged;
        QTest::newRow("broken in another section than the first")
            << QByteArray("[General]\nformat=1\n[window]\nthe light was\n") << damaged;
        QTest::newRow("another kind of file") << QByteArray("{\n  \"clients\": 3\n}\n") << damaged;
        QTest::newRow("a format that is no number")
            << QByteArray("[General]\nformat=one\n") << damaged;
    }
    void whatCannotBeReadIsPutAside()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        const QDir where = QFileInfo(file()).dir();
        for (int time = 1; time <= 2; ++time) { // the second may not replace the first
            {
                QFile out(file());
                QVERIFY(out.open(QIODevice::WriteOnly));
                out.write(content);
            }
            const auto loaded = Settings::load(file());
            QCOMPARE(loaded.settings.traffic, TrafficSettings());
            QVERIFY(!QFile::exists(file()));
            const auto aside
                = where.entryList({QStringLiteral("tierlens.ini.%1-*").arg(word)}, QDir::Files);
            QCOMPARE(aside.size(), time);
            QVERIFY2(loaded.told().contains(loaded.aside), qPrintable(loaded.told()));
            QFile kept(loaded.aside);
            QVERIFY(kept.open(QIODevice::ReadOnly));
            QCOMPARE(kept.readAll(), content);
            QVERIFY(loaded.maySave());
            QVERIFY(loaded.settings.save(file()));
            QCOMPARE(Settings::load(file()).told(), QString()); // told once
        }
    }

    // A folder of that name, which nobody can read as a file, whoever they are.
    void whatCannotBeOpenedStays()
    {
        QVERIFY(QDir().mkpath(file()));
        const auto loaded = Settings::load(file());
        QCOMPARE(loaded.settings.traffic, TrafficSettings());
        QVERIFY(!loaded.maySave());
        QVERIFY(loaded.told().contains(file()));
        QVERIFY(QFileInfo(file()).isDir());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
