// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/cachedvalue.h"

#include <QTest>

using namespace tierlens;

class TestCachedValue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textAndVersionComeBack()
    {
        for (const char *payload : {"511204", "", "a v3 b", "v7", "ends in v7", "two  spaces "}) {
            for (const std::uint64_t version : {std::uint64_t{0}, std::uint64_t{7}, UINT64_MAX}) {
                const auto text = withVersion(payload, version);
                const auto back = splitVersion(text);
                QCOMPARE(back.payload, std::string_view(payload));
                QCOMPARE(back.version, version);
            }
        }
        QCOMPARE(withVersion("511204", 7), std::string("511204 v7"));
    }

    void whatIsNoVersionIsPayload_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
            {"", "42", "v7", "x v", "x v7a", "x v-1", "x 7", "x v99999999999999999999"})
            QTest::newRow(text) << QByteArray(text);
    }
    void whatIsNoVersionIsPayload()
    {
        QFETCH(QByteArray, text);
        const std::string given = text.toStdString();
        const auto back = splitVersion(given);
        QCOMPARE(back.payload, std::string_view(given));
        QCOMPARE(back.version, 0u);
    }

    void shownOnOneLine()
    {
        const CachedValue hash{ValueType::Hash, {"user", "anya", "device", "tv"}, 1};
        QCOMPARE(hash.shown(), std::string("user=anya; device=tv"));
        QCOMPARE(hash.size(), 16u);
        const CachedValue list{ValueType::List, {"one", "two", "three"}, 1};
        QCOMPARE(list.shown(), std::string("one; two; three"));
        QVERIFY(list.shown(4).size() < list.shown().size());
    }
};

QTEST_APPLESS_MAIN(TestCachedValue)
#include "tst_cachedvalue.moc"
