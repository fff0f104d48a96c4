// SPDX-License-Identifier: GPL-3.0-or-later
// The real window on real servers, driven by mouse and keyboard.
#include "help/helpkeys.h"
#include "help/helpwindow.h"
#include "invalidate/invalidatedialog.h"
#include "live/stage/livewindow.h"
#include "panels/impactcard.h"
#include "panels/keyspanel.h"
#include "window/commandpalette.h"
#include "window/messagebar.h"
#include "window/shortcutsheet.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestWindow : public QObject, private test::LiveWindow
{
    Q_OBJECT
    void settled()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!latest() || latest()->settled || latest()->gaveUp, 40'000);
    }
    // What a person sees who looks at a window which a server must not be able to stop.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->setFocus();
        QTest::keyClick(window.get(), key, modifiers);
    }

private Q_SLOTS:
    void initTestCase() { open(); }

    void everyPanelIsThere()
    {
        for (const char *name : {"startPage"})
            QVERIFY(!window->findChild<QWidget *>(QLatin1String(name))->isVisible());
        QVERIFY(window->findChild<KeysPanel *>()->isVisible());
        QVERIFY(!window->grab().isNull());
    }

    void rRestartsRedisAndACardSaysWhatItCost()
    {
        settled();
        const auto before = store().impacts().all().size();
        press(Qt::Key_R);
        QTRY_COMPARE_WITH_TIMEOUT(store().impacts().all().size(), before + 1, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(window->findChild<ImpactCard *>()->isVisible(), 5'000);
        settled();
        QVERIFY(latest()->keysLost > 0);
        QCOMPARE(latest()->failed, 0u);
    }

    void wAddsAFollowerAndSaysWhatPostgresHas()
    {
        press(Qt::Key_W);
        auto *bar = window->findChild<MessageBar *>();
        QTRY_VERIFY_WITH_TIMEOUT(
            bar->isVisible() && bar->accessibleName().contains(QStringLiteral("anya")), 10'000);
    }

    void spacePausesTheTraffic()
    {
        press(Qt::Key_Space);
        QTRY_VERIFY(!session->traffic().running);
        // requests under way may still end
        QTest::qWait(300);
        session->settle();
        const auto stood = store().timings().total().requests();
        QTest::qWait(500);
        QCOMPARE(store().timings().total().requests(), stood);
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(store().timings().total().requests() > stood + 20, 10'000);
    }

    void deleteInvalidatesTheSelectedKey()
    {
        settled();
        auto *keys = window->findChild<KeysPanel *>();
        const auto key = QString::fromStdString(store().keys().rows().front().key);
        keys->selectKey(key);
        const auto dropped = store().keys().totals().invalidated;
        press(Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(store().keys().totals().invalidated > dropped
                || !store().keys().find(key.toStdString()),
            10'000);
        QTRY_COMPARE_WITH_TIMEOUT(latest()->action.kind, Action::Kind::InvalidateKey, 5'000);
    }

    void aPatternSaysItsEffectBeforeItIsInvalidated()
    {
        press(Qt::Key_I);
        QPointer<InvalidateDialog> dialog;
        QTRY_VERIFY(dialog = window->findChild<InvalidateDialog *>());
        auto *input = dialog->findChild<QLineEdit *>();
        QCOMPARE(input->selectedText(), input->text()); // typing replaces the suggestion
        QPushButton *go = nullptr;
        for (auto *button : dialog->findChildren<QPushButton *>()) {
            if (button->property("role").toString() == QLatin1String("danger"))
                go = button;
        }
        QVERIFY(go);
        QTRY_VERIFY_WITH_TIMEOUT(go->isEnabled(), 10'000);
        const QRegularExpression digits(QStringLiteral("\\d"));
        input->setText(QStringLiteral("nothing-of-this-name:*"));
        QVERIFY(!go->isEnabled());
        QVERIFY2(!go->text().contains(digits), qPrintable(go->text())); // of the pattern before
        input->setText(QStringLiteral("session:*"));
        QTRY_VERIFY_WITH_TIMEOUT(go->isEnabled(), 10'000);
        QVERIFY2(
            go->text().contains(QRegularExpression(QStringLiteral("\\d"))), qPrintable(go->text()));
        const auto dropped = store().keys().totals().invalidated;
        QTest::mouseClick(go, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(store().keys().totals().invalidated > dropped, 10'000);
        QTRY_VERIFY(!dialog);
    }

    void thePaletteFindsCommandsAndKeys()
    {
        auto *palette = window->findChild<CommandPalette *>();
        press(Qt::Key_K, Qt::ControlModifier);
        QVERIFY(palette->isVisible());
        auto *input = palette->findChild<QLineEdit *>();
        QTest::keyClicks(input, QStringLiteral("jitter nothing"));
        QTest::keyClick(input, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
        press(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(input, QStringLiteral("spread"));
        const bool before = session->traffic().jitter;
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(session->traffic().jitter, !before);
    }

    void theShortcutSheetOpens()
    {
        press(Qt::Key_Question);
        auto *sheet = window->findChild<ShortcutSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        sheet->close();
    }

    void f1TellsAboutWhatHasTheKeyboard()
    {
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        auto *keys = window->findChild<KeysPanel *>()->findChild<QLineEdit *>();
        keys->setFocus();
        QTest::keyClick(keys, Qt::Key_F1);
        QVERIFY(openHelpWindow());
        QCOMPARE(openHelpWindow()->topic(), QStringLiteral("keys-panel"));
        openHelpWindow()->close();
        QTRY_VERIFY(!openHelpWindow());
        // And by the palette, as every command.
        press(Qt::Key_K, Qt::ControlModifier);
        auto *input = window->findChild<CommandPalette *>()->findChild<QLineEdit *>();
        QTest::keyClicks(input, QStringLiteral("slowest 1 %"));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(openHelpWindow());
        QCOMPARE(openHelpWindow()->topic(), QStringLiteral("answer-p99"));
        openHelpWindow()->close();
        QTRY_VERIFY(!openHelpWindow());
    }

    void aFrozenServerDoesNotStopTheWindow()
    {
        settled();
        for (const auto tier : {Tier::Redis, Tier::Postgres}) {
            session->forgetGap();
            auto frozen = session->freeze(tier, 3s);
            QTRY_VERIFY_WITH_TIMEOUT(
                store().servers().server(tier).state == ServerChange::State::Frozen, 3'000);
            QVERIFY(!window->grab().isNull());
            QTRY_VERIFY_WITH_TIMEOUT(frozen.isFinished(), 10'000);
            QTRY_VERIFY_WITH_TIMEOUT(store().servers().isUp(tier), 5'000);
            // A GUI thread that waits for a server would wait for its timeout, a second or more;
            // the exact figure is the benchmark's business.
            QVERIFY2(session->longestGap() < 700ms,
                qPrintable(QString::number(double(session->longestGap().count()) / 1e6)));
        }
    }

    void darkAndLightAndSmall()
    {
        for (int i = 0; i < 3; ++i) {
            const auto before = window->settings().theme;
            press(Qt::Key_T, Qt::ControlModifier);
            QVERIFY(window->settings().theme != before);
            window->resize(1280, 800);
            QVERIFY(!window->grab().isNull());
        }
        QCOMPARE(window->settings().theme, QStringLiteral("dark"));
    }

    void theSandboxIsResetOnlyWhenThatIsConfirmed()
    {
        QAction *reset = nullptr;
        for (auto *action : window->findChildren<QAction *>()) {
            if (action->text() == QStringLiteral("Reset the sandbox…"))
                reset = action;
        }
        QVERIFY(reset && reset->isEnabled());
        QSignalSpy asked(window.get(), &MainWindow::resetRequested);
        for (const bool confirm : {false, true}) {
            reset->trigger();
            QPointer<QMessageBox> question;
            QTRY_VERIFY(question = window->findChild<QMessageBox *>());
            QVERIFY(question->defaultButton() == question->button(QMessageBox::Cancel));
            for (auto *button : question->buttons()) {
                const bool isCancel = question->buttonRole(button) == QMessageBox::RejectRole;
                if (isCancel != confirm)
                    QTest::mouseClick(button, Qt::LeftButton);
            }
            QTRY_VERIFY(!question);
            QCOMPARE(asked.count(), confirm ? 1 : 0);
        }
    }

    void whatWasChosenIsInTheSettings()
    {
        window->findChild<KeysPanel *>()->setOrder(QStringLiteral("MostHits"));
        QCOMPARE(window->settings().keyOrder, QStringLiteral("MostHits"));
        window->findChild<KeysPanel *>()->setOrder(QStringLiteral("nonsense"));
        QCOMPARE(window->settings().keyOrder, QStringLiteral("MostHits"));
        auto *span = window->findChild<QComboBox *>(QStringLiteral("span"));
        span->setCurrentIndex(1);
        QCOMPARE(window->settings().chartWindow, 300);
    }

    void cleanupTestCase()
    {
        window.reset();
        session.reset();
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
