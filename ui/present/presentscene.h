// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "present/questioncard.h"

#include <cstdint>
#include <limits>
#include <optional>

namespace tierlens {

// What a tour shows at one moment. Without a tour there is none.
struct PresentScene
{
    QString tourTitle, title, caption, notes;
    QString pointAt; // a part of the picture
    int step = 0, count = 0;
    bool hasNext = false, hasPrevious = false;
    std::optional<QuestionCard::Question> question;
    QString waitingFor;
    double waitShare = -1; // of the time it may wait
    // Actions this step may tell of: those after the first up to the last, by Impact::id.
    std::uint64_t impactsAfter = 0, impactsUpTo = std::numeric_limits<std::uint64_t>::max();
    QString failure; // why the tour could not go on; empty: it goes on
};

} // namespace tierlens
