// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tierlens {

enum class HelpChapter : std::uint8_t { Begin, Demo, Watch, Keys, Restarts, Audit, Trouble };
constexpr std::size_t HelpChapters = std::size_t(HelpChapter::Trouble) + 1;
QString helpChapterName(HelpChapter chapter);

// One page of the help: about a number that is on the screen, or about a part of a window. Plain
// text; an empty line in `what` begins a paragraph.
struct HelpTopic
{
    QString id = {}; // "hit-rate"; what a widget's property helpTopic says. Never translated
    HelpChapter chapter = HelpChapter::Begin;
    QString title = {};
    QString what = {}; // what it is
    // Of a number, all three; of anything else, none.
    QString formula = {}; // how it is worked out
    QString window = {}; // over which time
    QString source = {}; // who counted, and where
    QStringList seeAlso = {}; // ids

    bool isFigure() const { return !formula.isEmpty(); }
};
using HelpTopics = std::vector<HelpTopic>;

} // namespace tierlens
