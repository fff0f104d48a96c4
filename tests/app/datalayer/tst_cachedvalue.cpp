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
                const auto text = withMark(payload, {version, false, 0, 0});
                const auto back = splitMark(text);
                QCOMPARE(back.payload, std::string_view(payload));
                QCOMPARE(back.mark.version, version);
            }
        }
        QCOMPARE(withMark("511204", {7, false, 0, 0}), std::string("511204 v7"));
    }

    void moreThanTheVersionComesBackToo()
    {
        const ValueMark nothing{0, true, 0, 0};
        QCOMPARE(markText(nothing), std::string("v0,nothing"));
        QVERIFY(parseMark("v0,nothing") == nothing);
        const ValueMark renewed{7, false, 1763953200123, 41200};
        QCOMPARE(markText(renewed), std::string("v7,fresh-until=1763953200123,load-us=41200"));
        QVERIFY(parseMark(markText(renewed)) == renewed);
        QVERIFY(parseVersionField("7,fresh-until=1763953200123,load-us=41200") == renewed);
        QCOMPARE(splitMark("anya | sailor " + markText(renewed)).payload,
            std::string_view("anya | sailor"));
    }

    void whatIsNoVersionIsPayload_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "42", "v7", "x v", "x v7a", "x v7,fresh", "x v7,fresh-until=5",
                 "x v7,nothingmore", "x v-1", "x 7", "x v99999999999999999999"})
            QTest::newRow(text) << QByteArray(text);
    }
    void whatIsNoVersionIsPayload()
    {
        QFETCH(QByteArray, text);
        const std::string given = text.toStdString();
        const auto back = splitMark(given);
        QCOMPARE(back.payload, std::string_view(given));
        QCOMPARE(back.mark.version, 0u);
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
