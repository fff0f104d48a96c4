// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyleFactory>

namespace tierlens {

namespace {
const Theme *current = &Theme::darkTheme();

QString firstInstalled(const QStringList &families, const QString &otherwise)
{
    const auto installed = QFontDatabase::families();
    for (const auto &family : families) {
        if (installed.contains(family))
            return family;
    }
    return otherwise;
}

double chosenScale = 0; // 0: as the system says

double systemScale()
{
    static const double factor = [] {
        const auto system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
        const double points = system.pointSizeF();
        // 9 to 11 points are what desktops start with; only a deliberate choice counts.
        return points > 11.5 ? points / 10.0 : 1.0;
    }();
    return factor;
}

// Pixel sizes follow the user's font size: 13 px stands for the system's normal text.
int scaled(int pixels) { return qRound(pixels * (chosenScale > 0 ? chosenScale : systemScale())); }

QFont sans(int pixels, QFont::Weight weight)
{
    static const auto family = firstInstalled(
        {QStringLiteral("Inter")}, QFontDatabase::systemFont(QFontDatabase::GeneralFont).family());
    QFont font(family);
    font.setPixelSize(scaled(pixels));
    font.setWeight(weight);
    return font;
}
} // namespace

const Theme &Theme::darkTheme()
{
    static const Theme theme{true, QColor(0x0F1117), QColor(0x171A23), QColor(0x1E2230),
        QColor(0x2A3042), QColor(0xE8EAF2), QColor(0x98A1B8), QColor(0xFF7A45), QColor(0x9485FF),
        QColor(0x4FA8FF), QColor(0x2FD0A5), QColor(0xFFB224), QColor(0x4FA8FF), QColor(0xFF5C77),
        QColor(0xE98BE0), QColor(0x2A1B17), QColor(0x1D1A33), QColor(0x14233A), QColor(0xFFFFFF)};
    return theme;
}

const Theme &Theme::lightTheme()
{
    static const Theme theme{false, QColor(0xF4F5F9), QColor(0xFFFFFF), QColor(0xF0F2F8),
        QColor(0xDCE0EA), QColor(0x1A1F2E), QColor(0x5B657D), QColor(0xBC3F0D), QColor(0x5B46D9),
        QColor(0x186BB8), QColor(0x09785B), QColor(0x985B00), QColor(0x186BB8), QColor(0xC92746),
        QColor(0xA21CAF), QColor(0xFFF0EA), QColor(0xF0EDFF), QColor(0xE8F2FD), QColor(0xFFFFFF)};
    return theme;
}

QFont Theme::text13() const { return sans(13, QFont::Normal); }
QFont Theme::bold13() const { return sans(13, QFont::DemiBold); }
QFont Theme::small() const { return sans(12, QFont::Normal); }
QFont Theme::heading() const { return sans(11, QFont::DemiBold); }
QFont Theme::title() const { return sans(15, QFont::DemiBold); }

QFont Theme::figure(int pixels) const { return sans(pixels, QFont::Bold); }

QFont Theme::mono(int pixels) const
{
    static const auto family = firstInstalled({QStringLiteral("JetBrains Mono")},
        QFontDatabase::systemFont(QFontDatabase::FixedFont).family());
    QFont font(family);
    font.setPixelSize(scaled(pixels));
    font.setStyleHint(QFont::Monospace);
    return font;
}

QColor Theme::hover() const { return blend(raised, text, dark ? 0.06 : 0.04); }

QColor Theme::faint() const { return blend(panel, dim, dark ? 0.65 : 0.75); }

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, background);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, panel);
    palette.setColor(QPalette::AlternateBase, raised);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, dim);
    palette.setColor(QPalette::Button, raised);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::ToolTipBase, raised);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, blend(panel, app, 0.30));
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::Link, app);
    palette.setColor(QPalette::Mid, line);
    palette.setColor(QPalette::Disabled, QPalette::Text, faint());
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, faint());
    palette.setColor(QPalette::Disabled, QPalette::WindowText, faint());
    return palette;
}

void Theme::applyTo(QApplication &application) const
{
    setTheme(*this);
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setPalette(palette());
    application.setFont(text13());
    application.setStyleSheet(styleSheet());
}

const Theme &theme() { return *current; }

void setTheme(const Theme &theme) { current = &theme; }

void setTextScale(double factor) { chosenScale = factor; }

QColor blend(const QColor &under, const QColor &over, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return QColor(mix(under.red(), over.red()), mix(under.green(), over.green()),
        mix(under.blue(), over.blue()));
}

} // namespace tierlens
