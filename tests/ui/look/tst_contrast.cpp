// SPDX-License-Identifier: GPL-3.0-or-later
// Whether everything can be read (WCAG 2.1 AA): first the colours of both themes against each
// other, then each text of each window as it is painted.
#include "theme/contrast.h"
#include "theme/theme.h"
#include "ui/look/inkpaper.h"
#include "ui/look/shownwindows.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace tierlens;

namespace {
struct NamedColor
{
    const char *name;
    QColor color;
};

std::vector<NamedColor> grounds(const Theme &theme)
{
    return {{"background", theme.background}, {"panel", theme.panel}, {"raised", theme.raised},
        {"hover", theme.hover()}};
}

std::vector<NamedColor> accents(const Theme &theme)
{
    return {{"redis", theme.redis}, {"postgres", theme.postgres}, {"app", theme.app},
        {"hit", theme.hit}, {"miss", theme.miss}, {"write", theme.write},
        {"invalidated", theme.invalidated}, {"sighting", theme.sighting}};
}

QString told(const NamedColor &one, const NamedColor &on)
{
    return QStringLiteral("%1 on %2: %3")
        .arg(QLatin1String(one.name), QLatin1String(on.name))
        .arg(contrast(one.color, on.color), 0, 'f', 2);
}

void themes()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

// Places of what is switched off: WCAG asks nothing of it.
QRegion switchedOff(const QWidget &window)
{
    QRegion region;
    for (const auto *widget : window.findChildren<QWidget *>()) {
        if (!widget->isEnabled() && widget->isVisibleTo(&window) && widget->window() == &window)
            region += QRect(widget->mapTo(&window, QPoint(0, 0)), widget->size());
    }
    return region;
}
} // namespace

class TestContrast : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ratioIsWhatWcagSays()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
        QVERIFY(std::abs(contrast(QColor(0x767676), Qt::white) - 4.54) < 0.01);
        QVERIFY(contrast(QColor(0x777777), Qt::white) < TextContrast);
    }

    void coloursCanBeRead_data() { themes(); }
    void coloursCanBeRead()
    {
        QFETCH(bool, dark);
        const auto &theme = dark ? Theme::darkTheme() : Theme::lightTheme();
        QStringList weak;
        const auto check = [&weak](const NamedColor &one, const NamedColor &on, double least) {
            if (contrast(one.color, on.color) < least)
                weak << told(one, on);
        };
        auto inks = accents(theme);
        inks.push_back({"text", theme.text});
        inks.push_back({"dim", theme.dim});
        for (const auto &ground : grounds(theme)) {
            for (const auto &ink : inks)
                check(ink, ground, TextContrast);
        }
        // In the diagram's boxes: their own colour as outline and title, and figures.
        const std::pair<NamedColor, NamedColor> boxes[]
            = {{{"redis", theme.redis}, {"redisFill", theme.redisFill}},
                {{"postgres", theme.postgres}, {"postgresFill", theme.postgresFill}},
                {{"app", theme.app}, {"appFill", theme.appFill}}};
        for (const auto &[own, fill] : boxes) {
            check(own, fill, TextContrast);
            check({"text", theme.text}, fill, TextContrast);
            check({"dim", theme.dim}, fill, TextContrast);
        }
        // On what is filled with an accent, and on what is selected.
        for (const auto &accent : accents(theme))
            check({"ink", inkOn(accent.color)}, accent, TextContrast);
        const auto palette = theme.palette();
        check({"selected text", palette.color(QPalette::HighlightedText)},
            {"highlight", palette.color(QPalette::Highlight)}, TextContrast);
        // Outlines without which a field or a switch would not be found.
        for (const auto &ground : grounds(theme)) {
            if (qstrcmp(ground.name, "hover") != 0)
                check({"faint", theme.faint()}, ground, MarkContrast);
        }
        QVERIFY2(weak.isEmpty(), qPrintable(weak.join(QStringLiteral("; "))));
    }

    void everyTextCanBeRead_data() { themes(); }
    void everyTextCanBeRead()
    {
        QFETCH(bool, dark);
        (dark ? Theme::darkTheme() : Theme::lightTheme()).applyTo(*qApp);
        example::ShownWindows windows;
        int measured = 0;
        QStringList weak;
        for (const auto &one : windows.all()) {
            const auto window = one.make();
            if (!one.size.isEmpty())
                window->resize(one.size);
            window->show();
            for (auto *flow : window->findChildren<FlowView *>())
                flow->setDrawnWhole(true); // its texts are in a picture otherwise
            QTest::qWait(30); // layouts settle
            const QRegion off = switchedOff(*window);
            const test::InkPaper paper(*window);
            for (const auto &text : paper.texts()) {
                if (off.contains(text.at.center().toPoint()))
                    continue;
                ++measured;
                const double found = contrast(text.ink, text.ground);
                if (found < (text.isLarge() ? MarkContrast : TextContrast))
                    weak << QStringLiteral("%1: \"%2\" %3 on %4: %5")
                                .arg(QLatin1String(one.name), text.words, text.ink.name(),
                                    text.ground.name())
                                .arg(found, 0, 'f', 2);
            }
        }
        QVERIFY2(measured > 500, qPrintable(QString::number(measured))); // they are found at all
        weak.removeDuplicates();
        QVERIFY2(weak.isEmpty(), qPrintable(weak.join(QStringLiteral("\n    "))));
    }

    void cleanupTestCase() { setTheme(Theme::darkTheme()); }
};

QTEST_MAIN(TestContrast)
#include "tst_contrast.moc"
