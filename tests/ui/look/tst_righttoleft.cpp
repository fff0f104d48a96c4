// SPDX-License-Identifier: GPL-3.0-or-later
// In a language that reads from right to left: windows are mirrored, and no text is cut off or lies
// on another. The diagrams keep their direction, from the app to Redis to Postgres.
#include "parts/toggleswitch.h"
#include "theme/theme.h"
#include "ui/look/paintedtexts.h"
#include "ui/look/shownwindows.h"

#include <QApplication>
#include <QTest>

using namespace tierlens;

class TestRightToLeft : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        QApplication::setLayoutDirection(Qt::RightToLeft);
    }

    void textsHaveRoom()
    {
        example::ShownWindows windows;
        QStringList wrong;
        for (const auto &one : windows.all()) {
            const auto window = one.make();
            QVERIFY(window->isRightToLeft());
            if (!one.size.isEmpty())
                window->resize(one.size);
            window->show();
            for (auto *flow : window->findChildren<FlowView *>())
                flow->setDrawnWhole(true);
            QStringList found;
            for (int again = 0; again < 100; ++again) {
                QTest::qWait(20);
                found = test::textProblems(*window);
                if (found.isEmpty())
                    break;
            }
            for (const auto &problem : found)
                wrong << QStringLiteral("%1: %2").arg(QLatin1String(one.name), problem);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("\n    "))));
    }

    void panelsChangeSides()
    {
        const auto window = example::filled(BottomPanel::Timings);
        window->resize(1600, 1000);
        window->show();
        QTest::qWait(20);
        const auto leftOf = [&window](const QWidget *part) {
            return part->mapTo(window.get(), QPoint(0, 0)).x();
        };
        const auto *controls = window->findChild<ControlsPanel *>();
        const auto *keys = window->findChild<KeysPanel *>();
        const auto *flow = window->findChild<FlowView *>();
        QVERIFY(leftOf(keys) < leftOf(flow) && leftOf(flow) < leftOf(controls));
        const auto &layout = flow->flowLayout();
        QVERIFY(layout.node(FlowNode::App).right() < layout.node(FlowNode::Redis).left());
        QVERIFY(layout.node(FlowNode::Redis).right() < layout.node(FlowNode::Postgres).left());
    }

    // What is painted by hand is mirrored as the standard widgets are.
    void switchesAreMirrored()
    {
        ToggleSwitch one(QStringLiteral("Use the cache"));
        one.setChecked(true);
        one.resize(300, one.sizeHint().height());
        const auto rightToLeft = one.grab().toImage();
        one.setLayoutDirection(Qt::LeftToRight);
        const auto leftToRight = one.grab().toImage();
        const int middle = one.height() / 2;
        // The track begins three pixels from one edge, filled with the colour of "on".
        QCOMPARE(rightToLeft.pixelColor(10, middle - 6).rgb(),
            leftToRight.pixelColor(300 - 1 - 10, middle - 6).rgb());
        QVERIFY(rightToLeft.pixelColor(10, middle - 6) != leftToRight.pixelColor(10, middle - 6));
    }

    void cleanupTestCase() { QApplication::setLayoutDirection(Qt::LeftToRight); }
};

QTEST_MAIN(TestRightToLeft)
#include "tst_righttoleft.moc"
