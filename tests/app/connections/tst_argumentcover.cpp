// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/argumentcover.h"

#include <QTest>

using namespace tierlens;

class TestArgumentCover : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passwordsBecomeStars_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *before, const char *after) {
            QTest::newRow(before) << QByteArray(before) << QByteArray(after);
        };
        row("redis://me:geheim@host:6379/0", "redis://me:******@host:6379/0");
        row("--redis=rediss://:geheim@host", "--redis=rediss://:******@host");
        row("redis://me:a@b:c@host/1", "redis://me:*****@host/1");
        row("redis://me:a/b@host/1", "redis://me:***@host/1");
        row("postgresql://u:geheim@h/d?sslmode=require",
            "postgresql://u:******@h/d?sslmode=require");
        row("postgresql://u@h/d?password=geheim&x=1", "postgresql://u@h/d?password=******&x=1");
        row("host=h password=geheim user=u", "host=h password=****** user=u");
        row("host=h password = 'a b\\'c' user=u", "host=h password = ******** user=u");
        // nothing to hide: nothing changes
        row("redis://host:6379/0", "redis://host:6379/0");
        row("redis://user@host:6379", "redis://user@host:6379");
        row("unix:///run/redis.sock", "unix:///run/redis.sock");
        row("--headless", "--headless");
    }
    void passwordsBecomeStars()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QByteArray program("tierlens");
        char *argv[] = {program.data(), before.data(), nullptr};
        coverPasswords(2, argv);
        QCOMPARE(before, after);
    }
};

QTEST_GUILESS_MAIN(TestArgumentCover)
#include "tst_argumentcover.moc"
