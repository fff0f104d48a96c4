// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestDurationText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void durations_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *text, Duration value) {
            QTest::newRow(text) << qint64(value.count()) << QString::fromUtf8(text);
        };
        row("0.00 ms", 0ns);
        row("0.10 ms", 100us);
        row("41.2 ms", 41'200us);
        row("941 ms", 941ms);
        row("1.3 s", 1'300ms);
        row("94 s", 94s);
        row("6:52", 6min + 52s);
        row("1:02:10", 1h + 2min + 10s);
    }
    void durations()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(durationText(Duration{ns}), text);
    }

    void edgesNeverShowFourDigits()
    {
        // 9.996 rounds to 10.00: must become 10.0, and 999.7 ms becomes 1.0 s.
        QCOMPARE(durationText(9'996us), QStringLiteral("10.0 ms"));
        QCOMPARE(durationText(99'960us), QStringLiteral("100 ms"));
        QCOMPARE(durationText(999'700us), QStringLiteral("1.0 s"));
    }

    void ttl()
    {
        QCOMPARE(ttlText(800ms), QStringLiteral("0.8 s"));
        QCOMPARE(ttlText(51s), QStringLiteral("51.0 s"));
        QCOMPARE(ttlText(6min + 52s), QStringLiteral("6:52"));
        QCOMPARE(ttlText(-3s), QStringLiteral("0.0 s"));
    }

    void percentNeverClaimsAHundred()
    {
        QCOMPARE(percentText(0.9997), QStringLiteral("99.9 %"));
        QCOMPARE(percentText(1), QStringLiteral("100 %"));
        QCOMPARE(percentText(0.964), QStringLiteral("96.4 %"));
        QCOMPARE(percentText(-1), QStringLiteral("–"));
    }

    void counts()
    {
        const QChar gap(0x202f);
        QCOMPARE(countText(612), QStringLiteral("612"));
        QCOMPARE(countText(38204), QStringLiteral("38") + gap + QStringLiteral("204"));
        QCOMPARE(countText(2'020'000),
            QStringLiteral("2") + gap + QStringLiteral("020") + gap + QStringLiteral("000"));
        QCOMPARE(bigText(2'020'000), QStringLiteral("2.02 M"));
        QCOMPARE(bytesText(72), QStringLiteral("72 bytes"));
        QCOMPARE(bytesText(1), QStringLiteral("1 byte"));
        QCOMPARE(bytesText(2'100'000), QStringLiteral("2.1 MB"));
        QCOMPARE(bytesText(214'000'000), QStringLiteral("214 MB"));
        QCOMPARE(rateText(0.4), QStringLiteral("0.4/s"));
        QCOMPARE(rateText(400), QStringLiteral("400/s"));
        QCOMPARE(timesText(412.3), QStringLiteral("412×"));
        QCOMPARE(timesText(1.42), QStringLiteral("1.4×"));
    }
};

QTEST_GUILESS_MAIN(TestDurationText)
#include "tst_durationtext.moc"
