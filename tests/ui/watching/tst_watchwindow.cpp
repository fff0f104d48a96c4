// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"
#include "ui/watching/watchsnapshot.h"
#include "watchdetail/detailpanel.h"
#include "watchdetail/historychart.h"
#include "watching/trafficview.h"
#include "watching/watchbar.h"
#include "watching/watchpills.h"
#include "watching/watchtabs.h"
#include "watching/watchwindow.h"

#include <QApplication>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class tst_WatchWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        QVERIFY(m_folder.isValid());
        m_session = example::Snapshot().open(m_folder.filePath(QStringLiteral("shop.snapshot")));
        QVERIFY(m_session);
    }

    void showsTheWhole()
    {
        WatchWindow window(*m_session);
        window.resize(1600, 1000);
        QCOMPARE(window.details().detail().title, QStringLiteral("shop-prod"));
        QCOMPARE(window.details().detail().curves.size(), 4u);
        QCOMPARE(window.details().detail().story.size(), 4u);
        QCOMPARE(window.tabs().list(WatchTabs::PatternList).rows().rowCount(), 7);
        QVERIFY(window.tabs().notice().startsWith(QStringLiteral("In 40 s")));
        const auto &figures = window.traffic().figures();
        QCOMPARE(figures.heading, QStringLiteral("Traffic then")); // a snapshot is not now
        QVERIFY(!window.traffic().isMoving());
        QVERIFY(window.details().detail().readOnly.contains(QStringLiteral("snapshot")));
    }

    void aPatternHasItsDetails()
    {
        WatchWindow window(*m_session);
        window.tabs().choosePattern("product:*");
        const auto &detail = window.details().detail();
        QCOMPARE(detail.title, QStringLiteral("product:*"));
        QCOMPARE(detail.curves.size(), 3u);
        QVERIFY(detail.statement.contains(QStringLiteral("FROM products")));
        QCOMPARE(detail.story.front().subject, std::string("product:*")); // its own first
        QVERIFY(!detail.canConfirm); // nothing can be ordered of a snapshot
        int gaps = 0;
        for (const auto &point : detail.curves.front().points)
            gaps += std::isnan(point.value) ? 1 : 0;
        QVERIFY(gaps > 0);
        QTest::keyClick(&window.tabs().list(WatchTabs::PatternList), Qt::Key_Escape);
        QCOMPARE(window.details().detail().title, QStringLiteral("shop-prod"));
    }

    void aStatementHasItsDetails()
    {
        WatchWindow window(*m_session);
        window.tabs().openTab(WatchTabs::Queries);
        QCOMPARE(window.tabs().list(WatchTabs::QueryList).rows().rowCount(), 8);
        window.tabs().chooseStatement(12);
        const auto &detail = window.details().detail();
        QVERIFY(!detail.statement.isEmpty());
        QCOMPARE(detail.curves.size(), 3u);
        QVERIFY(!detail.facts.empty());
    }

    void everyTabShowsItsRows()
    {
        WatchWindow window(*m_session);
        auto &tabs = window.tabs();
        const std::pair<WatchTabs::Tab, WatchTabs::List> wanted[] = {
            {WatchTabs::Sessions, WatchTabs::SessionList}, {WatchTabs::Locks, WatchTabs::LockList},
            {WatchTabs::SlowLog, WatchTabs::SlowList}, {WatchTabs::Tables, WatchTabs::TableList},
            {WatchTabs::Events, WatchTabs::EventList}};
        for (const auto &[tab, list] : wanted) {
            tabs.openTab(tab);
            QVERIFY2(tabs.list(list).rows().rowCount() > 0,
                qPrintable(tabs.list(list).accessibleName()));
        }
        QCOMPARE(tabs.list(WatchTabs::LockList).rows().rowCount(), 4);
    }

    void followingAFindingOpensWhereItCanBeSeen()
    {
        WatchWindow window(*m_session);
        window.tabs().openTab(WatchTabs::Events);
        Finding finding;
        finding.kind = FindingKind::LockQueue;
        Q_EMIT window.details().followed(finding);
        QCOMPARE(window.tabs().tab(), WatchTabs::Locks);
        finding.kind = FindingKind::HitRateFell;
        finding.subject = "feed:*";
        Q_EMIT window.details().followed(finding);
        QCOMPARE(window.tabs().chosenPattern(), std::string("feed:*"));
    }

    // Everything can be reached without a mouse.
    void keysReachTheTabs()
    {
        WatchWindow window(*m_session);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_4, Qt::AltModifier);
        QCOMPARE(window.tabs().tab(), WatchTabs::Locks);
        QSignalSpy opened(&window, &WatchWindow::snapshotOpenRequested),
            saved(&window, &WatchWindow::snapshotSaveRequested);
        QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier);
        QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(saved.count(), 0); // a snapshot is saved already
    }

    // Sessions without servers: what is said before, or instead of, figures.
    void emptyStatesSayWhatToDo()
    {
        WatchSession nothing{WatchOptions{}};
        WatchWindow window(nothing);
        QCOMPARE(window.traffic().figures().redis.word, QStringLiteral("not watched"));
        window.resize(1280, 800);
        QVERIFY(!window.grab().isNull());
        QVERIFY(window.tabs()
                    .list(WatchTabs::PatternList)
                    .accessibleDescription()
                    .contains(QStringLiteral("Choose other servers")));
        window.tabs().openTab(WatchTabs::Events);
        QVERIFY(window.tabs()
                    .list(WatchTabs::EventList)
                    .accessibleDescription()
                    .contains(QStringLiteral("Nothing stood out")));

        WatchOptions waiting;
        waiting.redis = QStringLiteral("redis://127.0.0.1:1");
        WatchSession session(waiting); // not started: no look has come yet
        WatchWindow early(session);
        QCOMPARE(early.tabs().list(WatchTabs::PatternList).accessibleDescription(),
            QStringLiteral("Connecting…"));
        QCOMPARE(early.traffic().figures().redis.sign, QStringLiteral("◌"));
        QVERIFY(!early.burstDialog());
        QVERIFY(early.details().detail().remark.isEmpty()); // not: nothing stands out
    }

    void pauseStandsStillAndGoesOn()
    {
        WatchOptions options;
        options.redis = QStringLiteral("redis://127.0.0.1:1");
        WatchSession session(options);
        WatchWindow window(session);
        auto *bar = window.findChild<WatchBar *>();
        Q_EMIT bar->pauseRequested(true);
        QVERIFY(session.isPaused());
        QCOMPARE(window.traffic().figures().heading, QStringLiteral("Traffic then"));
        Q_EMIT bar->pauseRequested(false);
        QCOMPARE(window.traffic().figures().heading, QStringLiteral("Traffic now"));
        Q_EMIT bar->budgetChosen(0.02);
        QCOMPARE(session.budget(), 0.02);
    }

    void keyEventsAreAskedFor()
    {
        WatchOptions options;
        options.redis = QStringLiteral("redis://127.0.0.1:1");
        WatchSession session(options);
        WatchWindow window(session);
        Q_EMIT window.findChild<WatchBar *>()->keyEventsRequested(true);
        auto *ask = window.findChild<QMessageBox *>();
        QVERIFY(ask);
        QVERIFY(
            ask->informativeText().contains(QStringLiteral("CONFIG SET notify-keyspace-events")));
        QVERIFY(ask->informativeText().contains(QStringLiteral("puts the setting back")));
        ask->close();
    }

    // Where there is no room for the servers' names, as at 1280 pixels, there still is for this.
    void productionSaysItIsReadOnlyWhenBrief()
    {
        WatchPill pill;
        Connection connection;
        connection.name = QStringLiteral("shop-prod");
        connection.environment = Environment::Production;
        pill.setConnection(connection, false, false);
        const auto width = [&pill](WatchPill::Brief brief) {
            pill.setBrief(brief);
            return pill.sizeHint().width();
        };
        const QFontMetrics small(theme().small());
        const int word = small.horizontalAdvance(QStringLiteral("read-only"));
        QVERIFY(width(WatchPill::Brief::Servers) - width(WatchPill::Brief::Most) >= word);
    }

    void fitsFromSmallToLarge()
    {
        WatchWindow window(*m_session);
        for (const QSize size : {QSize(1280, 800), QSize(1600, 1000), QSize(3840, 2160)}) {
            window.resize(size);
            QCOMPARE(window.grab().size(), size * window.devicePixelRatio());
            QCOMPARE(window.size(), size); // nothing pushes it wider
        }
        QVERIFY(window.minimumSizeHint().width() <= 1280);
        QVERIFY(window.minimumSizeHint().height() <= 720);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<WatchSession> m_session;
};

QTEST_MAIN(tst_WatchWindow)
#include "tst_watchwindow.moc"
