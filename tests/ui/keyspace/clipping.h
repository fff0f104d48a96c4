// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QStringList>
#include <QWidget>

namespace tierlens::test {

// As if the user had chosen a larger font: every font that a widget has, and that of the rest.
inline void enlargeFonts(QWidget &window, double factor)
{
    const auto enlarge = [factor](QWidget &widget) {
        QFont font = widget.font();
        font.setPixelSize(qRound(font.pixelSize() > 0 ? font.pixelSize() * factor : 13 * factor));
        widget.setFont(font);
    };
    // Leaves first: what has no font of its own follows its parent.
    auto all = window.findChildren<QWidget *>();
    for (auto *widget : all) {
        if (qobject_cast<QLabel *>(widget) || qobject_cast<QAbstractButton *>(widget)
            || qobject_cast<QComboBox *>(widget) || widget->inherits("QLineEdit"))
            enlarge(*widget);
    }
}

inline bool isScrolled(const QWidget &widget, const QWidget &window)
{
    for (const auto *at = widget.parentWidget(); at && at != &window; at = at->parentWidget()) {
        if (qobject_cast<const QScrollArea *>(at))
            return true;
    }
    return false;
}

// Texts that do not fit where they are shown, and widgets that reach out of their window.
inline QStringList clippedTexts(const QWidget &window)
{
    QStringList clipped;
    for (const auto *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(&window) || widget->window() != &window)
            continue;
        QString text;
        bool fits = true;
        if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            text = label->text();
            fits = text.isEmpty()
                || (label->wordWrap() ? label->height() >= label->heightForWidth(label->width())
                                      : label->width() >= label->sizeHint().width()
                            && label->height() >= label->fontMetrics().height());
        } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            text = button->text();
            // Which may be cut: it says the rest when it is pointed at.
            fits = text.isEmpty() || button->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored
                || button->inherits("tierlens::SightingLine")
                || (button->width() >= button->sizeHint().width()
                    && button->height() >= button->fontMetrics().height());
        } else if (const auto *box = qobject_cast<const QComboBox *>(widget)) {
            text = box->currentText();
            fits = box->width() >= box->fontMetrics().horizontalAdvance(text) + 20;
        } else {
            continue;
        }
        const QRect at(widget->mapTo(&window, QPoint(0, 0)), widget->size());
        const bool scrolls = isScrolled(*widget, window);
        if (!fits || (!scrolls && !window.rect().contains(at)))
            clipped << QStringLiteral("%1 (%2x%3 at %4,%5)")
                           .arg(text)
                           .arg(widget->width())
                           .arg(widget->height())
                           .arg(at.x())
                           .arg(at.y());
    }
    return clipped;
}

} // namespace tierlens::test
