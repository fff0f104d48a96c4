// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "tour/tour.h"

#include <QCoreApplication>

#include <map>
#include <optional>

namespace tierlens {

class Session;

// What was so when a step began to act; sums of a step are counted from here.
struct TourBaseline
{
    SinceStart at{};
    std::uint64_t impact = 0; // number of the last impact before the step
    bool expectsImpact = false; // the step gave an order that has one: the last one is not meant
    SinceStart effectBy{}; // then that one should have been seen
    std::map<QString, double> values; // of every measure; sums since the session began
};

// One figure that tours may wait for, claim or say. The table in tourmeasures.cpp holds the only
// definition of each.
struct TourMeasure
{
    enum class Kind {
        Share, // 0 … 1, written in %
        Count,
        Rate, // per second
        Time, // nanoseconds, written with a unit
        Factor, // times
        Money,
        State // one of `states`
    };
    enum class Over {
        Now, // as it is
        Window, // the last seconds, never reaching back to before the step's own change
        Step, // counted since the step began to act
        Session, // since the session began
        Impact // of the latest action that has an impact card, given in or before this step
    };
    const char *name; // "hit_rate"
    const char *label; // for people, to be translated
    Kind kind;
    Over over;
    std::chrono::seconds window; // of Over::Window
    const char *source; // what is counted, in a sentence
    std::optional<double> (*read)(const Session &, std::chrono::seconds window);
    QStringList states;
};

class TourMeasures
{
    Q_DECLARE_TR_FUNCTIONS(TourMeasures)
public:
    static const std::vector<TourMeasure> &all();
    static const TourMeasure *find(QStringView name);
    // None: not known now, for example the time of a miss when nothing was missed.
    static std::optional<double> value(
        const TourMeasure &measure, const Session &session, const TourBaseline &since);
    static TourBaseline baseline(const Session &session);
    static QString text(const TourMeasure &measure, std::optional<double> value); // "94.1 %", "–"
    static QString label(const TourMeasure &measure);
    // "hit rate above 90 %"
    static QString text(const TourCondition &condition);
    // None: not yet to be told.
    static std::optional<bool> holds(
        const TourCondition &condition, const Session &session, const TourBaseline &since);
    // As measured now, however short a time that is: whether it is still worth waiting for.
    static bool isMet(
        const TourCondition &condition, const Session &session, const TourBaseline &since);
    // Placeholders filled with what is measured now: "{hit_rate}", "{answer_p50.before}".
    static QString filled(const QString &text, const Session &session, const TourBaseline &since);

private:
    static std::optional<bool> compared(
        const TourCondition &condition, const Session &session, const TourBaseline &since);
};

} // namespace tierlens
