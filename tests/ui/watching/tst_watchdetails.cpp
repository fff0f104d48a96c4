// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watching/watchexample.h"
#include "watchdetail/detailpanel.h"
#include "watchdetail/historychart.h"
#include "watchdetail/textbutton.h"
#include "watching/burstdialog.h"
#include "watching/watchpills.h"

#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include <cmath>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Curve hitRate(bool withGap = true)
{
    Curve curve{QStringLiteral("Hit rate"), Unit::Percent, Tint::Hit, {}, {}};
    for (int i = 0; i < 90; ++i) {
        const double value = withGap && i >= 40 && i < 60 ? NAN : i < 20 ? 0.97 : 0.84;
        curve.points.push_back({std::chrono::seconds{i * 10 + 5}, value});
    }
    return curve;
}

const CurveRange Range{0s, 900s};

Detail detailOfProducts()
{
    Detail detail;
    detail.title = QStringLiteral("product:*");
    detail.isMono = true;
    detail.remark = QStringLiteral("hit rate fell 13 min ago");
    detail.range = Range;
    detail.curves = {hitRate(), hitRate(false)};
    detail.story = example::story();
    detail.facts = {{QStringLiteral("Keys"), QStringLiteral("≈ 812 000")}};
    detail.statement = QStringLiteral("SELECT id FROM products WHERE id = $1");
    detail.unseen
        = {QStringLiteral("Sessions of others are hidden: GRANT pg_monitor TO tierlens;")};
    detail.readOnly = QStringLiteral("Read-only: Tierlens will not write to shop-prod.");
    detail.canConfirm = detail.canRefuse = true;
    return detail;
}
} // namespace

class tst_WatchDetails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void draggingChoosesAStretch()
    {
        HistoryChart chart;
        chart.resize(460, chart.sizeHint().height());
        chart.setCurve(hitRate(), Range);
        QSignalSpy chosen(&chart, &HistoryChart::rangeChosen);
        const auto at = [&chart](SinceStart time) {
            return QPoint(int(chart.xOf(time)), int(chart.plot().center().y()));
        };
        QTest::mousePress(&chart, Qt::LeftButton, {}, at(600s));
        QTest::mouseMove(&chart, at(300s));
        QTest::mouseRelease(&chart, Qt::LeftButton, {}, at(300s));
        QCOMPARE(chosen.count(), 1);
        const auto from = chosen[0][0].value<SinceStart>(), to = chosen[0][1].value<SinceStart>();
        QVERIFY(std::chrono::abs(from - 300s) < 5s && std::chrono::abs(to - 600s) < 5s);
        QTest::mouseClick(&chart, Qt::LeftButton, {}, at(450s)); // a click is no stretch
        QCOMPARE(chosen.count(), 1);
        QSignalSpy live(&chart, &HistoryChart::liveRequested);
        QTest::mouseDClick(&chart, Qt::LeftButton, {}, at(450s));
        QCOMPARE(live.count(), 1);
    }

    void keysChooseAStretchToo()
    {
        HistoryChart chart;
        chart.resize(460, chart.sizeHint().height());
        chart.setCurve(hitRate(), Range);
        QSignalSpy chosen(&chart, &HistoryChart::rangeChosen);
        for (int i = 0; i < 10; ++i)
            QTest::keyClick(&chart, Qt::Key_Left);
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("84.0 %")));
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(&chart, Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&chart, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][1].value<SinceStart>(), SinceStart(750s));
        QCOMPARE(chosen[0][0].value<SinceStart>(), SinceStart(450s));
    }

    // Where nothing was watched there is no line: the picture has no pixel of the curve there.
    void gapsStayGaps()
    {
        HistoryChart chart;
        chart.resize(460, chart.sizeHint().height());
        const auto pixels = [&chart](bool gap) {
            chart.setCurve(hitRate(gap), Range);
            const QImage picture = chart.grab().toImage();
            int count = 0;
            const QRgb color = theme().hit.rgb();
            for (int x = int(chart.xOf(430s)); x < int(chart.xOf(570s)); ++x) {
                for (int y = int(chart.plot().top()); y < int(chart.plot().bottom()); ++y)
                    count += picture.pixel(x, y) == color ? 1 : 0;
            }
            return count;
        };
        QVERIFY(pixels(false) > 0);
        QCOMPARE(pixels(true), 0);
    }

    void axisEndsOnRoundNumbers()
    {
        QCOMPARE(roundTop(Unit::Percent, 0.4), 1.0);
        QCOMPARE(roundTop(Unit::PerSecond, 1'602), 2'000.0);
        QCOMPARE(roundTop(Unit::PerSecond, 0), 10.0);
        QCOMPARE(roundTop(Unit::PerSecond, 210), 300.0);
        QCOMPARE(unitText(Unit::PerSecond, NAN), QStringLiteral("–"));
    }

    void chartTellsAScreenReader()
    {
        HistoryChart chart;
        chart.setCurve(hitRate(), Range);
        QCOMPARE(chart.summary(),
            QStringLiteral("Hit rate: at the end 84.0 %, between 84.0 % and 97.0 %"));
        auto *face = QAccessible::queryAccessibleInterface(&chart);
        QVERIFY(face && face->childCount() == 1);
        chart.setCurve({QStringLiteral("Hit rate"), Unit::Percent, Tint::Hit, {}, {}}, Range);
        QVERIFY(chart.summary().contains(QStringLiteral("nothing was measured")));
    }

    void panelTellsTheStoryAndWhatNext()
    {
        DetailPanel panel;
        panel.resize(440, 900);
        panel.show(Detail());
        for (auto *label : panel.findChildren<QLabel *>()) // no heading over nothing
            QVERIFY(label->isHidden() || label->text() != QStringLiteral("Next"));
        panel.show(detailOfProducts());
        QCOMPARE(panel.findChildren<HistoryChart *>().size(), 2);
        const auto buttons = panel.findChildren<TextButton *>();
        QCOMPARE(buttons.size(), 4 + 2);
        QSignalSpy followed(&panel, &DetailPanel::followed);
        for (auto *button : buttons) {
            if (button->text().startsWith(QStringLiteral("Give")))
                button->click();
        }
        QCOMPARE(followed.count(), 1);
        // Evidence on a press, by keyboard as well.
        auto *first = buttons.first();
        const int low = first->heightForWidth(400);
        QTest::keyClick(first, Qt::Key_Return);
        QVERIFY(first->isChecked());
        QVERIFY(first->heightForWidth(400) > low);
        QVERIFY(first->accessibleDescription().contains(QStringLiteral("97.1 %")));
        // The same story again leaves the widgets, and what is opened, alone.
        panel.show(detailOfProducts());
        QVERIFY(panel.findChildren<TextButton *>().first() == first && first->isChecked());
        // So does the same in other words.
        auto later = detailOfProducts();
        later.story.front().sentence = QStringLiteral("Now it has lasted for a minute more.");
        panel.show(later);
        QVERIFY(panel.findChildren<TextButton *>().first() == first && first->isChecked());
        QCOMPARE(first->text(), later.story.front().sentence);
        QCOMPARE(first->accessibleName(), first->text());
        // More than anybody reads are counted.
        for (int i = 0; i < 20; ++i) {
            later.story.push_back(later.story.front());
            later.story.back().subject = std::to_string(i);
        }
        panel.show(later);
        int shown = 0;
        for (auto *button : panel.findChildren<TextButton *>())
            shown += !button->isHidden() && button->isCheckable() ? 1 : 0;
        QCOMPARE(shown, 8);
        bool isCounted = false;
        for (auto *label : panel.findChildren<QLabel *>())
            isCounted |= !label->isHidden() && label->text().startsWith(QStringLiteral("and "));
        QVERIFY(isCounted);
    }

    // An outage seems to be known, since the first look after it counts all of it.
    void theLineBreaksWhereRedisWasAway()
    {
        WatchHistory history;
        RedisLook look;
        for (int second = 1; second <= 60; ++second) {
            look.at = std::chrono::seconds{second} + 500ms;
            const bool away = second > 20 && second <= 30;
            look.health = away ? ServerChange::State::Frozen : ServerChange::State::Up;
            look.counts.span = away ? 0s : second == 31 ? 11s : 1s;
            look.counts.hits = away ? 0 : 90;
            look.counts.misses = away ? 0 : second > 50 ? 90 : 10;
            history.add(look);
        }
        const auto curve
            = historyCurve(history, {0s, 61s}, HistoryMeasure::HitRate, CurveRange{51s, 61s});
        QCOMPARE(curve.away.size(), 1u);
        QVERIFY(curve.away[0].from == 21s && curve.away[0].to == 31s);
        bool broken = false, joined = false;
        for (const auto &point : curve.points) {
            const bool isAway = point.at >= 21s && point.at < 31s;
            broken |= isAway && std::isnan(point.value);
            joined |= isAway && !std::isnan(point.value);
        }
        QVERIFY(broken && !joined);
        // What is said of now is of the window, whatever the last second was.
        QVERIFY(curve.figure && std::abs(*curve.figure - 0.5) < 0.001);
        QCOMPARE(figureTint(curve, 0.0), Tint::Bad);
        QCOMPARE(figureTint(curve, 0.99), Tint::Hit);
    }

    void aBoundIsNeverNothing()
    {
        QCOMPARE(atMostText(2us), QStringLiteral("< 0.01 ms"));
        QCOMPARE(atMostText(131us), QStringLiteral("≤ 0.13 ms"));
    }

    void panelTellsWhatIsOverWithItsTime()
    {
        DetailPanel panel;
        panel.setClock([](SinceStart at) { return QString::number(at / 1s); });
        Detail detail;
        Finding away;
        away.kind = FindingKind::RedisAway;
        away.since = 10s;
        away.until = 19s;
        away.sentence = QStringLiteral("Redis was away.");
        detail.lately = {away};
        panel.show(detail);
        const auto shows = [&panel](const QString &text) {
            for (auto *label : panel.findChildren<QLabel *>())
                if (!label->isHidden() && label->text() == text)
                    return true;
            return false;
        };
        QVERIFY(shows(QStringLiteral("10 – 19  Redis was away.")));
        QVERIFY(shows(QStringLiteral("In the last minutes")));
        QVERIFY(!shows(QStringLiteral("Next")));
        panel.show(Detail());
        QVERIFY(!shows(QStringLiteral("In the last minutes")));
    }

    void panelAsksAboutLinks()
    {
        DetailPanel panel;
        panel.show(detailOfProducts());
        QSignalSpy confirmed(&panel, &DetailPanel::confirmRequested),
            refused(&panel, &DetailPanel::refuseRequested);
        for (auto *button : panel.findChildren<QPushButton *>())
            button->click();
        QCOMPARE(confirmed.count(), 1);
        QCOMPARE(refused.count(), 1);
        panel.show(Detail());
        for (auto *button : panel.findChildren<QPushButton *>())
            QVERIFY(button->isHidden() || button->parentWidget()->isHidden());
    }

    void costIsThatOfTheServerThatBearsMore()
    {
        CostMeter meter;
        meter.setCost({true, {10s, 90, 18ms}, 1s, {}},
            {true, {10s, 30, 5ms}, 5s, QStringLiteral("budget")}, 0.01);
        QCOMPARE(meter.share(), 0.0018);
        QCOMPARE(meter.accessibleName(), QStringLiteral("Our own cost: 0.18 % of 1 %"));
        QVERIFY(meter.toolTip().contains(QStringLiteral("9.0 commands/s")));
        QVERIFY(meter.toolTip().contains(QStringLiteral("3.0 queries/s")));
        QVERIFY(meter.toolTip().contains(QStringLiteral("within the budget")));
        meter.setCost({true, {}, {}, {}}, {}, 0.01);
        QVERIFY(meter.share() < 0);
        QCOMPARE(meter.accessibleName(), QStringLiteral("Our own cost: –"));
    }

    void pillTellsProductionAndReadOnly()
    {
        WatchPill pill;
        Connection connection;
        connection.name = QStringLiteral("shop-prod");
        pill.setConnection(connection, false, false);
        pill.setRedis(ServerChange::State::Up, QStringLiteral("cluster 3+3"));
        pill.setPostgres(ServerChange::State::Lost, QStringLiteral("Postgres 15"));
        const auto said = pill.accessibleDescription();
        QVERIFY(said.contains(QStringLiteral("production"))
            && said.contains(QStringLiteral("read-only")));
        QVERIFY(said.contains(QStringLiteral("cluster 3+3: answers")));
        QVERIFY(said.contains(QStringLiteral("Postgres 15: lost")));
        QCOMPARE(environmentColor(connection), theme().invalidated);
        connection.color = QStringLiteral("#123456");
        QCOMPARE(environmentColor(connection), QColor(0x123456));
    }

    void burstSaysItsCostBeforeAndAfter()
    {
        BurstDialog dialog;
        QSignalSpy changed(&dialog, &BurstDialog::limitsChanged),
            started(&dialog, &BurstDialog::startRequested);
        QSignalSpy cancelled(&dialog, &BurstDialog::cancelRequested);
        dialog.setWarning(QStringLiteral("Redis may answer a third fewer commands."));
        dialog.show();
        dialog.findChildren<QSpinBox *>().first()->setValue(5);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(dialog.limits().span, std::chrono::milliseconds(5000));
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(started.count(), 1);
        dialog.setProgress(BurstProgress{2s, 12'000});
        QVERIFY(dialog.isRunning());
        QTest::keyClick(&dialog, Qt::Key_Escape); // stops the burst, not the dialog
        QCOMPARE(cancelled.count(), 1);
        QVERIFY(dialog.isVisible());
        Burst burst;
        burst.took = 5s;
        burst.bytes = 4'200'000;
        burst.commandsBefore = 10'000;
        burst.commandsDuring = 7'000;
        dialog.setProgress(std::nullopt);
        dialog.setResult(burst);
        QVERIFY(BurstDialog::resultText(burst).contains(QStringLiteral("4.2 MB")));
        QVERIFY(BurstDialog::resultText(burst).contains(QStringLiteral("−30 %")));
        burst.problem = "The user may not run MONITOR.";
        QCOMPARE(BurstDialog::resultText(burst), QStringLiteral("The user may not run MONITOR."));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }
};

QTEST_MAIN(tst_WatchDetails)
#include "tst_watchdetails.moc"
