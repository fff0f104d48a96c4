// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/insidescreen.h"

#include <QApplication>
#include <QDialog>
#include <QScreen>
#include <QTest>

using namespace tierlens;

class TestInsideScreen : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFrameIsBroughtInside_data()
    {
        QTest::addColumn<QRect>("frame");
        QTest::addColumn<QRect>("inside");
        const QRect room(0, 24, 1280, 776);
        QTest::newRow("fits") << QRect(10, 40, 600, 400) << QRect(10, 40, 600, 400);
        QTest::newRow("too large") << QRect(0, 0, 1600, 1000) << room;
        QTest::newRow("beyond the lower right")
            << QRect(1000, 600, 400, 300) << QRect(880, 500, 400, 300);
        QTest::newRow("above") << QRect(300, -20, 400, 300) << QRect(300, 24, 400, 300);
    }
    void aFrameIsBroughtInside()
    {
        QFETCH(QRect, frame);
        QTEST(insideRoom(frame, QRect(0, 24, 1280, 776)), "inside");
    }
    void whatCannotShrinkShowsItsTitleBar()
    {
        const auto inside = insideRoom({0, 0, 900, 700}, {0, 0, 1024, 600}, QSize(800, 650));
        QCOMPARE(inside, QRect(0, 0, 900, 650));
    }

    void aDialogIsShownInside()
    {
        InsideScreen filter;
        qApp->installEventFilter(&filter);
        QDialog dialog;
        dialog.resize(4000, 3000);
        dialog.show();
        const auto room = dialog.screen()->availableGeometry();
        QVERIFY(dialog.height() < room.height()); // there is its title bar still
        QTRY_VERIFY(room.contains(dialog.geometry()));
    }

    void aWindowIsFirstShownInside()
    {
        QWidget window;
        window.resize(4000, 3000);
        window.setMinimumSize(200, 100);
        keepInsideScreen(&window);
        const auto room = window.screen()->availableGeometry().size();
        QVERIFY(window.width() <= room.width() && window.height() < room.height());
    }
};

QTEST_MAIN(TestInsideScreen)
#include "tst_insidescreen.moc"
