// SPDX-License-Identifier: GPL-3.0-or-later
// F1 in the real windows: whatever can have the keyboard has a topic, and it is the right one.
#include "about/aboutdialog.h"
#include "audit/exportdialog.h"
#include "connect/connectiondialog.h"
#include "connect/welcomepage.h"
#include "connections/secrets.h"
#include "diagram/flowview.h"
#include "help/helpkeys.h"
#include "help/helptopicof.h"
#include "help/helptopics.h"
#include "help/helpwindow.h"
#include "keyspace/blastdialog.h"
#include "keyspace/filterbar.h"
#include "keyspace/keylist.h"
#include "keyspace/keyswindow.h"
#include "panels/impactcard.h"
#include "panels/keyspanel.h"
#include "panels/policypanel.h"
#include "restarts/drillsdialog.h"
#include "restarts/restartdialog.h"
#include "session/session.h"
#include "store/impacttext.h"
#include "theme/theme.h"
#include "ui/watching/watchsnapshot.h"
#include "watchdetail/detailpanel.h"
#include "watchdetail/historychart.h"
#include "watching/burstdialog.h"
#include "watching/trafficview.h"
#include "watching/watchbar.h"
#include "watching/watchpills.h"
#include "watching/watchtabs.h"
#include "watching/watchwindow.h"
#include "window/mainwindow.h"
#include "window/startpage.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QStackedWidget>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
QString w(const char *text) { return QString::fromUtf8(text); }

QString nameOf(const QWidget *widget)
{
    return w(widget->metaObject()->className()) + w(" “") + widget->accessibleName()
        + widget->objectName() + w("”");
}

LiveServers nowhere()
{
    LiveServers servers;
    servers.connection.name = w("shop-dev");
    servers.connection.environment = Environment::Development;
    servers.redis = w("unix:///nonexistent/tierlens.sock");
    servers.postgres = w("host=/nonexistent dbname=none");
    return servers;
}
} // namespace

class TestHelpFocus : public QObject
{
    Q_OBJECT
    const HelpTopics topics = helpTopics();
    QTemporaryDir folder;
    std::unique_ptr<WatchSession> watched;

    bool exists(const QString &id) const { return helpTopicCalled(topics, id) != nullptr; }

    // Whatever can have the keyboard, and whatever names a topic, leads to one that exists.
    void allHaveTopics(const QWidget &window, const QStringList &general = {}) const
    {
        int focusable = 0;
        for (const auto *widget : window.findChildren<QWidget *>()) {
            const auto own = widget->property("helpTopic").toString();
            QVERIFY2(own.isEmpty() || exists(own), qPrintable(nameOf(widget) + own));
            for (const auto &part : widget->property("helpTopics").toStringList())
                QVERIFY2(part.isEmpty() || exists(part), qPrintable(nameOf(widget) + part));
            if (widget->focusPolicy() == Qt::NoFocus || widget->window() != &window)
                continue;
            ++focusable;
            const auto place = helpInFocus(widget);
            QVERIFY2(exists(place.topic), qPrintable(nameOf(widget) + w(": ") + place.topic));
            // Its own, not merely that of the window; but for those named.
            QVERIFY2(!place.isWhole || general.contains(w("*")), qPrintable(nameOf(widget)));
        }
        QVERIFY(focusable > 0);
    }
    static QString pressed(QWidget &widget)
    {
        widget.window()->activateWindow();
        if (!QTest::qWaitForWindowActive(widget.window()))
            return w("the window is not active");
        widget.setFocus();
        QTest::keyClick(&widget, Qt::Key_F1);
        auto *help = openHelpWindow();
        if (!help)
            return w("no help");
        const auto topic = help->topic();
        help->close();
        return QTest::qWaitFor([] { return !openHelpWindow(); }) ? topic : w("help stays");
    }
    static QSet<QString> topicsWithin(const QWidget &widget)
    {
        QSet<QString> found;
        for (int x = 2; x < widget.width(); x += 6) {
            for (int y = 2; y < widget.height(); y += 4)
                found.insert(helpUnder(&widget, {x, y}).topic);
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        watched = example::Snapshot().open(folder.filePath(w("shop.snapshot")));
        QVERIFY(watched);
    }

    void theWatchWindow()
    {
        WatchWindow window(*watched);
        window.resize(1600, 1000);
        window.show();
        allHaveTopics(window);
        window.tabs().choosePattern("product:*"); // with its charts and its link
        allHaveTopics(window);
        auto &patterns = window.tabs().list(WatchTabs::PatternList);
        patterns.setCurrentIndex(patterns.model()->index(0, 5));
        QCOMPARE(pressed(patterns), w("saved-time"));
        patterns.setCurrentIndex(patterns.model()->index(0, 0));
        QCOMPARE(pressed(patterns), w("patterns"));
        auto *chart = window.details().findChild<HistoryChart *>();
        QCOMPARE(pressed(*chart), w("watch-hit-rate"));
        QCOMPARE(pressed(*window.findChild<WatchPill *>()), w("watch-connection"));
        auto *bar = window.tabs().findChild<QTabBar *>();
        window.tabs().openTab(WatchTabs::SlowLog);
        QCOMPARE(pressed(*bar), w("slow-log"));
        window.tabs().openTab(WatchTabs::Queries);
        auto &queries = window.tabs().list(WatchTabs::QueryList);
        queries.setCurrentIndex(queries.model()->index(0, 7));
        QCOMPARE(pressed(queries), w("statement-buffers"));
    }

    void everyColumnAndTabHasItsPlace()
    {
        WatchTabs tabs;
        for (int list = 0; list < WatchTabs::ListCount; ++list) {
            auto &table = tabs.list(WatchTabs::List(list));
            QVERIFY(exists(table.property("helpTopic").toString()));
            QCOMPARE(table.property("helpTopics").toStringList().size(),
                qsizetype(table.model()->columnCount()));
        }
        QCOMPARE(tabs.findChild<QTabBar *>()->property("helpTopics").toStringList().size(),
            qsizetype(WatchTabs::TabCount));
        // The heading belongs to its column.
        auto &table = tabs.list(WatchTabs::PatternList);
        tabs.resize(1300, 500);
        tabs.show();
        auto *head = table.horizontalHeader();
        const QPoint at(head->sectionViewportPosition(4) + 8, 4);
        QCOMPARE(helpUnder(head->viewport(), at).topic, w("miss-cost"));
    }

    void figuresOfTheTrafficPicture()
    {
        WatchWindow window(*watched);
        window.resize(1600, 1000);
        window.show();
        const auto found = topicsWithin(window.traffic());
        for (const auto &topic : found)
            QVERIFY2(exists(topic), qPrintable(topic));
        for (const char *topic : {"watch-hit-rate", "watch-misses", "commands-rate", "watch-memory",
                 "watch-fills", "watch-dots", "watch-traffic", "box-watched-redis"})
            QVERIFY2(found.contains(w(topic)), topic);
        const auto &figures = window.traffic().figures();
        for (const auto *box : {&figures.applications, &figures.redis, &figures.postgres}) {
            QVERIFY(exists(box->noteTopic) && exists(box->footTopic));
            QVERIFY(!box->figures.empty());
            for (const auto &figure : box->figures)
                QVERIFY2(exists(figure.topic), qPrintable(figure.what));
        }
        for (const auto measure : {HistoryMeasure::HitRate, HistoryMeasure::Misses,
                 HistoryMeasure::Evictions, HistoryMeasure::Commands, HistoryMeasure::ReadsP99,
                 HistoryMeasure::Queries, HistoryMeasure::Memory})
            QVERIFY(exists(historyCurve(watched->history(), {0s, 900s}, measure).topic));
    }

    void theDemoWindow()
    {
        SessionOptions options;
        options.sandboxFolder = folder.filePath(w("sandbox"));
        Session session(options); // not begun: no server is needed to ask for help
        MainWindow window(session, Settings());
        window.resize(1600, 1000);
        window.show();
        window.findChild<QStackedWidget *>()->setCurrentIndex(1);
        allHaveTopics(window, {w("*")});
        auto *flow = window.findChild<FlowView *>();
        flow->setFocus();
        QCOMPARE(pressed(*flow), w("box-app"));
        QTest::keyClick(flow, Qt::Key_Right);
        QCOMPARE(pressed(*flow), w("box-redis"));
        auto *keys = window.findChild<KeysPanel *>();
        QCOMPARE(pressed(*keys->findChild<QLineEdit *>()), w("keys-panel"));
        auto *policy = window.findChild<PolicyPanel *>();
        QCOMPARE(pressed(*policy->findChild<QPushButton *>(w("morePolicies"))), w("policies"));
        auto *tabs = window.findChild<QTabBar *>(w("tabs"));
        tabs->setCurrentIndex(2);
        QCOMPARE(pressed(*tabs), w("statement-list"));
        tabs->setCurrentIndex(0); // only there it is of use
        auto *span = window.findChild<QComboBox *>(w("span"));
        QCOMPARE(pressed(*span), w("timings"));
        // Nothing in particular: the window itself.
        QCOMPARE(helpInFocus(&window).topic, w("demo-window"));
        QVERIFY(helpInFocus(&window).isWhole);
    }

    void everyTextOfTheDiagram()
    {
        for (std::size_t i = 0; i < FlowTextCount; ++i)
            QVERIFY2(exists(FlowView::helpTopicOf(static_cast<FlowText>(i))),
                qPrintable(QString::number(i)));
        for (std::size_t i = 0; i < FlowNodeCount; ++i)
            QVERIFY(exists(FlowView::helpTopicOf(static_cast<FlowNode>(i))));
        FlowView view;
        view.resize(1100, 420);
        for (const auto &topic : topicsWithin(view))
            QVERIFY2(exists(topic), qPrintable(topic));
    }

    void everyFigureOfAnImpact()
    {
        ImpactCard card;
        Impact impact;
        impact.action = {Action::Kind::Restart, Tier::Redis, "Redis restarted", 612};
        impact.hitRateBefore = 0.9;
        card.setImpact(impact, Timings(), 5s);
        QSet<QString> found;
        for (const auto *part : card.findChildren<QWidget *>())
            found.insert(part->property("helpTopic").toString());
        found.remove(QString());
        QCOMPARE(found.size(), qsizetype(impactFigures(impact).size()));
        for (const auto &topic : found)
            QVERIFY2(helpTopicCalled(topics, topic)->isFigure(), qPrintable(topic));
    }

    void theFirstPage()
    {
        Secrets secrets;
        WelcomePage page(folder.filePath(w("connections.json")), secrets);
        page.resize(1100, 680);
        page.offerTours({{w("two-memories"), w("Two memories")}});
        page.show();
        allHaveTopics(page, {w("*")});
        QCOMPARE(pressed(*page.findChild<QLineEdit *>(w("redisUri"))), w("addresses"));
        QCOMPARE(pressed(*page.findChild<QPushButton *>(w("startSandbox"))), w("welcome"));
        QCOMPARE(pressed(*page.findChild<QPushButton *>(w("newConnection"))), w("connection"));
        page.findChild<QPushButton *>(w("about"))->click();
        auto *about = page.findChild<AboutDialog *>();
        QVERIFY(about && about->isVisible());
        about->close();
        page.findChild<QPushButton *>(w("help"))->click();
        QVERIFY(openHelpWindow());
        QCOMPARE(openHelpWindow()->topic(), w("welcome"));
        openHelpWindow()->close();
        QTRY_VERIFY(!openHelpWindow());
    }

    void aServerThatCannotBeReached()
    {
        StartPage page(w("Connecting"), nullptr);
        page.fail({ErrorKind::Denied, "WRONGPASS", "Redis does not accept this password.", {}});
        page.setVisible(true);
        for (auto *button : page.findChildren<QPushButton *>())
            QCOMPARE(helpInFocus(button).topic, w("trouble-password"));
    }

    void theKeysWindow()
    {
        KeysWindow window(nowhere(), nullptr);
        window.show();
        allHaveTopics(window, {w("*")});
        auto *filter = window.findChild<KeyFilterBar *>();
        QCOMPARE(pressed(*filter->findChild<QLineEdit *>()), w("key-filter"));
        auto *list = window.findChild<KeyList *>();
        QCOMPARE(pressed(*list), w("key-list"));
        const auto found = topicsWithin(*list);
        QVERIFY(found.contains(w("key-expires")) && found.contains(w("key-size")));
        BlastDialog blast(nowhere().connection, w("profile:*"), false, &window);
        allHaveTopics(blast, {w("*")});
    }

    void restartsAndDrills()
    {
        RestartDialog restart(nowhere(), nullptr, Tier::Redis, nullptr);
        restart.setAttribute(Qt::WA_DeleteOnClose, false);
        restart.show();
        allHaveTopics(restart, {w("*")});
        QCOMPARE(helpInFocus(&restart).topic, w("restart-window"));
        DrillsDialog drills(nowhere(), nullptr, nullptr);
        drills.setAttribute(Qt::WA_DeleteOnClose, false);
        allHaveTopics(drills, {w("*")});
        ExportDialog exports(nowhere(), 3, nullptr);
        exports.setAttribute(Qt::WA_DeleteOnClose, false);
        allHaveTopics(exports, {w("*")});
        BurstDialog burst;
        allHaveTopics(burst, {w("*")});
    }

    void menusOfTheWatchWindow()
    {
        WatchWindow window(*watched);
        const auto *bar = window.findChild<WatchBar *>();
        QStringList texts;
        QAction *about = nullptr, *shortcuts = nullptr;
        for (auto *menu : bar->findChildren<QMenu *>()) {
            for (auto *action : menu->actions()) {
                texts << action->text();
                about = action->text().startsWith(w("About")) ? action : about;
                shortcuts = action->text() == w("Shortcuts") ? action : shortcuts;
            }
        }
        QVERIFY2(texts.contains(w("Help")), qPrintable(texts.join(QLatin1Char('|'))));
        QVERIFY(about && shortcuts);
        about->trigger();
        QVERIFY(window.findChild<AboutDialog *>());
        shortcuts->trigger();
        QCOMPARE(openHelpWindow()->topic(), w("shortcuts"));
        openHelpWindow()->close();
        QTRY_VERIFY(!openHelpWindow());
    }
};

QTEST_MAIN(TestHelpFocus)
#include "tst_helpfocus.moc"
