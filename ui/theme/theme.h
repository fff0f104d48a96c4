// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

class QApplication;

namespace tierlens {

// Every colour and font of the window. No other file names a colour.
struct Theme
{
    bool dark = true;
    QColor background, panel, raised, line, text, dim;
    QColor redis, postgres, app; // also: app = write
    QColor hit, miss, write, invalidated;
    QColor sighting; // rare things that were recognised
    QColor redisFill, postgresFill, appFill; // inside of the diagram's boxes
    QColor onAccent; // text on a filled accent

    // Under the pointer. Every colour of a text can still be read on it.
    QColor hover() const;
    // Texts that are switched off, and outlines without which something would not be found: can
    // be told from every ground (MarkContrast).
    QColor faint() const;

    static const Theme &darkTheme();
    static const Theme &lightTheme();

    QFont text13() const; // the normal one; sizes in px at 100 %
    QFont bold13() const;
    QFont small() const; // 12, dim notes
    QFont heading() const; // 11 bold capitals: "SCENARIO"
    QFont title() const; // 15 bold
    QFont figure(int pixels) const; // big numbers
    QFont mono(int pixels = 12) const;

    QPalette palette() const;
    QString styleSheet() const; // for standard widgets; selectors by property "role"
    // Fusion, palette, fonts and style sheet for the whole application.
    void applyTo(QApplication &application) const;
};

// The theme in use. Widgets read it while painting and repaint on QEvent::PaletteChange.
const Theme &theme();
void setTheme(const Theme &theme);

// Fonts of widgets made from now on: 1.5 is half as large again; 0: what the system's font says.
void setTextScale(double factor);

// Mixes `over` onto `under`, 0 … 1.
QColor blend(const QColor &under, const QColor &over, double share);

} // namespace tierlens
