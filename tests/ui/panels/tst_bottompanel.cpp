// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechart.h"
#include "charts/waitedhistogram.h"
#include "core/eventqueue.h"
#include "details/bottompanel.h"
#include "details/bottompaneltabs.h"
#include "details/detailchip.h"
#include "details/detailtable.h"
#include "details/requeststab.h"
#include "details/waterfallview.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
struct Scene
{
    EventQueue queue{100'000};
    Statements statements;
    StatementId select = statements.add("SELECT count(*) FROM follows WHERE followee = $1");
    Store store;
    SinceStart now{};
    std::uint64_t number = 0;
    std::unique_ptr<BottomPanel> panel = std::make_unique<BottomPanel>(store, statements,
        QStringList{QStringLiteral("follower count"), QStringLiteral("profile")},
        QStringLiteral("tierlens:"));

    void show(QSize size = {930, 485})
    {
        panel->resize(size);
        panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    }
    template <typename T> void say(T what)
    {
        queue.control().push({Origin::Demo, now, 0ns, std::move(what)});
    }
    void push(Outcome outcome, const std::string &key)
    {
        Request request;
        request.id = RequestId(++number);
        request.outcome = outcome;
        request.key = key;
        request.value = "511204";
        request.ttl = 30s;
        const auto add = [&request](Step step) { request.steps[request.stepCount++] = step; };
        const bool hit = outcome == Outcome::Hit;
        add({StepKind::CacheRead, hit ? StepResult::Hit : StepResult::Miss, 0, StatementId::None, 6,
            0us, 100us});
        if (!hit) {
            add({StepKind::Query, StepResult::Ok, 0, select, 1, 110us, 41ms});
            add({StepKind::CacheWrite, StepResult::Ok, 0, StatementId::None, 6, 41200us, 120us});
        }
        queue.control().push({Origin::Demo, now, hit ? 105us : 41400us, request});
    }
    // Steps of a tick; `each` tells what comes in each.
    template <typename F> void play(Duration span, F each)
    {
        for (const auto end = now + span; now < end; now += 33ms) {
            each();
            store.append(queue.drain(), now);
        }
        panel->refresh(now);
    }
    void playTraffic(Duration span)
    {
        play(span, [this] {
            for (int i = 0; i < 9; ++i)
                push(Outcome::Hit, "tierlens:profile:ivo");
            push(Outcome::Miss, "tierlens:profile:anya:followers");
        });
    }
    template <typename T> T *find(const char *name)
    {
        return panel->findChild<T *>(QLatin1String(name));
    }
    QString requestCell(int row, int column)
    {
        return find<DetailTable>("requests")->model()->index(row, column).data().toString();
    }
};
} // namespace

class TestBottomPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void everyTabTellsThatItIsEmpty()
    {
        Scene scene;
        scene.show();
        scene.panel->refresh(0ns);
        QCOMPARE(scene.find<WaterfallView>("latestMiss")->accessibleDescription(),
            QStringLiteral("No request yet"));
        for (const auto tab : {BottomPanel::Requests, BottomPanel::Queries, BottomPanel::Events})
            scene.panel->open(tab);
        for (const char *table : {"requests", "queries", "events"})
            QVERIFY(!scene.find<DetailTable>(table)->accessibleDescription().isEmpty());
        // Everything was in Redis: that is something else than nothing.
        scene.panel->open(BottomPanel::Timings);
        scene.play(3s, [&scene] { scene.push(Outcome::Hit, "tierlens:k"); });
        QCOMPARE(scene.find<WaterfallView>("latestMiss")->accessibleDescription(),
            QStringLiteral("No miss yet: everything asked for was in Redis"));
    }

    void chartsShowWhatTheStoreHolds()
    {
        Scene scene;
        scene.show();
        scene.playTraffic(20s);
        auto *rate = scene.find<TimeChart>("hitRate");
        auto *answer = scene.find<TimeChart>("answerTime");
        QCOMPARE(rate->readout(-5), QStringLiteral("5.0 s ago · hit rate 90.0 %"));
        const auto text = answer->readout(-5);
        QVERIFY2(text.contains(QStringLiteral("Postgres p50 41")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Redis p50 0.10 ms")), qPrintable(text));
        QVERIFY(answer->readout(-50).contains(QStringLiteral("–"))); // before the session began

        // The line is where its value says: 90 % of the height, in the colour of hits.
        const auto image = rate->grab().toImage();
        const QRectF plot = rate->plot();
        const auto y = int(plot.bottom() - 0.9 * plot.height());
        bool seen = false;
        for (int dy = -2; dy <= 2; ++dy) {
            const QColor color = image.pixelColor(int(plot.right()) - 60, y + dy);
            seen = seen || (color.green() > 150 && color.red() < 120);
        }
        QVERIFY(seen);
    }

    void markersAndSpan()
    {
        Scene scene;
        scene.show();
        scene.playTraffic(5s);
        const auto plain = scene.find<TimeChart>("hitRate")->grab().toImage();
        scene.say(Action{Action::Kind::Restart, Tier::Redis, "Redis restarted", 3});
        scene.playTraffic(2s);
        const auto marked = scene.find<TimeChart>("hitRate")->grab().toImage();
        const auto orange = [](const QImage &image) {
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixelColor(x, y) == theme().redis ? 1 : 0;
            }
            return count;
        };
        QCOMPARE(orange(plain), 0);
        QVERIFY(orange(marked) > 50); // a dashed line and its words
        auto *span = scene.find<QComboBox>("span");
        QTest::keyClick(span, Qt::Key_Down);
        QCOMPARE(scene.panel->span(), Duration{5min});
        scene.panel->setSpan(15min);
        QCOMPARE(span->currentText(), QStringLiteral("last 15 min"));
        scene.panel->open(BottomPanel::Events);
        QVERIFY(!span->isVisible());
    }

    void aMissIsShownAndStaysWhileItIsRead()
    {
        Scene scene;
        scene.show();
        scene.playTraffic(3s);
        auto *view = scene.find<WaterfallView>("latestMiss");
        QCOMPARE(view->waterfall().rows.size(), std::size_t(3));
        QVERIFY(view->accessibleDescription().contains(
            QStringLiteral("GET profile:anya:followers → (nil)")));
        view->setFocus();
        const auto held = view->waterfall().at;
        scene.playTraffic(10s);
        QCOMPARE(view->waterfall().at, held);
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("SETEX")));
        view->clearFocus();
        scene.playTraffic(1s);
        QVERIFY(view->waterfall().at > held);
    }

    void barsAreWhereTheStepsWere()
    {
        const QRectF track(100, 0, 400, 18);
        Waterfall::Row row;
        row.offset = 10ms;
        row.took = 20ms;
        const auto bar = WaterfallView::barOf(row, 40ms, track);
        QCOMPARE(bar.left(), 200.0);
        QCOMPARE(bar.width(), 200.0);
        row.offset = 40ms; // tiny and last: seen, and not beyond the end
        row.took = 1us;
        const auto tiny = WaterfallView::barOf(row, 40ms, track);
        QCOMPARE(tiny.width(), WaterfallView::MinBar);
        QVERIFY(tiny.right() <= track.right());
    }

    void whoWaitedCountsAndCanBeReachedByKeys()
    {
        Scene scene;
        scene.show();
        scene.playTraffic(4s);
        auto *waited = scene.find<WaitedHistogram>("whoWaited");
        QCOMPARE(waited->buckets().redis, scene.store.timings().total().of(Outcome::Hit));
        QCOMPARE(waited->buckets().postgres, scene.store.timings().total().of(Outcome::Miss));
        waited->setFocus();
        for (int i = 0; i < 8; ++i)
            QTest::keyClick(waited, Qt::Key_Right);
        QCOMPARE(waited->selected(), 7);
        QVERIFY(waited->accessibleDescription().contains(QStringLiteral("had to ask Postgres")));
        QTest::mouseMove(waited, QPoint(waited->width() - 2, waited->height() / 2));
        QTRY_COMPARE(waited->selected(), int(waited->buckets().buckets.size()) - 1);
    }

    void hiddenTabsAndTooFrequentRefreshesDoNothing()
    {
        Scene scene;
        scene.show();
        scene.panel->open(BottomPanel::Requests);
        scene.playTraffic(2s);
        auto *model = scene.find<DetailTable>("requests")->model();
        QSignalSpy inserted(model, &QAbstractItemModel::rowsInserted);
        for (int i = 0; i < 30; ++i) { // a second of ticks
            scene.push(Outcome::Hit, "tierlens:k");
            scene.store.append(scene.queue.drain(), scene.now);
            scene.panel->refresh(scene.now += 33ms);
        }
        QVERIFY2(inserted.count() >= 3 && inserted.count() <= 4,
            qPrintable(QString::number(inserted.count())));
        scene.panel->open(BottomPanel::Events);
        inserted.clear();
        scene.playTraffic(2s);
        QCOMPARE(inserted.count(), 0);
        scene.panel->open(BottomPanel::Requests); // shows the present at once
        QCOMPARE(inserted.count(), 1);
    }

    void scrollingSelectingAndPauseHoldTheRequests()
    {
        Scene scene;
        scene.show();
        scene.panel->open(BottomPanel::Requests);
        scene.playTraffic(3s);
        auto *tab = scene.panel->findChild<RequestsTab *>();
        auto *table = scene.find<DetailTable>("requests");
        auto *follow = scene.find<QPushButton>("follow");
        auto *waterfall = scene.find<WaterfallView>("selectedRequest");
        QVERIFY(!tab->isPaused());
        QVERIFY(waterfall->isHidden());

        QTRY_VERIFY(table->verticalScrollBar()->maximum() > 200);
        table->verticalScrollBar()->setValue(200);
        QVERIFY(tab->isPaused());
        table->verticalScrollBar()->setValue(0);
        QVERIFY(!tab->isPaused());

        // Row 1 is on the screen; a click selects it and takes it apart below.
        const auto key = scene.requestCell(1, RequestModel::Key);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
            table->visualRect(table->model()->index(1, RequestModel::Key)).center());
        QVERIFY(tab->isPaused());
        QVERIFY(waterfall->isVisible());
        QCOMPARE(waterfall->waterfall().key, key);
        scene.playTraffic(30s);
        QCOMPARE(scene.requestCell(1, RequestModel::Key), key);
        QVERIFY(follow->text().contains(QStringLiteral("new")));
        QTest::mouseClick(follow, Qt::LeftButton);
        QVERIFY(!tab->isPaused());
        QVERIFY(waterfall->isHidden());
        QTest::mouseClick(follow, Qt::LeftButton); // "Pause"
        QVERIFY(tab->isPaused());
        QCOMPARE(follow->text(), QStringLiteral("Follow"));
    }

    void requestsAreFilteredCopiedAndOpened()
    {
        Scene scene;
        scene.show();
        scene.panel->open(BottomPanel::Requests);
        scene.playTraffic(3s);
        auto *table = scene.find<DetailTable>("requests");
        const int all = table->model()->rowCount();
        QTest::keyClicks(scene.find<QLineEdit>("requestFilter"), QStringLiteral("anya"));
        QCOMPARE(table->model()->rowCount(), all / 10);
        QCOMPARE(scene.requestCell(0, RequestModel::Key), QStringLiteral("profile:anya:followers"));
        for (auto *chip : scene.panel->findChildren<DetailChip *>()) {
            if (chip->text().contains(QStringLiteral("miss")))
                QTest::mouseClick(chip, Qt::LeftButton);
        }
        QCOMPARE(table->model()->rowCount(), 0);
        QCOMPARE(
            table->accessibleDescription(), QStringLiteral("No recent request matches the filter"));
        scene.find<QLineEdit>("requestFilter")->clear();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const auto copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("Time\tOutcome\t")), qPrintable(copied));
        QCOMPARE(copied.count(QLatin1Char('\n')), 2);

        QSignalSpy activated(scene.panel.get(), &BottomPanel::keyActivated);
        const auto cell = table->visualRect(table->model()->index(0, RequestModel::Key)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell);
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, cell);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].toString(), QStringLiteral("tierlens:profile:ivo"));
    }

    void queriesAreSortedByTheirHeadings()
    {
        Scene scene;
        scene.show();
        scene.panel->open(BottomPanel::Queries);
        scene.playTraffic(3s);
        auto *table = scene.find<DetailTable>("queries");
        QCOMPARE(table->model()->rowCount(), 1);
        auto *header = table->horizontalHeader();
        const auto click = [&](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
            return table->model()->headerData(column, Qt::Horizontal).toString();
        };
        QCOMPARE(click(1), QStringLiteral("Calls ▾"));
        QCOMPARE(click(1), QStringLiteral("Calls ▴"));
    }

    void tabsAreReachedByKeys()
    {
        Scene scene;
        scene.show();
        scene.panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(scene.panel.get()));
        QTest::keyClick(scene.panel.get(), Qt::Key_3, Qt::AltModifier);
        QCOMPARE(scene.panel->tab(), BottomPanel::Queries);
        auto *tabs = scene.find<BottomPanelTabs>("tabs");
        QTest::keyClick(tabs, Qt::Key_Right);
        QCOMPARE(scene.panel->tab(), BottomPanel::Events);
        QTest::keyClick(scene.panel.get(), Qt::Key_1, Qt::AltModifier);
        QCOMPARE(scene.panel->tab(), BottomPanel::Timings);
    }

    void whatTakesTheFocusHasAName()
    {
        Scene scene;
        scene.show();
        scene.playTraffic(2s);
        for (auto *widget : scene.panel->findChildren<QWidget *>()) {
            if (!widget->focusPolicy()
                || widget->parentWidget()->inherits("QComboBoxPrivateContainer")
                || widget->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            auto *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                widget->metaObject()->className());
        }
    }

    void everySizeAndBothThemesPaintWithoutLeavingTheirPlace()
    {
        Scene scene;
        scene.show();
        scene.playTraffic(10s);
        for (const QSize size : {QSize(700, 360), QSize(930, 485), QSize(1800, 1000)}) {
            scene.panel->resize(size);
            Theme::lightTheme().applyTo(*qApp);
            const auto light = scene.panel->grab().toImage();
            QCOMPARE(light.pixelColor(light.width() / 2, 60), Theme::lightTheme().panel);
            Theme::darkTheme().applyTo(*qApp);
            const auto dark = scene.panel->grab().toImage();
            QCOMPARE(dark.pixelColor(dark.width() / 2, 60), Theme::darkTheme().panel);
            for (const char *name : {"hitRate", "answerTime", "latestMiss", "whoWaited"}) {
                auto *widget = scene.find<QWidget>(name);
                QVERIFY(widget->parentWidget()->rect().contains(widget->geometry()));
                QVERIFY(widget->height() >= widget->minimumSizeHint().height());
            }
        }
    }
};

QTEST_MAIN(TestBottomPanel)
#include "tst_bottompanel.moc"
