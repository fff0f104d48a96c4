// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/trafficnames.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestTrafficNames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachFieldIsSetByItsName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("readBack");
        const auto row = [](const char *name, const char *text, const char *readBack = nullptr) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(text)
                                << QString::fromLatin1(readBack ? readBack : text);
        };
        row("clients", "64");
        row("rate", "max");
        row("ttl", "1.5s", "1500ms");
        row("cache", "off");
        row("jitter", "on");
        row("single-flight", "off");
        row("invalidate-on-write", "off");
        row("write-through", "on");
        row("write-behind", "on");
        row("negative-caching", "off");
        row("stale-while-revalidate", "on");
        row("early-refresh", "on");
        row("notify", "on");
        row("max-memory", "2 MB", "2MB");
        row("eviction", "allkeys-lfu");
        row("world-switch", "on");
        row("price", "0.5");
        row("running", "off");
    }
    void eachFieldIsSetByItsName()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, readBack);
        QVERIFY(trafficField(name));
        TrafficSettings traffic;
        QVERIFY(trafficFieldText(traffic, name) != readBack);
        const auto set = setTrafficField(traffic, name, text);
        QVERIFY2(set, set ? "" : set.error().text.c_str());
        QVERIFY(!(traffic == TrafficSettings()));
        QCOMPARE(trafficFieldText(traffic, name), readBack);
        // What is told can be read again.
        TrafficSettings again;
        QVERIFY(setTrafficField(again, name, readBack));
        QCOMPARE(again, traffic);
    }

    void theUsualIsReadAsItIsTold()
    {
        for (const auto &field : trafficFields()) {
            TrafficSettings traffic;
            const auto name = QString::fromLatin1(field.name);
            QVERIFY(setTrafficField(traffic, name, trafficFieldText(traffic, name)));
            QCOMPARE(traffic, TrafficSettings());
        }
    }

    void mistakesAreSentencesAndChangeNothing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const char *text, const char *said) {
            QTest::addRow("%s %s", name, text)
                << QString::fromLatin1(name) << QString::fromLatin1(text)
                << QString::fromLatin1(said);
        };
        row("speed", "on", "no such setting");
        row("clients", "0", "from 1 to 64");
        row("clients", "many", "from 1 to 64");
        row("rate", "-1", "from 1 to 1000000");
        row("ttl", "1ms", "from 100ms to 24h");
        row("ttl", "soon", "no time");
        row("cache", "maybe", "on or off");
        row("max-memory", "lots", "from 1MB to 64GB");
        row("max-memory", "0", "from 1MB to 64GB");
        row("eviction", "lru", "allkeys-lru");
        row("price", "-0.1", "from 0");
    }
    void mistakesAreSentencesAndChangeNothing()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, said);
        TrafficSettings traffic;
        const auto set = setTrafficField(traffic, name, text);
        QVERIFY(!set);
        QCOMPARE(set.error().kind, ErrorKind::Usage);
        const auto sentence = QString::fromStdString(set.error().text);
        QVERIFY2(sentence.startsWith(name) && sentence.contains(said), qPrintable(sentence));
        QCOMPARE(traffic, TrafficSettings());
    }

    void allOfRedisEvictionPoliciesAreKnown() { QCOMPARE(evictionPolicies().size(), 8u); }
};

QTEST_GUILESS_MAIN(TestTrafficNames)
#include "tst_trafficnames.moc"
