// SPDX-License-Identifier: GPL-3.0-or-later
// Presenter mode on real servers: in with F5, orders, out with Escape.
#include "diagram/flowview.h"
#include "live/stage/livewindow.h"
#include "panels/impactcard.h"
#include "present/presenter.h"
#include "tour/tourplayer.h"

#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestPresent : public QObject, private test::LiveWindow
{
    Q_OBJECT
    Presenter &stage() { return *window->presenter(); }
    void press(Qt::Key key)
    {
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(
            window->isPresenting() ? static_cast<QWidget *>(&stage()) : window.get(), key);
    }
    QString line(FlowText text) { return stage().flow().figures()[text].variants.value(0); }

private Q_SLOTS:
    void initTestCase() { open(); }

    void f5Presents()
    {
        press(Qt::Key_F5);
        QVERIFY(window->isPresenting());
        QVERIFY(window->isFullScreen());
        QVERIFY(stage().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!stage().flow().animation().dots().empty(), 10'000);
        QVERIFY(!stage().caption().isEmpty());
        QVERIFY(line(FlowText::AppAbout).startsWith(QStringLiteral("16 ")));
    }

    void rRestartsRedisAndTheStageTellsIt()
    {
        const auto before = store().impacts().all().size();
        press(Qt::Key_R);
        QTRY_COMPARE_WITH_TIMEOUT(store().impacts().all().size(), before + 1, 10'000);
        auto *card = stage().findChild<ImpactCard *>();
        QTRY_VERIFY_WITH_TIMEOUT(card->isVisible(), 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(stage().caption().contains(QStringLiteral("Redis")), 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(latest()->settled || latest()->gaveUp, 70'000);
        QTRY_VERIFY_WITH_TIMEOUT(
            line(FlowText::HitsLabel).startsWith(QStringLiteral("keys · was")), 5'000);
        // The figure is the one of the impact, which is checked against the server elsewhere.
        stage().refresh();
        QVERIFY(line(FlowText::Misses).startsWith(QStringLiteral("+ ")));
    }

    void cSwitchesTheCacheOffAndOn()
    {
        press(Qt::Key_C);
        QVERIFY(!session->traffic().cache);
        QTRY_VERIFY_WITH_TIMEOUT(
            stage().caption().startsWith(QStringLiteral("Without its short-term memory")), 8'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            stage().flow().figures().redis, FlowFigures::Condition::Off, 5'000);
        press(Qt::Key_C);
        QVERIFY(session->traffic().cache);
    }

    void wWritesAndTheAnswerIsTold()
    {
        press(Qt::Key_W);
        QTRY_VERIFY_WITH_TIMEOUT(stage().caption().contains(QStringLiteral("anya")), 10'000);
    }

    void fStopsThePictureAndNotTheCounting()
    {
        press(Qt::Key_F);
        QVERIFY(stage().isFrozen());
        const auto figures = stage().flow().figures();
        const auto dots = stage().flow().animation().dots().size();
        const auto counted = store().timings().total().requests();
        QTRY_VERIFY_WITH_TIMEOUT(store().timings().total().requests() > counted + 200, 10'000);
        QCOMPARE(stage().flow().figures(), figures);
        QCOMPARE(stage().flow().animation().dots().size(), dots);
        press(Qt::Key_F);
        QTRY_VERIFY_WITH_TIMEOUT(!(stage().flow().figures() == figures), 5'000);
    }

    void aTourLeads()
    {
        auto tour = loadTour(QStringLiteral("two-memories"));
        QVERIFY2(tour.has_value(), tour ? "" : tour.error().text.c_str());
        window->playTour(*tour, false);
        QVERIFY(stage().player());
        const auto caption = stage().caption();
        QCOMPARE(caption, stage().player()->scene().caption);
        QCOMPARE(stage().player()->scene().step, 0);
        press(Qt::Key_PageDown);
        QTRY_COMPARE(stage().player()->scene().step, 1);
        QVERIFY(stage().caption() != caption);
        press(Qt::Key_PageUp);
        QTRY_COMPARE(stage().player()->scene().step, 0);
        QCOMPARE(stage().caption(), caption);
        // What was done before the step is not what it is about.
        auto *card = stage().findChild<ImpactCard *>();
        QVERIFY(!card->isVisible());
        QVERIFY(!line(FlowText::Misses).startsWith(QLatin1Char('+')));
        press(Qt::Key_R);
        QTRY_VERIFY_WITH_TIMEOUT(card->isVisible(), 15'000);
        press(Qt::Key_PageDown);
        press(Qt::Key_PageDown);
        QTRY_COMPARE(stage().player()->scene().step, 2);
        QVERIFY(!card->isVisible());
    }

    void escapeLeavesEverythingAsItWas()
    {
        press(Qt::Key_Escape);
        QVERIFY(!window->isPresenting());
        QVERIFY(!window->isFullScreen());
        QVERIFY(!stage().isVisible());
        QVERIFY(!stage().player());
        QVERIFY(window->windowTitle().contains(QStringLiteral("Sandbox")));
        QTRY_VERIFY_WITH_TIMEOUT(
            !window->findChildren<FlowView *>().isEmpty() && session->traffic().running, 5'000);
    }
};

QTEST_MAIN(TestPresent)
#include "tst_present.moc"
