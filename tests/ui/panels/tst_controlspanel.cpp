// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/controlspanel.h"
#include "panels/policiesdialog.h"
#include "panels/policypanel.h"
#include "parts/actionbutton.h"
#include "parts/logslider.h"
#include "parts/pill.h"
#include "parts/toggleswitch.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace tierlens;

Q_DECLARE_METATYPE(tierlens::TrafficSettings)
Q_DECLARE_METATYPE(tierlens::ActionId)
Q_DECLARE_METATYPE(tierlens::Tier)

namespace {
QString words(const char *text) { return QString::fromUtf8(text); }

template <typename W> W *named(QWidget &in, const char *name)
{
    for (auto *child : in.findChildren<W *>()) {
        if (child->accessibleName().startsWith(words(name))
            || child->property("text") == words(name))
            return child;
    }
    qFatal("no widget called %s", name);
}

std::vector<ScenarioText> scenarios()
{
    ScenarioText profile, game;
    profile.id = words("profile");
    profile.title = words("Social profile");
    profile.subtitle = words("follower count · session · feed");
    profile.writeAction = words("Add 1 follower in Postgres");
    game.id = words("game");
    game.title = words("Live game");
    game.available = false;
    auto store = profile;
    store.id = words("store");
    store.title = words("Online store");
    return {profile, game, store};
}

// Whether the widget kept it for itself; otherwise Qt hands it to the parent.
bool takesWheel(QWidget *widget)
{
    const QPointF at = widget->rect().center();
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, -240}, Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    event.setAccepted(true);
    QApplication::sendEvent(widget, &event);
    return event.isAccepted();
}
} // namespace

class TestControlsPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void sliderMapsBothWays_data()
    {
        QTest::addColumn<bool>("rates");
        QTest::newRow("time to live") << false;
        QTest::newRow("rate") << true;
    }
    void sliderMapsBothWays()
    {
        QFETCH(bool, rates);
        const auto &steps = rates ? LogSlider::rateSteps() : LogSlider::secondSteps();
        for (int place = 0; place < static_cast<int>(steps.size()); ++place)
            QCOMPARE(LogSlider::placeOf(steps, LogSlider::stepAt(steps, place)), place);
        QCOMPARE(steps.front(), 1.0);
        // Even on a logarithmic scale: no step more than doubles, none is under a tenth.
        for (std::size_t i = 1; i < steps.size() && steps[i] > 0; ++i) {
            const double ratio = steps[i] / steps[i - 1];
            QVERIFY2(ratio > 1.1 && ratio <= 2.0, qPrintable(QString::number(steps[i])));
        }
    }

    void sliderTakesTheNearestByRatio()
    {
        const auto &rates = LogSlider::rateSteps();
        const auto nearest
            = [&](double v) { return LogSlider::stepAt(rates, LogSlider::placeOf(rates, v)); };
        QCOMPARE(nearest(390), 400.0);
        QCOMPARE(nearest(1'000'000), 20'000.0);
        QCOMPARE(nearest(0), 0.0); // without a limit
        QCOMPARE(nearest(0.2), 1.0);
        const auto &seconds = LogSlider::secondSteps();
        QCOMPARE(LogSlider::placeOf(seconds, 0), 0);
        QCOMPARE(LogSlider::stepAt(seconds, LogSlider::placeOf(seconds, 86'400)), 3600.0);
        QCOMPARE(LogSlider::stepAt(seconds, 99), 3600.0);
    }

    void switchesByMouseAndKeyboard()
    {
        ControlsPanel panel;
        panel.resize(266, 926);
        panel.show();
        QSignalSpy changed(&panel, &ControlsPanel::policyChanged);
        auto *jitter = named<ToggleSwitch>(panel, "Spread the expiry times");
        QTest::mouseClick(jitter, Qt::LeftButton);
        QCOMPARE(changed.size(), 1);
        TrafficSettings expected;
        expected.jitter = true;
        QCOMPARE(changed[0][0].value<TrafficSettings>(), expected);

        auto *cache = named<ToggleSwitch>(panel, "Use the cache");
        cache->setFocus();
        QTest::keyClick(cache, Qt::Key_Space);
        expected.cache = false;
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed[1][0].value<TrafficSettings>(), expected); // the jitter is remembered

        TrafficSettings told;
        told.rate = 77;
        panel.setTraffic(told);
        QCOMPARE(changed.size(), 2); // being told is no wish
        QVERIFY(cache->isChecked());
        QTest::mouseClick(cache, Qt::LeftButton);
        QCOMPARE(
            changed[2][0].value<TrafficSettings>().rate, 77.0); // what it does not show it keeps

        QCOMPARE(QAccessible::queryAccessibleInterface(cache)->role(), QAccessible::CheckBox);
        QVERIFY(!QAccessible::queryAccessibleInterface(cache)->state().checked);
    }

    void timeToLive()
    {
        ControlsPanel panel;
        panel.resize(266, 926);
        panel.show();
        QSignalSpy changed(&panel, &ControlsPanel::policyChanged);
        auto *ttl = named<LogSlider>(panel, "Time to live");
        QCOMPARE(ttl->accessibleName(), words("Time to live: 30 s"));
        QTest::keyClick(ttl, Qt::Key_Right);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].value<TrafficSettings>().ttl.count(), 45'000);
        QCOMPARE(ttl->accessibleName(), words("Time to live: 45 s"));
        QTest::keyClick(ttl, Qt::Key_End);
        QCOMPARE(changed[1][0].value<TrafficSettings>().ttl.count(), 3'600'000);

        // A pull is one order, however many steps it passes.
        const int y = ttl->height() / 2;
        QTest::mousePress(ttl, Qt::LeftButton, {}, {ttl->width() - 8, y});
        for (int x = ttl->width() - 8; x > 8; x -= 5)
            QTest::mouseMove(ttl, {x, y});
        QCOMPARE(changed.size(), 2);
        QTest::mouseRelease(ttl, Qt::LeftButton, {}, {6, y});
        QCOMPARE(changed.size(), 3);
        QVERIFY(changed[2][0].value<TrafficSettings>().ttl.count() <= 2000);

        // A click beside the handle brings it there.
        QTest::mouseClick(ttl, Qt::LeftButton, {}, {ttl->width() - 4, y});
        QCOMPARE(changed.size(), 4);
        QVERIFY(changed[3][0].value<TrafficSettings>().ttl.count() >= 2'700'000);
    }

    void morePoliciesAreOneRowAway()
    {
        ControlsPanel panel;
        panel.resize(280, 900);
        panel.show();
        QSignalSpy changed(&panel, &ControlsPanel::policyChanged);
        auto *more = panel.findChild<QPushButton *>(QStringLiteral("morePolicies"));
        QVERIFY(more && more->isVisible());
        QCOMPARE(more->text(), QStringLiteral("More policies…"));
        more->setFocus();
        QTest::keyClick(more, Qt::Key_Space);
        auto *dialog = panel.window()->findChild<PoliciesDialog *>();
        QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
        const auto toggle = [dialog](const char *text) {
            for (auto *one : dialog->findChildren<ToggleSwitch *>()) {
                if (one->text() == QLatin1String(text))
                    return one;
            }
            return static_cast<ToggleSwitch *>(nullptr);
        };
        const auto wanted = [&changed] { return changed.last()[0].value<TrafficSettings>(); };
        QTest::keyClick(toggle("Write-through"), Qt::Key_Space);
        QVERIFY(wanted().writeThrough);
        QVERIFY(more->text().contains(QLatin1Char('1')));
        QTest::keyClick(toggle("Write-behind"), Qt::Key_Space); // the two exclude each other
        QVERIFY(wanted().writeBehind && !wanted().writeThrough);
        QVERIFY(!toggle("Write-through")->isChecked());
        QVERIFY(toggle("Remember what is not there")->isChecked()); // as usual
        const auto choices = dialog->findChildren<QComboBox *>();
        QCOMPARE(choices.size(), 2);
        QCOMPARE(choices[1]->count(), 8);
        QTest::keyClick(choices[1], Qt::Key_Home);
        QCOMPARE(wanted().evictionPolicy, std::string("noeviction"));
        panel.setMemoryReason(QStringLiteral("not ours"));
        QVERIFY(!choices[0]->isEnabled() && !choices[1]->isEnabled());
        // What is changed elsewhere is seen here.
        panel.setTraffic({});
        QVERIFY(!toggle("Write-behind")->isChecked());
        QCOMPARE(more->text(), QStringLiteral("More policies…"));
    }

    void theWheelScrollsAndChangesNothing()
    {
        ControlsPanel panel;
        panel.resize(266, 400);
        panel.show();
        QSignalSpy changed(&panel, &ControlsPanel::policyChanged);
        auto *area = panel.findChild<QScrollArea *>();
        QVERIFY(area->verticalScrollBar()->maximum() > 0);
        auto *ttl = named<LogSlider>(panel, "Time to live");
        ttl->setFocus();
        QVERIFY(!takesWheel(ttl));
        QCOMPARE(changed.size(), 0);
        QVERIFY(takesWheel(area->viewport()));
        QVERIFY(area->verticalScrollBar()->value() > 0);
    }

    void ttlText_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("s") << 30.0 << words("30 s");
        QTest::newRow("90") << 90.0 << words("90 s");
        QTest::newRow("min") << 120.0 << words("2 min");
        QTest::newRow("h") << 3600.0 << words("1 h");
        QTest::newRow("short") << 0.25 << words("0.25 s");
    }
    void ttlText()
    {
        QFETCH(double, seconds);
        QTEST(PolicyPanel::ttlText(seconds), "text");
    }

    void actionsByMouseAndKeyboard()
    {
        ControlsPanel panel;
        panel.setScenarios(scenarios(), words("profile"));
        panel.resize(266, 926);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        QSignalSpy ordered(&panel, &ControlsPanel::action);
        QTest::mouseClick(named<ActionButton>(panel, "Add 1 follower in Postgres"), Qt::LeftButton);
        QCOMPARE(ordered.size(), 1);
        QCOMPARE(ordered[0][0].value<ActionId>(), ActionId::Write);
        auto *restart = named<ActionButton>(panel, "Restart Redis");
        restart->setFocus();
        QTest::keyClick(restart, Qt::Key_Space);
        QCOMPARE(ordered.size(), 2);
        QCOMPARE(ordered[1][0].value<ActionId>(), ActionId::RestartRedis);

        panel.setBusy(ActionId::RestartRedis, true, words("restarting…"));
        QTest::keyClick(restart, Qt::Key_Space);
        QTest::mouseClick(restart, Qt::LeftButton);
        QCOMPARE(ordered.size(), 2); // once is enough
        QVERIFY(restart->hasFocus()); // and space does not go to the neighbour
        QCOMPARE(restart->accessibleName(), words("Restart Redis: restarting…"));
        panel.setBusy(ActionId::RestartRedis, false);
        QTest::mouseClick(restart, Qt::LeftButton);
        QCOMPARE(ordered.size(), 3);
    }

    void blockedActionsSayWhy()
    {
        ControlsPanel panel;
        auto *selected = panel.actions()->button(ActionId::InvalidateSelected);
        QVERIFY(!selected->isEnabled());
        QVERIFY(selected->toolTip().contains(words("Select a key")));
        panel.setSelectedKey(words("feed:anya"));
        QVERIFY(selected->isEnabled());
        QVERIFY(selected->toolTip().contains(words("feed:anya")));
        panel.setBlocked(ActionId::InvalidateSelected, words("Redis does not answer."));
        QVERIFY(!selected->isEnabled());
        QCOMPARE(selected->accessibleDescription(), words("Redis does not answer."));
        panel.setBlocked(ActionId::InvalidateSelected, {});
        QVERIFY(selected->isEnabled());
    }

    void freezeForAsLongAsChosen()
    {
        ControlsPanel panel;
        panel.resize(266, 926);
        panel.show();
        QSignalSpy freeze(&panel, &ControlsPanel::freezeRequested);
        QSignalSpy ordered(&panel, &ControlsPanel::action);
        auto *button = panel.actions()->button(ActionId::FreezePostgres);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(freeze.size(), 1);
        QCOMPARE(freeze[0][0].value<Tier>(), Tier::Postgres);
        QCOMPARE(freeze[0][1].toInt(), 5);

        auto *length = named<Pill>(panel, "Freeze PostgreSQL: for 5 seconds");
        length->setFocus();
        QTest::keyClick(length, Qt::Key_Down);
        auto *menu = length->findChild<QMenu *>();
        QTRY_VERIFY(menu->isVisible());
        menu->actions()[3]->trigger();
        menu->close();
        QCOMPARE(freeze.size(), 1); // choosing does not freeze
        QCOMPARE(button->text(), words("Freeze PostgreSQL for 20 s"));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(freeze[1][1].toInt(), 20);
        QCOMPARE(ordered.size(), 0);
    }

    void givenServersHaveASentenceInsteadOfButtons()
    {
        ControlsPanel panel;
        panel.resize(266, 926);
        panel.show();
        auto *restart = panel.actions()->button(ActionId::RestartRedis);
        QVERIFY(restart->isVisible());
        panel.setRestartReason(words("These are your own servers."));
        QVERIFY(!restart->isVisible());
        auto *reason = named<QLabel>(panel, "These are your own servers.");
        QVERIFY(reason->isVisible());
        panel.setRestartReason({});
        QVERIFY(restart->isVisible() && !reason->isVisible());
    }

    void scenarios_()
    {
        ControlsPanel panel;
        panel.setScenarios(scenarios(), words("profile"));
        panel.resize(266, 926);
        panel.show();
        QSignalSpy chosen(&panel, &ControlsPanel::scenarioChosen);
        auto *profile = named<QAbstractButton>(panel, "Social profile");
        auto *game = named<QAbstractButton>(panel, "Live game");
        auto *store = named<QAbstractButton>(panel, "Online store");
        QVERIFY(profile->isChecked() && !game->isEnabled());
        QVERIFY(game->toolTip().contains(words("not in this version")));
        QTest::mouseClick(game, Qt::LeftButton);
        QTest::mouseClick(profile, Qt::LeftButton);
        QCOMPARE(chosen.size(), 0);
        store->setFocus();
        QTest::keyClick(store, Qt::Key_Space);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), words("store"));
        QVERIFY(profile->isChecked()); // until it really plays
        panel.setScenarios(scenarios(), words("store"));
        QVERIFY(named<QAbstractButton>(panel, "Online store")->isChecked());
    }

    void everythingIsReachableAndNothingIsCut()
    {
        QWidget window;
        ControlsPanel panel(&window);
        panel.setScenarios(scenarios(), words("profile"));
        panel.setSelectedKey(words("feed:anya"));
        window.resize(1280, 800);
        panel.setGeometry(12, 64, 266, 724);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto *area = panel.findChild<QScrollArea *>();
        QVERIFY(area->verticalScrollBar()->isVisible());
        // Wide enough for each text, with the scroll bar there.
        QVERIFY(area->minimumWidth() <= 266);
        for (auto *button : panel.findChildren<QAbstractButton *>())
            QVERIFY2(
                button->width() >= button->minimumSizeHint().width(), qPrintable(button->text()));
        // By Tab alone, each of them, and each is scrolled into sight.
        QSet<QWidget *> reached;
        auto *first = named<QAbstractButton>(panel, "Social profile");
        first->setFocus();
        for (int i = 0; i < 40; ++i) {
            auto *focus = QApplication::focusWidget();
            reached << focus;
            const QRect place(focus->mapTo(area->viewport(), QPoint()), focus->size());
            QVERIFY2(area->viewport()->rect().adjusted(0, -1, 0, 1).contains(place),
                qPrintable(focus->accessibleName()));
            QVERIFY(!focus->accessibleName().isEmpty()
                || !focus->property("text").toString().isEmpty());
            QTest::keyClick(focus, Qt::Key_Tab);
        }
        for (auto *button : panel.findChildren<ActionButton *>())
            QVERIFY2(reached.contains(button), qPrintable(button->text()));
        for (auto *toggle : panel.findChildren<ToggleSwitch *>())
            QVERIFY2(reached.contains(toggle), qPrintable(toggle->text()));
        QVERIFY(reached.contains(named<LogSlider>(panel, "Time to live")));
    }
};

QTEST_MAIN(TestControlsPanel)
#include "tst_controlspanel.moc"
