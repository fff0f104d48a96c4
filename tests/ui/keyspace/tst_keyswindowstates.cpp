// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/filterbar.h"
#include "keyspace/keylist.h"
#include "keyspace/keyswindow.h"
#include "keyspace/noticebar.h"
#include "keyspace/scanbar.h"
#include "keyvalue/valuepanel.h"
#include "theme/theme.h"
#include "ui/keyspace/clipping.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;

namespace {
LiveServers windowServers(const QString &redis, bool mayChange = false)
{
    LiveServers servers;
    servers.connection.name = QStringLiteral("shop-prod");
    servers.redis = redis;
    servers.mayChange = mayChange;
    return servers;
}

const QString Nowhere = QStringLiteral("unix:///nonexistent/tierlens.sock");

QPushButton *windowButton(const QWidget &window, const char *text)
{
    for (auto *button : window.findChildren<QPushButton *>()) {
        if (button->text() == QString::fromUtf8(text))
            return button;
    }
    return nullptr;
}
} // namespace

// The window without a server; with one see tests/live/stage/tst_keyswindow.cpp.
class tst_KeysWindowStates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void withoutRedis()
    {
        KeysWindow window(windowServers({}), nullptr);
        QCOMPARE(window.list().emptyText(), QStringLiteral("This connection has no Redis."));
        QCOMPARE(window.windowTitle(), QStringLiteral("Keys of shop-prod – Tierlens"));
    }

    void aServerThatIsAwayIsNamed()
    {
        KeysWindow window(windowServers(Nowhere), nullptr);
        window.show();
        QTRY_COMPARE_WITH_TIMEOUT(
            window.browser().progress().state, KeyScanProgress::State::Failed, 10'000);
        QTRY_VERIFY(window.list().emptyText().contains(QStringLiteral("Try again")));
        QVERIFY(window.list().emptyText().size() > 40); // the reason is in it
    }

    void changesHaveToBeAllowed()
    {
        KeysWindow window(windowServers(Nowhere), nullptr);
        auto *allow = windowButton(window, "Allow changes…");
        QVERIFY(allow && !allow->isVisibleTo(&window)); // nobody would hear it
        QSignalSpy asked(&window, &KeysWindow::changesRequested);
        QVERIFY(allow->isVisibleTo(&window));
        allow->click();
        QCOMPARE(asked.count(), 1);
        QVERIFY(windowButton(window, "What would invalidating do…"));
        window.setMayChange(true);
        QVERIFY(!allow->isVisibleTo(&window));
        QVERIFY(windowButton(window, "Invalidate…"));
    }

    void costsAreSaid()
    {
        KeyScanProgress progress;
        KeyBrowser::Budget budget;
        progress.state = KeyScanProgress::State::Running;
        progress.found = 412'000;
        progress.expected = 1'000'000;
        progress.described = 156'560;
        progress.commandsPerSecond = 1240;
        progress.duty = 0.098;
        QCOMPARE(ScanBar::progressText(progress, budget),
            QStringLiteral("412\u202f000 of about 1\u202f000\u202f000 keys found, 38 % of them "
                           "looked at"));
        QCOMPARE(ScanBar::costText(progress),
            QStringLiteral("now 1\u202f240 commands/s, 9.8 % of the server's time"));
        const auto text = [&](double keysPerSecond) {
            progress.keysPerSecond = keysPerSecond;
            return ScanBar::progressText(progress, budget).section(QStringLiteral(" · "), 1);
        };
        QCOMPARE(text(0), QString()); // not known yet
        QCOMPARE(text(20'000), QStringLiteral("about 30 s left"));
        QCOMPARE(text(2000), QStringLiteral("about 5 min left"));
        QCOMPARE(text(50), QStringLiteral("about 3 h left"));
        progress.found = 1'000'010; // some came while it was searching
        QVERIFY(!ScanBar::progressText(progress, budget).contains(QStringLiteral("about")));
        progress.state = KeyScanProgress::State::Done;
        progress.described = progress.sized = progress.found;
        QCOMPARE(ScanBar::progressText(progress, budget),
            QStringLiteral("All keys found: 1\u202f000\u202f010"));
        QVERIFY(ScanBar::costText(progress).isEmpty());
    }

    void theFilterSaysWhatItIs()
    {
        KeyFilterBar bar;
        QSignalSpy changed(&bar, &KeyFilterBar::filterChanged);
        QCOMPARE(bar.filter(), KeyFilter());
        bar.setPattern(QStringLiteral("product:*"));
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(bar.filter().pattern, std::string("product:*"));
        QVERIFY(!bar.hasMoreThanPattern());
        auto boxes = bar.findChildren<QComboBox *>();
        for (auto *box : boxes)
            box->setCurrentIndex(2);
        QTRY_COMPARE(changed.count(), 2);
        const auto filter = bar.filter();
        QCOMPARE(filter.type, std::optional(KeyType::Hash));
        QCOMPARE(filter.expiry, KeyFilter::Expiry::Within);
        QCOMPARE(filter.expirySpan, std::int64_t(10'000));
        QCOMPARE(filter.leastBytes, std::int64_t(10'000));
        QVERIFY(bar.hasMoreThanPattern());
    }

    void anOfferEnds()
    {
        NoticeBar bar;
        int undone = 0;
        QSignalSpy over(&bar, &NoticeBar::over);
        bar.offer(
            QStringLiteral("a is deleted."), QStringLiteral("Undo"), [&] { ++undone; },
            std::chrono::seconds(60));
        QVERIFY(bar.hasOffer());
        bar.act();
        QCOMPARE(undone, 1);
        QCOMPARE(bar.text(), QString());
        bar.offer(
            QStringLiteral("b is deleted."), QStringLiteral("Undo"), [&] { ++undone; },
            std::chrono::seconds(1));
        QTRY_COMPARE_WITH_TIMEOUT(over.count(), 1, 5000);
        QVERIFY(!bar.hasOffer());
        QCOMPARE(undone, 1);
    }

    void whatIsOfferedIsWithdrawn()
    {
        NoticeBar bar;
        QSignalSpy over(&bar, &NoticeBar::over);
        bar.tell(QStringLiteral("a is read-only."));
        bar.withdraw(); // nothing is offered
        QCOMPARE(bar.text(), QStringLiteral("a is read-only."));
        int done = 0;
        bar.offer(
            QStringLiteral("a is deleted."), QStringLiteral("Undo"), [&] { ++done; },
            std::chrono::seconds(1));
        bar.withdraw();
        QVERIFY(!bar.hasOffer());
        QCOMPARE(bar.text(), QString());
        bar.act();
        QTest::qWait(1200);
        QCOMPARE(done, 0);
        QCOMPARE(over.count(), 0); // it may be offered again
    }

    void aNameIsNoMarkup()
    {
        NoticeBar bar;
        bar.tell(QStringLiteral("<b>a</b> is deleted."));
        const auto labels = bar.findChildren<QLabel *>();
        QCOMPARE(labels.size(), 1);
        QCOMPARE(labels.first()->textFormat(), Qt::PlainText);
    }

    void nothingIsClipped_data()
    {
        QTest::addColumn<double>("font");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("tree");
        QTest::newRow("list") << 1.0 << QSize(1280, 800) << false;
        QTest::newRow("tree, large font") << 1.5 << QSize(1280, 800) << true;
        QTest::newRow("wide") << 1.0 << QSize(1600, 1000) << true;
    }
    void nothingIsClipped()
    {
        QFETCH(double, font);
        QFETCH(QSize, size);
        QFETCH(bool, tree);
        KeysWindow window(windowServers(Nowhere, !tree), nullptr);
        connect(&window, &KeysWindow::changesRequested, this, [] {});
        window.filterBar().setTree(tree);
        if (font > 1)
            test::enlargeFonts(window, font);
        window.resize(size);
        window.show();
        KeyScanProgress progress;
        progress.state = KeyScanProgress::State::Running;
        progress.found = 412'000;
        progress.expected = 1'000'000;
        progress.described = 156'560;
        progress.commandsPerSecond = 12'400;
        progress.duty = 0.098;
        auto *scan = window.findChild<ScanBar *>();
        QVERIFY(scan);
        QTRY_COMPARE_WITH_TIMEOUT(
            window.browser().progress().state, KeyScanProgress::State::Failed, 10'000);
        scan->setProgress(progress, {}, 1000, true);
        QCoreApplication::processEvents();
        QTRY_VERIFY2_WITH_TIMEOUT(test::clippedTexts(window).isEmpty(),
            qPrintable(test::clippedTexts(window).join(QLatin1Char('\n'))), 5000);
        QCOMPARE(window.size(), size); // it did not have to grow
    }
};

QTEST_MAIN(tst_KeysWindowStates)
#include "tst_keyswindowstates.moc"
