// SPDX-License-Identifier: GPL-3.0-or-later
// Every window at 100 to 300 % of the usual size, and with fonts half as large again: no text is
// cut off, none lies on another, and no window has to be larger than a screen.
#include "theme/theme.h"
#include "ui/look/paintedtexts.h"
#include "ui/look/shownwindows.h"

#include <QApplication>
#include <QProcess>
#include <QTest>

#include <algorithm>

using namespace tierlens;

namespace {
// Qt shows no dialog larger than two thirds of the screen, and the tests' screen has 800 pixels: at
// 300 % that is less than any real one.
void giveItsOwnSize(QWidget &window)
{
    const int wide = std::max(window.width(), window.sizeHint().width());
    const int tall
        = window.hasHeightForWidth() ? window.heightForWidth(wide) : window.sizeHint().height();
    window.resize(wide, std::max(window.height(), tall));
}
} // namespace

class TestSizes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void textsHaveRoom_data()
    {
        QTest::addColumn<double>("font");
        QTest::newRow("usual font") << 1.0;
        if (qEnvironmentVariableIsEmpty("QT_SCALE_FACTOR"))
            QTest::newRow("font 150 %") << 1.5;
    }
    void textsHaveRoom()
    {
        QFETCH(double, font);
        setTextScale(font);
        Theme::darkTheme().applyTo(*qApp);
        example::ShownWindows windows;
        QStringList wrong;
        for (const auto &one : windows.all()) {
            const auto window = one.make();
            // Whoever has larger fonts has a larger window, but not a larger screen than most.
            const QSize size = font > 1 ? QSize(1920, 1080) : one.size;
            if (!one.size.isEmpty())
                window->resize(size);
            window->show();
            if (one.size.isEmpty())
                giveItsOwnSize(*window);
            for (auto *flow : window->findChildren<FlowView *>())
                flow->setDrawnWhole(true);
            QStringList found;
            for (int again = 0; again < 100; ++again) { // until layouts have settled
                QTest::qWait(20);
                found = test::textProblems(*window);
                if (found.isEmpty())
                    break;
            }
            if (!one.size.isEmpty() && window->size() != size)
                found << QStringLiteral("grew to %1x%2").arg(window->width()).arg(window->height());
            if (one.size.isEmpty()
                && (window->width() > 1280 * font || window->height() > 800 * font))
                found << QStringLiteral("is %1x%2").arg(window->width()).arg(window->height());
            for (const auto &problem : found)
                wrong << QStringLiteral("%1: %2").arg(QLatin1String(one.name), problem);
        }
        setTextScale(0);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("\n    "))));
    }

    // The factor can only be chosen before a program begins: this one begins again.
    void atEveryScale_data()
    {
        QTest::addColumn<QString>("factor");
        for (const char *factor : {"1.5", "2", "3"})
            QTest::newRow(factor) << QString::fromLatin1(factor);
    }
    void atEveryScale()
    {
        if (!qEnvironmentVariableIsEmpty("QT_SCALE_FACTOR"))
            QSKIP("is one of them");
        QFETCH(QString, factor);
        QProcess again;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_SCALE_FACTOR"), factor);
        again.setProcessEnvironment(environment);
        again.setProcessChannelMode(QProcess::MergedChannels);
        again.start(QCoreApplication::applicationFilePath(),
            {QStringLiteral("tst_sizes"), QStringLiteral("textsHaveRoom")});
        QVERIFY(again.waitForFinished(120'000));
        const auto said = again.readAll();
        QVERIFY2(again.exitCode() == 0 && said.contains("PASS   : TestSizes::textsHaveRoom"),
            said.constData());
    }
};

QTEST_MAIN(TestSizes)
#include "tst_sizes.moc"
