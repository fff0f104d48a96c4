// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/glob.h"

#include <QTest>

using namespace tierlens;

class TestGlob : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matches_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("expected");
        int n = 0;
        const auto row = [&n](const char *pattern, const char *text, bool expected) {
            QTest::addRow("%d %s", ++n, pattern)
                << QByteArray(pattern) << QByteArray(text) << expected;
        };
        row("*", "", true);
        row("*", "anything", true);
        row("", "", true);
        row("", "a", false);
        row("profile:*", "profile:anya", true);
        row("profile:*:followers", "profile:anya:followers", true);
        row("profile:*:followers", "profile:anya", false);
        row("*a*b*c", "xaybzc", true);
        row("*a*b*c", "xaybzcd", false);
        row("h?llo", "hello", true);
        row("h?llo", "hllo", false);
        row("h[ae]llo", "hallo", true);
        row("h[^e]llo", "hello", false);
        row("h[a-c]llo", "hbllo", true);
        row("h[a-c]llo", "hdllo", false);
        row("h[c-a]llo", "hbllo", true); // Redis turns such a range round
        row("a\\*b", "a*b", true);
        row("a\\*b", "axb", false);
        row("[", "a", false);
        row("a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
    }
    void matches()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, text);
        QFETCH(bool, expected);
        QCOMPARE(globMatches(pattern.toStdString(), text.toStdString()), expected);
    }
};

QTEST_GUILESS_MAIN(TestGlob)
#include "tst_glob.moc"
