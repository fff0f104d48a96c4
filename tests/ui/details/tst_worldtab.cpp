// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/boardrows.h"
#include "details/worldtab.h"
#include "parts/toggleswitch.h"
#include "theme/theme.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Board::Row row(const char *name, double value)
{
    return {name, name, value, std::to_string(static_cast<int>(value)), Board::Tone::Plain};
}

ScenarioText world()
{
    ScenarioText text;
    text.truth = {QStringLiteral("accounts"), QStringLiteral("purchases")};
    text.forgettable = {QStringLiteral("leaderboard")};
    text.lossText = QStringLiteral("The running match is lost.");
    text.orders = {{QStringLiteral("end"), QStringLiteral("End the match now"), {}}};
    text.worldSwitch = {QStringLiteral("Write every score to Postgres"), {}};
    text.priceLabel = QStringLiteral("Price of one answer");
    return text;
}
} // namespace

class TestWorldTab : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { setTheme(Theme::darkTheme()); }

    // Who overtakes glides; after a second everybody is in place and nothing is painted any more.
    void rowsGlideToTheirPlaces()
    {
        BoardRows rows;
        rows.resize(400, 300);
        rows.setRows(QStringLiteral("LEADERBOARD"), {row("mei", 30), row("raj", 20)});
        for (int i = 0; i < 60; ++i)
            rows.advance(SinceStart{33ms * i});
        QVERIFY(!rows.isMoving());
        const auto still = rows.grab().toImage();
        rows.setRows(QStringLiteral("LEADERBOARD"), {row("raj", 40), row("mei", 30)});
        rows.advance(SinceStart{33ms * 61});
        QVERIFY(rows.isMoving());
        const auto between = rows.grab().toImage();
        QVERIFY(between != still);
        for (int i = 62; i < 122; ++i)
            rows.advance(SinceStart{33ms * i});
        QVERIFY(!rows.isMoving());
        const auto swapped = rows.grab().toImage();
        QVERIFY(swapped != between);
        QVERIFY(rows.accessibleDescription().startsWith(QStringLiteral("raj 40")));
    }

    void withLessMotionTheyJump()
    {
        BoardRows rows;
        rows.resize(400, 300);
        rows.setReducedMotion(true);
        rows.setRows({}, {row("mei", 30), row("raj", 20)});
        rows.advance(1s);
        rows.setRows({}, {row("raj", 40), row("mei", 30)});
        rows.advance(2s);
        rows.advance(4s); // the glow has faded
        QVERIFY(!rows.isMoving());
    }

    void saysWhatIsTruthAndWhatMayBeForgotten()
    {
        Store store;
        WorldTab tab(store);
        tab.setWorld(world());
        QStringList texts;
        for (const auto *label : tab.findChildren<QLabel *>())
            texts.append(label->text());
        QVERIFY(texts.contains(QStringLiteral("accounts · purchases")));
        QVERIFY(texts.contains(QStringLiteral("leaderboard")));
        QVERIFY(texts.contains(QStringLiteral("The running match is lost.")));
    }

    void ordersSwitchAndPriceAreTold()
    {
        Store store;
        WorldTab tab(store);
        tab.setWorld(world());
        TrafficSettings traffic;
        traffic.rate = 123;
        tab.setTraffic(traffic);
        QSignalSpy ordered(&tab, &WorldTab::ordered);
        QSignalSpy wanted(&tab, &WorldTab::trafficWanted);
        tab.findChild<QPushButton *>(QStringLiteral("order_end"))->click();
        QCOMPARE(ordered.takeFirst().constFirst().toString(), QStringLiteral("end"));
        tab.findChild<ToggleSwitch *>(QStringLiteral("worldSwitch"))->click();
        auto told = wanted.takeFirst().constFirst().value<TrafficSettings>();
        QVERIFY(told.worldSwitch);
        QCOMPARE(told.rate, 123.0); // the rest is as it was last told
        tab.findChild<QDoubleSpinBox *>(QStringLiteral("price"))->setValue(0.5);
        told = wanted.takeFirst().constFirst().value<TrafficSettings>();
        QCOMPARE(told.price, 0.5);
        traffic.price = 0.5;
        tab.setTraffic(traffic); // being told is no wish
        QCOMPARE(wanted.count(), 0);
    }

    void anOrderIsReadableInANarrowTab()
    {
        Store store;
        WorldTab tab(store);
        auto wordy = world();
        const auto words = QStringLiteral("Who bought sneakers last month and lives in Texas?");
        wordy.orders.front().label = words;
        tab.setWorld(wordy);
        tab.resize(300, 400);
        tab.show();
        const auto *button
            = tab.findChild<QPushButton *>(QStringLiteral("order_") + wordy.orders.front().id);
        QTRY_VERIFY(button->text().contains(QLatin1Char('\n')));
        QCOMPARE(QString(button->text()).replace(QLatin1Char('\n'), QLatin1Char(' ')), words);
        QCOMPARE(button->accessibleName(), words);
        QVERIFY(button->height() >= 2 * button->fontMetrics().height());
    }

    void theBoardOfTheStoreIsShown()
    {
        EventQueue queue;
        Store store;
        WorldTab tab(store);
        tab.resize(900, 300);
        tab.setWorld(world());
        tab.refresh(1s);
        QVERIFY(tab.findChild<BoardRows *>()->isHidden());
        Board board;
        board.rowsTitle = "LEADERBOARD";
        board.rows = {row("mei", 30), row("raj", 20)};
        board.facts = {{"online", "312", "Players with a heartbeat in the last 10 s", {}}};
        queue.control().push({Origin::Demo, 1s, {}, board});
        store.append(queue.drain(), 1s);
        tab.refresh(2s);
        QVERIFY(!tab.findChild<BoardRows *>()->isHidden());
        bool seen = false;
        for (const auto *label : tab.findChildren<QLabel *>())
            seen |= label->text() == QLatin1String("312")
                && label->toolTip().contains(QLatin1String("heartbeat"));
        QVERIFY(seen);
    }

    void moneySavedFollowsThePrice()
    {
        EventQueue queue;
        Store store;
        WorldTab tab(store);
        auto priced = world();
        priced.pricedOperation = 3;
        tab.setWorld(priced);
        for (const auto outcome : {Outcome::Hit, Outcome::Hit, Outcome::Coalesced, Outcome::Miss}) {
            Request request;
            request.operation = 3;
            request.outcome = outcome;
            queue.control().push({Origin::Demo, 1s, 1ms, request});
        }
        Board board;
        board.rows = {row("mei", 30)};
        queue.control().push({Origin::Demo, 1s, {}, board});
        store.append(queue.drain(), 1s);
        const auto shows = [&tab](const char *text) {
            const auto labels = tab.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                [text](const QLabel *label) { return label->text() == QLatin1String(text); });
        };
        TrafficSettings traffic;
        traffic.price = 0.5;
        tab.setTraffic(traffic);
        tab.refresh(2s);
        QVERIFY(shows("$1.50"));
        QVERIFY(shows("Money saved, $0.50 spent"));
        traffic.price = 2;
        tab.setTraffic(traffic);
        tab.refresh(4s);
        QVERIFY(shows("$6.00"));
    }
};

QTEST_MAIN(TestWorldTab)
#include "tst_worldtab.moc"
