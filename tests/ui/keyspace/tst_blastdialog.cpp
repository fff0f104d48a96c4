// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/aftermath.h"
#include "keyspace/blastdialog.h"
#include "theme/theme.h"
#include "ui/keyspace/clipping.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Connection shop(Environment environment)
{
    Connection connection;
    connection.name = QStringLiteral("shop-prod");
    connection.environment = environment;
    return connection;
}

BlastRadius radius()
{
    BlastRadius radius;
    radius.keys = 8214;
    radius.bytes = 31'000'000;
    radius.hitsPerSecond = 640;
    radius.extraQueries = 640;
    radius.seconds = 90;
    radius.queriesPerSecond = 200;
    radius.withoutExpiry = 12;
    radius.examples = {"product:1", std::string("product:\xff", 9)};
    radius.reasons = {QStringLiteral("Each hit is taken for a query once the key is gone.")};
    return radius;
}

DeletionProgress progress(DeletionProgress::State state, std::int64_t deleted)
{
    DeletionProgress progress;
    progress.state = state;
    progress.deleted = deleted;
    progress.expected = 8214;
    return progress;
}
} // namespace

class tst_BlastDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void productionHasToBeNamed()
    {
        BlastDialog dialog(shop(Environment::Production), QStringLiteral("product:*"), false);
        QSignalSpy confirmed(&dialog, &BlastDialog::confirmed);
        QVERIFY(!dialog.canConfirm()); // nothing has been measured
        dialog.setRadius(radius());
        QCOMPARE(dialog.headline(), radius().text());
        QVERIFY(dialog.reasonsText().contains(QStringLiteral("Each hit is taken")));
        QVERIFY(!dialog.canConfirm());
        dialog.typeName(QStringLiteral("shop-pro"));
        QVERIFY(!dialog.canConfirm());
        dialog.confirm();
        QCOMPARE(confirmed.count(), 0);
        dialog.typeName(QStringLiteral("shop-prod"));
        QVERIFY(dialog.canConfirm());
        dialog.confirm();
        QCOMPARE(confirmed.count(), 1);
        QCOMPARE(confirmed.first().first().toDouble(), 2000.0);
    }

    void developmentTakesOneClick()
    {
        BlastDialog dialog(shop(Environment::Development), QStringLiteral("product:*"), false);
        dialog.setRadius(radius());
        QVERIFY(dialog.canConfirm());
    }

    void readOnlyStaysReadOnly()
    {
        BlastDialog dialog(shop(Environment::Development), QStringLiteral("product:*"), false);
        dialog.setChangeProblem(QStringLiteral("shop-prod is read-only."));
        dialog.setRadius(radius());
        QVERIFY(!dialog.canConfirm());
        dialog.setChangeProblem({});
        QVERIFY(dialog.canConfirm());
    }

    void nothingToDelete()
    {
        BlastDialog dialog(shop(Environment::Development), QStringLiteral("nothing:*"), false);
        dialog.setRadius({});
        QCOMPARE(dialog.headline(), QStringLiteral("No key matches"));
        QVERIFY(!dialog.canConfirm());
        dialog.setProblem(QStringLiteral("Redis does not answer."));
        QVERIFY(!dialog.canConfirm());
    }

    // What was estimated is not said as if it had been counted.
    void estimatesAreNoCounts()
    {
        BlastDialog dialog(shop(Environment::Development), QStringLiteral("product:*"), false);
        dialog.setRadius(radius());
        QVERIFY2(dialog.notesText().startsWith(QStringLiteral("12 of them have no expiry")),
            qPrintable(dialog.notesText()));
        QCOMPARE(dialog.confirmText(), QStringLiteral("Delete 8\u202f214 keys"));
        auto weighed = radius();
        weighed.isWeighedInPart = true;
        dialog.setRadius(weighed);
        QVERIFY2(dialog.notesText().startsWith(QStringLiteral("About 12 of them have no expiry")),
            qPrintable(dialog.notesText()));
        QCOMPARE(dialog.confirmText(), QStringLiteral("Delete 8\u202f214 keys"));
        auto sampled = radius();
        sampled.isSampled = true;
        sampled.sampledShare = 0.12;
        dialog.setRadius(sampled);
        QVERIFY(dialog.notesText().startsWith(QStringLiteral("About 12 of them")));
        QCOMPARE(dialog.confirmText(), QStringLiteral("Delete about 8\u202f214 keys"));
        sampled.keys = 0;
        dialog.setRadius(sampled);
        QCOMPARE(dialog.headline(), QStringLiteral("No key found in 12.0 % of the keyspace"));
        QVERIFY(!dialog.canConfirm());
    }

    void aDatabaseIsNamed()
    {
        BlastDialog dialog(shop(Environment::Development), QStringLiteral("product:*"), false);
        QCOMPARE(dialog.placeText(), QStringLiteral("shop-prod"));
        dialog.setDatabase(3);
        QCOMPARE(dialog.placeText(), QStringLiteral("shop-prod, db 3"));
    }

    // What is under way is stopped first, and then it is said what was done.
    void closingStops()
    {
        BlastDialog dialog(shop(Environment::Development), QStringLiteral("product:*"), false);
        QSignalSpy stop(&dialog, &BlastDialog::stopRequested),
            pause(&dialog, &BlastDialog::pauseRequested);
        dialog.setRadius(radius());
        dialog.setProgress(progress(DeletionProgress::State::Running, 4000));
        dialog.show();
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(stop.count(), 1);
        QVERIFY(dialog.isVisible());
        const auto stopped = progress(DeletionProgress::State::Stopped, 4100);
        dialog.setProgress(stopped);
        QCOMPARE(dialog.progressText(), stopped.text());
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    void nothingIsClipped_data()
    {
        QTest::addColumn<double>("font");
        QTest::newRow("100 %") << 1.0;
        QTest::newRow("150 %") << 1.5;
    }
    void nothingIsClipped()
    {
        QFETCH(double, font);
        BlastDialog dialog(shop(Environment::Production), QStringLiteral("product:*"), false);
        if (font > 1)
            test::enlargeFonts(dialog, font);
        dialog.show();
        dialog.setRadius(radius());
        QTRY_COMPARE(test::clippedTexts(dialog), QStringList());
        dialog.setProgress(progress(DeletionProgress::State::Running, 4000));
        dialog.setAftermath({QStringLiteral("Hits of all keys: 97.2 % before, 61.0 % at the "
                                            "lowest, 95.8 % now; and more words to fill lines.")});
        QTRY_COMPARE(test::clippedTexts(dialog), QStringList());
    }

    void whatHappenedIsMeasured()
    {
        WatchHistory history;
        for (int second = 1; second <= 90; ++second) {
            const bool after = second > 60 && second <= 70;
            RedisLook redis;
            redis.at = std::chrono::seconds(second);
            redis.health = ServerChange::State::Up;
            redis.counts.span = 1s;
            redis.counts.hits = after ? 600 : 970;
            redis.counts.misses = after ? 400 : 30;
            history.add(redis);
            PostgresLook postgres;
            postgres.at = std::chrono::seconds(second);
            postgres.health = ServerChange::State::Up;
            postgres.counts.span = 1s;
            postgres.counts.commits = after ? 790 : 200;
            history.add(postgres);
        }
        const auto found = aftermathOf(history, 61s, 90s);
        QVERIFY(std::abs(found.hitRateBefore - 0.97) < 0.01);
        QVERIFY(std::abs(found.hitRateLowest - 0.60) < 0.01);
        QVERIFY(std::abs(found.hitRateNow - 0.97) < 0.01);
        QVERIFY(std::abs(found.transactionsBefore - 200) < 15);
        QCOMPARE(found.transactionsMost, 790.0);
        QVERIFY(found.queriesMost < 0); // nobody counted statements
        const auto texts = aftermathTexts(found, radius());
        QCOMPARE(texts.size(), 3);
        QVERIFY2(texts.last().contains(QStringLiteral("about +640/s")), qPrintable(texts.last()));
    }
};

QTEST_MAIN(tst_BlastDialog)
#include "tst_blastdialog.moc"
