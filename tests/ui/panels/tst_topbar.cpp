// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/topbar.h"
#include "parts/connectionpill.h"
#include "parts/logslider.h"
#include "parts/pill.h"
#include "theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(tierlens::ThemeChoice)

namespace {
QString barWords(const char *text) { return QString::fromUtf8(text); }
QString plain(QString text) { return text.replace(QChar(0x202f), QLatin1Char(' ')); }

template <typename W> W *barNamed(QWidget &in, const char *name)
{
    for (auto *child : in.findChildren<W *>()) {
        if (child->accessibleName().startsWith(barWords(name)))
            return child;
    }
    qFatal("no widget called %s", name);
}

Servers servers(ServerChange::State redis, ServerChange::State postgres)
{
    Servers servers;
    servers.apply(ServerChange{Tier::Redis, redis, 0, "7.0.15", {}, {}}, 1s);
    servers.apply(ServerChange{Tier::Postgres, postgres, 0, "15.3", {}, {}}, 1s);
    return servers;
}
using State = ServerChange::State;
} // namespace

class TestTopBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void theTooltipOfTheRateIsAsFreshAsTheRate()
    {
        TopBar bar;
        TrafficSettings traffic;
        traffic.rate = 400;
        bar.setTraffic(traffic);
        bar.setMeasuredRate(390);
        const auto said = [&bar](int rate) {
            for (const auto *label : bar.findChildren<QLabel *>()) {
                if (label->toolTip().contains(QString::number(rate)))
                    return true;
            }
            return false;
        };
        QVERIFY(said(390));
        bar.setMeasuredRate(410); // near enough for the label to stay as it is
        QVERIFY(said(410));
        QVERIFY(!said(390));
    }

    void rateLabel_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<double>("measured");
        QTest::addColumn<bool>("running");
        QTest::addColumn<QString>("text");
        QTest::newRow("as wanted") << 400.0 << 398.0 << true << barWords("400/s");
        QTest::newRow("a tenth off is well") << 400.0 << 361.0 << true << barWords("400/s");
        QTest::newRow("less") << 400.0 << 312.0 << true << barWords("400/s · now 312/s");
        QTest::newRow("more") << 400.0 << 460.0 << true << barWords("400/s · now 460/s");
        QTest::newRow("not measured") << 20'000.0 << -1.0 << true << barWords("20 000/s");
        QTest::newRow("max") << 0.0 << 21'340.0 << true << barWords("max · 21 340/s");
        QTest::newRow("max at first") << 0.0 << -1.0 << true << barWords("max");
        QTest::newRow("paused") << 400.0 << 0.0 << false << barWords("paused");
    }
    void rateLabel()
    {
        QFETCH(double, rate);
        QFETCH(double, measured);
        QFETCH(bool, running);
        TrafficSettings traffic;
        traffic.rate = rate;
        traffic.running = running;
        QTEST(plain(TopBar::rateLabel(traffic, measured)), "text");
    }

    void nothingIsCutAtAnyWidth_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("broken");
        for (const int width : {2560, 1600, 1440, 1280, 1024}) {
            for (const bool broken : {false, true})
                QTest::addRow("%d %s", width, broken ? "broken" : "well") << width << broken;
        }
    }
    void nothingIsCutAtAnyWidth()
    {
        QFETCH(int, width);
        QFETCH(bool, broken);
        QWidget window;
        TopBar bar(&window);
        bar.setConnection(barWords("Sandbox"));
        bar.setServers(
            broken ? servers(State::Frozen, State::Loading) : servers(State::Up, State::Up));
        bar.setMeasuredRate(broken ? 31 : 400);
        window.resize(width, 300);
        bar.setGeometry(0, 0, width, bar.sizeHint().height());
        window.show();
        QApplication::sendPostedEvents();
        int right = 0;
        for (auto *child : bar.findChildren<QAbstractButton *>()) {
            QVERIFY(child->isVisible());
            QVERIFY2(child->width() >= child->minimumSizeHint().width(),
                qPrintable(QStringLiteral("%1: %2 of %3")
                               .arg(child->accessibleName())
                               .arg(child->width())
                               .arg(child->minimumSizeHint().width())));
            const QRect place(child->mapTo(&bar, QPoint()), child->size());
            QVERIFY2(bar.rect().contains(place), qPrintable(child->accessibleName()));
            right = std::max(right, place.right());
        }
        for (auto *label : bar.findChildren<QLabel *>())
            QVERIFY(!label->isVisible() || label->width() >= label->sizeHint().width());
        QVERIFY(right > width - 40); // and the bar is used to its end
    }

    void whatWasShortenedWhileServersStartedIsSaidAgain()
    {
        const auto widthAfter = [](State first) {
            TopBar bar;
            bar.resize(1280, 52);
            bar.show();
            bar.setConnection(barWords("Sandbox"));
            bar.setServers(servers(first, first));
            bar.setServers(servers(State::Up, State::Up));
            return bar.findChild<ConnectionPill *>()->sizeHint().width();
        };
        QCOMPARE(widthAfter(State::Connecting), widthAfter(State::Up));
    }

    void trafficByMouseAndKeyboard()
    {
        TopBar bar;
        bar.resize(1600, 52);
        bar.show();
        QSignalSpy changed(&bar, &TopBar::trafficChanged);
        auto *pause = barNamed<Pill>(bar, "Pause");
        QTest::mouseClick(pause, Qt::LeftButton);
        QCOMPARE(changed.size(), 1);
        QVERIFY(!changed[0][0].value<TrafficSettings>().running);
        QCOMPARE(pause->accessibleName(), barWords("Resume the traffic"));
        pause->setFocus();
        QTest::keyClick(pause, Qt::Key_Space);
        QVERIFY(changed[1][0].value<TrafficSettings>().running);

        auto *rate = barNamed<LogSlider>(bar, "Requests per second");
        QTest::keyClick(rate, Qt::Key_Right);
        QCOMPARE(changed[2][0].value<TrafficSettings>().rate, 500.0);
        QTest::keyClick(rate, Qt::Key_End);
        QCOMPARE(changed[3][0].value<TrafficSettings>().rate, 0.0); // as fast as it goes
        QCOMPARE(rate->accessibleName(), barWords("Requests per second: max"));

        auto *clients = barNamed<Pill>(bar, "Clients: 16");
        QTest::mouseClick(clients, Qt::LeftButton);
        auto *menu = clients->findChild<QMenu *>();
        QTRY_VERIFY(menu->isVisible());
        menu->actions().last()->trigger();
        menu->close();
        QCOMPARE(changed[4][0].value<TrafficSettings>().clients, 64);
        QCOMPARE(clients->text(), barWords("64 clients"));

        TrafficSettings told;
        told.rate = 100;
        told.clients = 1;
        bar.setTraffic(told);
        QCOMPARE(changed.size(), 5);
        QCOMPARE(rate->step(), 100.0);
        QCOMPARE(clients->text(), barWords("1 client"));
    }

    void modesThatAreNotThereSaySo()
    {
        TopBar bar;
        bar.resize(1600, 52);
        QVERIFY(barNamed<Pill>(bar, "Mode: Demo")->isChecked());
        for (const char *mode : {"Mode: Tap", "Mode: Replay"}) {
            auto *pill = barNamed<Pill>(bar, mode);
            QVERIFY(!pill->isEnabled());
            QVERIFY(pill->toolTip().contains(barWords("not in this version")));
        }
    }

    void watchingIsAnotherWindow()
    {
        TopBar bar;
        bar.resize(1600, 52);
        const QSignalSpy asked(&bar, &TopBar::watchRequested);
        auto *watch = barNamed<Pill>(bar, "Mode: Watch");
        QVERIFY(watch->isEnabled());
        watch->click();
        QCOMPARE(asked.size(), 1);
        QVERIFY(!watch->isChecked()); // this one stays what it is
        QVERIFY(barNamed<Pill>(bar, "Mode: Demo")->isChecked());
    }

    void theConnectionTellsItsState()
    {
        TopBar bar;
        bar.resize(1600, 52);
        bar.show();
        bar.setConnection(barWords("Sandbox"));
        bar.setServers(servers(State::Up, State::Up));
        auto *pill = barNamed<ConnectionPill>(bar, "Connection: Sandbox");
        QCOMPARE(pill->accessibleDescription(),
            barWords("Redis 7.0: connected, PostgreSQL 15: connected"));
        const int calm = pill->sizeHint().width();
        bar.setServers(servers(State::Frozen, State::Lost));
        QCOMPARE(
            pill->accessibleDescription(), barWords("Redis 7.0: no answer, PostgreSQL 15: lost"));
        QVERIFY(pill->sizeHint().width() > calm); // the word is on the screen too
        QSignalSpy menu(&bar, &TopBar::connectionMenuRequested);
        QTest::keyClick(pill, Qt::Key_Return);
        QTest::mouseClick(pill, Qt::LeftButton);
        QCOMPARE(menu.size(), 2);
    }

    void theOtherButtons()
    {
        TopBar bar;
        bar.resize(1600, 52);
        bar.show();
        QSignalSpy search(&bar, &TopBar::searchRequested), present(&bar, &TopBar::presentRequested),
            theme(&bar, &TopBar::themeChosen);
        QTest::mouseClick(barNamed<Pill>(bar, "Search"), Qt::LeftButton);
        QCOMPARE(search.size(), 1);
        auto *presenting = barNamed<Pill>(bar, "Present");
        QTest::mouseClick(presenting, Qt::LeftButton);
        QCOMPARE(present.size(), 1);
        bar.setPresentBlocked(barWords("Not in this version yet."));
        QTest::mouseClick(presenting, Qt::LeftButton);
        QCOMPARE(present.size(), 1);
        QCOMPARE(presenting->toolTip(), barWords("Not in this version yet."));

        auto *themes = barNamed<Pill>(bar, "Theme: like the system");
        auto *menu = themes->findChild<QMenu *>();
        menu->actions()[2]->trigger();
        QCOMPARE(theme.size(), 1);
        QCOMPARE(theme[0][0].value<ThemeChoice>(), ThemeChoice::Light);
        QCOMPARE(themes->accessibleName(), barWords("Theme: light"));
    }

    void everyControlHasANameAndTakesTheFocus()
    {
        TopBar bar;
        for (auto *button : bar.findChildren<QAbstractButton *>()) {
            QVERIFY(!button->accessibleName().isEmpty());
            QCOMPARE(button->focusPolicy(), Qt::StrongFocus);
        }
    }
};

QTEST_MAIN(TestTopBar)
#include "tst_topbar.moc"
