// SPDX-License-Identifier: GPL-3.0-or-later
// Less motion: where the system asks for it, and where the user chooses it.
#include "session/settings.h"
#include "theme/lessmotion.h"
#include "theme/theme.h"
#include "ui/look/shownwindows.h"
#include "watching/trafficview.h"
#include "watching/watchbar.h"

#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

namespace {
QString ms(const char *text) { return QLatin1String(text); }
} // namespace

class TestLessMotion : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void desktopsSayItInTheirWays()
    {
        const auto says = [](const char *space, const char *name, const QVariant &value) {
            return asksForLessMotion({{ms(space), {{ms(name), value}}}});
        };
        QVERIFY(!asksForLessMotion({}));
        QVERIFY(says("org.freedesktop.appearance", "reduced-motion", 1U));
        QVERIFY(!says("org.freedesktop.appearance", "reduced-motion", 0U));
        QVERIFY(says("org.gnome.desktop.interface", "enable-animations", false));
        QVERIFY(!says("org.gnome.desktop.interface", "enable-animations", true));
        QVERIFY(says("org.kde.kdeglobals.KDE", "AnimationDurationFactor", ms("0")));
        QVERIFY(!says("org.kde.kdeglobals.KDE", "AnimationDurationFactor", ms("0.5")));
        QVERIFY(!says("org.kde.kdeglobals.KDE", "AnimationDurationFactor", ms("fast")));
    }

    // Whatever the system is: the answer comes, or none does, in bounded time.
    void theSystemIsAskedWithoutWaiting()
    {
        auto answer = systemAsksForLessMotion();
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), 15'000);
        QVERIFY(answer.resultCount() <= 1);
    }

    void onlyWhatWasChosenIsKept()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(ms("settings.ini"));
        Settings settings;
        settings.reducedMotion = true; // the system's wish
        QVERIFY(settings.save(file));
        QVERIFY(!Settings::load(file).settings.motionChosen
            && !Settings::load(file).settings.reducedMotion);
        settings.motionChosen = true;
        QVERIFY(settings.save(file));
        QVERIFY(Settings::load(file).settings.motionChosen
            && Settings::load(file).settings.reducedMotion);
    }

    void theWatchHasItInItsMenu()
    {
        example::ShownWindows windows;
        const auto made = windows.watching().front().make();
        auto *window = qobject_cast<WatchWindow *>(made.get());
        QVERIFY(window);
        QSignalSpy chosen(window, &WatchWindow::lessMotionChosen);
        QAction *less = nullptr;
        for (auto *menu : window->findChildren<QMenu *>()) {
            for (auto *action : menu->actions()) {
                if (action->text() == ms("Less motion"))
                    less = action;
            }
        }
        QVERIFY(less && !less->isChecked());
        less->trigger();
        QCOMPARE(chosen.count(), 1);
        QVERIFY(less->isChecked());
        window->setReducedMotion(false);
        QVERIFY(!less->isChecked());
    }

    void theDemoFollows()
    {
        example::ShownWindows windows;
        const auto made = windows.demo().front().make();
        auto *window = qobject_cast<MainWindow *>(made.get());
        QVERIFY(window);
        window->setReducedMotion(true);
        QVERIFY(window->settings().reducedMotion && !window->settings().motionChosen);
        auto *flow = window->findChild<FlowView *>();
        QVERIFY(flow->animation().note().first().contains(ms("reduced motion")));
        window->setReducedMotion(false, true);
        QVERIFY(!window->settings().reducedMotion && window->settings().motionChosen);
    }
};

QTEST_MAIN(TestLessMotion)
#include "tst_lessmotion.moc"
