// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "present/questioncard.h"

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
    QString failure; // why the tour could not go on; empty: it goes on
};

} // namespace tierlens
