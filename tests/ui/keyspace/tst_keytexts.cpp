// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/keytexts.h"
#include "keyvalue/valuetext.h"

#include <QTest>

using namespace tierlens;

class tst_KeyTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNameCanBeRead_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("profile:42") << QStringLiteral("profile:42");
        QTest::newRow("letters") << QByteArray("größe:été") << QStringLiteral("größe:été");
        QTest::newRow("bytes") << QByteArray("a\xff\x00z", 4) << QStringLiteral("a\\xff\\x00z");
        QTest::newRow("line end") << QByteArray("a\nb") << QStringLiteral("a\\x0ab");
        QTest::newRow("backslash") << QByteArray("a\\b") << QStringLiteral("a\\b");
        QTest::newRow("both") << QByteArray("a\\x0a\n") << QStringLiteral("a\\\\x0a\\x0a");
        QTest::newRow("turned round") << QByteArray("a\xe2\x80\xae"
                                                    "b")
                                      << QStringLiteral("a\\xe2\\x80\\xaeb");
        QTest::newRow("too long a form") << QByteArray("\xc0\xaf") << QStringLiteral("\\xc0\\xaf");
        QTest::newRow("half a pair")
            << QByteArray("\xed\xa0\x80") << QStringLiteral("\\xed\\xa0\\x80");
        QTest::newRow("cut") << QByteArray("a\xe2\x82") << QStringLiteral("a\\xe2\\x82");
    }
    void everyNameCanBeRead()
    {
        QFETCH(QByteArray, name);
        QTEST(readableName({name.constData(), std::size_t(name.size())}), "shown");
    }

    void timesCountDown()
    {
        QCOMPARE(expiresInText(-1, 1000), QStringLiteral("–"));
        QCOMPARE(expiresInText(0, 1000), QStringLiteral("never"));
        QCOMPARE(expiresInText(1000, 1000), QStringLiteral("over"));
        QCOMPARE(expiresInText(1001, 1000), QStringLiteral("1 s"));
        QCOMPARE(expiresInText(1000 + 412'000, 1000), QStringLiteral("6:52"));
        QCOMPARE(expiresInText(1 + 76ll * 3600'000, 1), QStringLiteral("3 d 4 h"));
    }

    void patternsMeanWhatIsSaid()
    {
        QCOMPARE(patternMeant("profile"), std::string("*profile*"));
        QCOMPARE(patternMeant("profile:*"), std::string("profile:*"));
        QCOMPARE(patternMeant(""), std::string());
        QCOMPARE(patternOfBranch("a*[b]\\:"), std::string("a\\*\\[b\\]\\\\:*"));
    }

    void jsonKeepsWhatWasWritten()
    {
        // A number too large for a double, an order, a doubled field, signs in strings.
        const auto json = prettyJson("{\"z\":9007199254740993,\"a\":[],\"t\":\"a, {b}: \\\"c\\\"\","
                                     "\"l\":[1,2.50]}");
        QVERIFY(json);
        QCOMPARE(*json,
            QStringLiteral("{\n  \"z\": 9007199254740993,\n  \"a\": [],\n  \"t\": \"a, {b}: "
                           "\\\"c\\\"\",\n  \"l\": [\n    1,\n    2.50\n  ]\n}"));
        QVERIFY(!prettyJson("{\"a\":1"));
        QVERIFY(!prettyJson("12"));
        QVERIFY(!prettyJson(""));
    }

    void looksAreChosen()
    {
        QCOMPARE(bestLook("{\"a\":1}", true), ValueLook::Json);
        QCOMPARE(bestLook("{\"a\":1}", false), ValueLook::Text);
        QCOMPARE(bestLook("a\tb\nc", true), ValueLook::Text);
        QCOMPARE(bestLook(std::string_view("\x80\x00", 2), true), ValueLook::Hex);
        QCOMPARE(bestLook("", true), ValueLook::Text);
        // Cut within a sign: still a text.
        QCOMPARE(bestLook("gr\xc3\xb6\xc3", false), ValueLook::Text);
    }

    void hexTellsThePlace()
    {
        const auto hex = valueText("0123456789abcdefXY", ValueLook::Hex, 65536).text;
        const auto lines = hex.split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].startsWith(QStringLiteral("00010000  30 31 ")), qPrintable(lines[0]));
        QVERIFY(lines[0].endsWith(QStringLiteral("0123456789abcdef")));
        QVERIFY(lines[1].startsWith(QStringLiteral("00010010  58 59 ")));
        QCOMPARE(
            lines[0].indexOf(QStringLiteral("0123456789")), lines[1].indexOf(QStringLiteral("XY")));
    }

    void longLinesAreBroken()
    {
        const std::string line(2500, 'x');
        const auto text = valueText(line + "\nend", ValueLook::Text);
        QVERIFY(text.isBroken);
        const auto lines = text.text.split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0].size() + lines[1].size() + lines[2].size(), 2500);
        QCOMPARE(lines[3], QStringLiteral("end"));
        QVERIFY(!valueText("a\r\nb", ValueLook::Text).isBroken);
        QCOMPARE(valueText("a\r\nb\n", ValueLook::Text).text, QStringLiteral("a\nb\n"));
    }
};

QTEST_APPLESS_MAIN(tst_KeyTexts)
#include "tst_keytexts.moc"
