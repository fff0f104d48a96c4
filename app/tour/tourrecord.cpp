// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourrecord.h"

#include <QJsonArray>

#include <algorithm>

namespace tierlens {

namespace {
bool allHeld(const std::vector<TourRecord::Claim> &claims)
{
    return std::all_of(
        claims.begin(), claims.end(), [](const TourRecord::Claim &claim) { return claim.held; });
}

QJsonArray toArray(const std::vector<TourRecord::Claim> &claims)
{
    QJsonArray array;
    for (const auto &claim : claims)
        array.append(QJsonObject{{QStringLiteral("text"), claim.text},
            {QStringLiteral("measured"), claim.measured}, {QStringLiteral("held"), claim.held}});
    return array;
}
} // namespace

bool TourRecord::held() const
{
    return complete && std::all_of(steps.begin(), steps.end(), [](const Step &step) {
        return step.failure.isEmpty() && allHeld(step.conditions) && allHeld(step.claims);
    });
}

QJsonObject TourRecord::toJson() const
{
    QJsonArray list;
    for (const auto &step : steps) {
        QJsonObject object{{QStringLiteral("title"), step.title},
            {QStringLiteral("waited_s"), std::chrono::duration<double>(step.waited).count()},
            {QStringLiteral("waited_for"), toArray(step.conditions)},
            {QStringLiteral("claims"), toArray(step.claims)}};
        if (!step.question.isEmpty()) {
            object.insert(QStringLiteral("question"), step.question);
            object.insert(QStringLiteral("answer"), step.answer);
        }
        if (!step.failure.isEmpty())
            object.insert(QStringLiteral("failure"), step.failure);
        list.append(object);
    }
    return {{QStringLiteral("name"), name}, {QStringLiteral("steps"), list},
        {QStringLiteral("held"), held()}};
}

} // namespace tierlens
