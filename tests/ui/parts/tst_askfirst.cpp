// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/askfirst.h"

#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace tierlens;

class TestAskFirst : public QObject
{
    Q_OBJECT

    struct Asked
    {
        Asked()
        {
            window.show();
            ask();
        }
        void ask()
        {
            const auto words = [](const char *text) { return QString::fromLatin1(text); };
            askFirst(&window,
                {words("End the demo?"), words("Servers stop."), words("End it"), words("Stay")},
                [this] { ++ended; });
        }
        QList<QMessageBox *> boxes() const { return window.findChildren<QMessageBox *>(); }
        QWidget window;
        int ended = 0;
    };

private Q_SLOTS:
    void returnAndEscapeStay()
    {
        for (const auto key : {Qt::Key_Return, Qt::Key_Escape}) {
            Asked asked;
            QCOMPARE(asked.boxes().size(), 1);
            QTest::keyClick(asked.boxes().first(), key);
            QTRY_VERIFY(asked.boxes().isEmpty());
            QCOMPARE(asked.ended, 0);
        }
    }
    void endsWhenWanted()
    {
        Asked asked;
        for (auto *button : asked.boxes().first()->findChildren<QPushButton *>()) {
            if (button->text() == QStringLiteral("End it")) {
                button->click();
                QCOMPARE(asked.ended, 1);
                return;
            }
        }
        QFAIL("no such button");
    }
    void asksOnce()
    {
        Asked asked;
        asked.ask();
        QCOMPARE(asked.boxes().size(), 1);
        QVERIFY(asked.boxes().first()->informativeText() == QStringLiteral("Servers stop."));
    }
};

QTEST_MAIN(TestAskFirst)
#include "tst_askfirst.moc"
