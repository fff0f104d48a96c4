// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace tierlens {

// What came of a tour, step by step; goes into the report.
struct TourRecord
{
    struct Claim
    {
        QString text; // as the tour's author wrote it
        QString measured; // "94.1 %"
        bool held = false;
    };
    struct Step
    {
        QString title;
        Duration waited{};
        std::vector<Claim> conditions; // what was waited for
        std::vector<Claim> claims;
        QString question, answer; // empty: none was asked
        QString failure; // why the step did not go as it should
    };
    QString name;
    std::vector<Step> steps;
    bool complete = false; // the last step was reached and done

    bool held() const; // complete, no failure, and every condition and claim held
    QJsonObject toJson() const; // {name, steps[{title, waited_s, claims[…]}], held}
};

} // namespace tierlens
