// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/keyspace/clipping.h"
#include "ui/look/inkpaper.h"

#include <QAbstractScrollArea>
#include <QRegion>

namespace tierlens::test {

// Where it is usual that texts reach out of sight: they are scrolled.
inline QRegion scrolled(const QWidget &window)
{
    QRegion region;
    for (const auto *area : window.findChildren<QAbstractScrollArea *>()) {
        if (area->isVisibleTo(&window) && area->window() == &window)
            region += QRect(area->mapTo(&window, QPoint(0, 0)), area->size());
    }
    return region;
}

// Texts of a window that are cut off at an edge.
inline QStringList cutTexts(const InkPaper &paper, const QRegion &scrolled)
{
    QStringList cut;
    for (const auto &text : paper.texts()) {
        if (scrolled.intersects(text.at.toAlignedRect()))
            continue;
        if (text.at.left() < text.room.left() - 2 || text.at.right() > text.room.right() + 2)
            cut << QStringLiteral("cut: \"%1\" at %2 … %3 in %4 … %5")
                       .arg(text.words)
                       .arg(text.at.left(), 0, 'f', 0)
                       .arg(text.at.right(), 0, 'f', 0)
                       .arg(text.room.left(), 0, 'f', 0)
                       .arg(text.room.right(), 0, 'f', 0);
    }
    return cut;
}

// Texts that were painted onto each other.
inline QStringList overlappingTexts(const InkPaper &paper)
{
    QStringList overlapping;
    const auto core = [](const InkPaper::Text &text) { // without the air above and below letters
        const double air = text.at.height() * 0.22;
        return text.at.adjusted(1, air, -1, -air) & text.room;
    };
    const auto &texts = paper.texts();
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const QRectF one = core(texts[i]);
        for (std::size_t j = i + 1; j < texts.size(); ++j) {
            const QRectF both = one & core(texts[j]);
            if (both.width() > 2 && both.height() > 2)
                overlapping << QStringLiteral("\"%1\" and \"%2\" at %3,%4")
                                   .arg(texts[i].words, texts[j].words)
                                   .arg(both.x(), 0, 'f', 0)
                                   .arg(both.y(), 0, 'f', 0);
        }
    }
    return overlapping;
}

// Everything that is wrong with the places of the texts of a window.
inline QStringList textProblems(QWidget &window)
{
    const InkPaper paper(window, false);
    return clippedTexts(window) + cutTexts(paper, scrolled(window)) + overlappingTexts(paper);
}

} // namespace tierlens::test
