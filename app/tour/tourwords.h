// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "tour/tour.h"

#include <QCoreApplication>

namespace tierlens {

// The small languages of a tour. Errors are half a sentence, to stand after "step 5: ".
class TourWords
{
    Q_DECLARE_TR_FUNCTIONS(TourWords)
public:
    // "hit_rate > 90 %", "redis up", "queries_per_second > 2 x before"
    static Result<TourCondition> condition(const QString &text);
    // "restart redis", "freeze postgres 3s", "invalidate profile:*", "order end-match"
    static Result<TourOrder> order(const QString &text);
    // "{hit_rate}", "{answer_p50.before}", "{answered}"
    static Result<Done> checkPlaceholders(const QString &text);
};

} // namespace tierlens
