// SPDX-License-Identifier: GPL-3.0-or-later
// The only definition of every figure a tour may name.
#include "session/session.h"
#include "store/savings.h"
#include "tour/tourmeasures.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using MeasureKind = TourMeasure::Kind;
using Over = TourMeasure::Over;
using Value = std::optional<double>;
using Span = std::chrono::seconds;

const RequestCounts &total(const Session &session) { return session.store().timings().total(); }
RequestCounts lately(const Session &session, Span span)
{
    return session.store().timings().window(span);
}
const Impact *impact(const Session &session) { return session.store().impacts().latest(); }

Value median(const Histogram &timing)
{
    return timing.count() == 0 ? Value() : double(timing.quantile(0.5).count());
}
template <Series S> Value medianLately(const Session &session, Span span)
{
    return median(lately(session, span).timing(S));
}
template <Outcome O> Value outcomes(const Session &session, Span)
{
    return double(total(session).of(O));
}

const Store::OperationTimings &slow(const Session &session)
{
    return session.store().operation(static_cast<std::uint8_t>(session.scenario().slowOperation));
}
const Store::OperationTimings &quick(const Session &session)
{
    return session.store().operation(static_cast<std::uint8_t>(session.scenario().quickOperation));
}
Value speedup(const Store::OperationTimings &timings)
{
    const auto redis = median(timings.redis), postgres = median(timings.postgres);
    return redis && postgres ? Value(*postgres / std::max(1.0, *redis)) : Value();
}

// In the order of the states of the measures "redis" and "postgres".
Value state(const Session &session, Tier tier)
{
    switch (session.store().servers().server(tier).state) {
    case ServerChange::State::Up:
        return 0;
    case ServerChange::State::Frozen:
        return 2;
    default:
        return 1;
    }
}

Value stale(const Session &session)
{
    const auto &rows = session.store().keys().rows();
    return double(
        std::count_if(rows.begin(), rows.end(), [](const HeldKey &row) { return row.isStale(); }));
}

template <typename T> Value seen(const Session &session, Span)
{
    const auto &all = session.store().sightings();
    return double(std::count_if(
        all.begin(), all.end(), [](const Sighting &sighting) { return sighting.as<T>(); }));
}

template <typename T> const T *latest(const Session &session)
{
    const auto &all = session.store().sightings();
    for (auto sighting = all.rbegin(); sighting != all.rend(); ++sighting) {
        if (const auto *figures = sighting->template as<T>())
            return figures;
    }
    return nullptr;
}

Value moneySaved(const Session &session)
{
    const int priced = session.scenario().pricedOperation;
    return priced < 0 ? Value()
                      : Value(savingsOf(total(session), priced, session.traffic().price).saved);
}

// One line a measure: name, label, kind, over what, seconds of the window, what is counted, how.
std::vector<TourMeasure> table()
{
    const QStringList server{
        QStringLiteral("up"), QStringLiteral("down"), QStringLiteral("frozen")};
    return {
        {"hit_rate", QT_TRANSLATE_NOOP("TourMeasures", "hit rate"), MeasureKind::Share,
            Over::Window, 3s, "hits of all reads that asked Redis",
            [](const Session &s, Span w) {
                const auto rate = lately(s, w).hitRate();
                return rate < 0 ? Value() : Value(rate);
            },
            {}},
        {"requests_per_second", QT_TRANSLATE_NOOP("TourMeasures", "requests per second"),
            MeasureKind::Rate, Over::Window, 3s, "requests answered",
            [](const Session &s, Span w) { return Value(s.store().timings().perSecond(w)); }, {}},
        {"queries_per_second", QT_TRANSLATE_NOOP("TourMeasures", "queries per second"),
            MeasureKind::Rate, Over::Window, 3s, "statements Postgres answered for the app",
            [](const Session &s, Span w) { return Value(s.store().timings().queriesPerSecond(w)); },
            {}},
        {"answer_p50", QT_TRANSLATE_NOOP("TourMeasures", "typical answer"), MeasureKind::Time,
            Over::Window, 3s, "half of all reads took at most this long, as the app saw it",
            medianLately<Series::Answer>, {}},
        {"answer_p99", QT_TRANSLATE_NOOP("TourMeasures", "slowest 1 % of the answers"),
            MeasureKind::Time, Over::Window, 3s,
            "99 of 100 reads took at most this long, as the app saw it",
            [](const Session &s, Span w) {
                const auto counts = lately(s, w); // its histograms live as long as it does
                const auto &timing = counts.timing(Series::Answer);
                return timing.count() == 0 ? Value() : double(timing.quantile(0.99).count());
            },
            {}},
        {"redis_ms", QT_TRANSLATE_NOOP("TourMeasures", "one answer of Redis"), MeasureKind::Time,
            Over::Session, 0s, "median of one GET that hit, of the world's slow question",
            [](const Session &s, Span) { return median(slow(s).redis); }, {}},
        {"postgres_ms", QT_TRANSLATE_NOOP("TourMeasures", "one answer of Postgres"),
            MeasureKind::Time, Over::Session, 0s,
            "median of one SELECT after a miss, of the world's slow question",
            [](const Session &s, Span) { return median(slow(s).postgres); }, {}},
        {"speedup", QT_TRANSLATE_NOOP("TourMeasures", "how much faster Redis answers"),
            MeasureKind::Factor, Over::Session, 0s, "postgres_ms divided by redis_ms",
            [](const Session &s, Span) { return speedup(slow(s)); }, {}},
        {"quick_speedup", QT_TRANSLATE_NOOP("TourMeasures", "gain for a simple question"),
            MeasureKind::Factor, Over::Session, 0s, "the same for the world's quick question",
            [](const Session &s, Span) { return speedup(quick(s)); }, {}},
        {"queries_avoided", QT_TRANSLATE_NOOP("TourMeasures", "queries avoided"),
            MeasureKind::Count, Over::Session, 0s,
            "reads that did not have to ask Postgres: hits and coalesced ones",
            [](const Session &s, Span) {
                return Value(double(total(s).of(Outcome::Hit) + total(s).of(Outcome::Coalesced)));
            },
            {}},
        {"money_saved", QT_TRANSLATE_NOOP("TourMeasures", "money saved"), MeasureKind::Money,
            Over::Session, 0s, "answers nobody paid for (hits and shared ones) times the price",
            [](const Session &s, Span) { return moneySaved(s); }, {}},
        {"requests", QT_TRANSLATE_NOOP("TourMeasures", "requests"), MeasureKind::Count, Over::Step,
            0s, "requests answered",
            [](const Session &s, Span) { return Value(double(total(s).requests())); }, {}},
        {"hits", QT_TRANSLATE_NOOP("TourMeasures", "hits"), MeasureKind::Count, Over::Step, 0s,
            "reads that Redis answered", outcomes<Outcome::Hit>, {}},
        {"misses", QT_TRANSLATE_NOOP("TourMeasures", "misses"), MeasureKind::Count, Over::Step, 0s,
            "reads that Redis could not answer and that asked Postgres", outcomes<Outcome::Miss>,
            {}},
        {"coalesced", QT_TRANSLATE_NOOP("TourMeasures", "shared answers"), MeasureKind::Count,
            Over::Step, 0s, "reads that waited for another one's answer to the same miss",
            outcomes<Outcome::Coalesced>, {}},
        {"queries", QT_TRANSLATE_NOOP("TourMeasures", "queries"), MeasureKind::Count, Over::Step,
            0s, "statements Postgres answered for the app",
            [](const Session &s, Span) { return Value(double(total(s).queries())); }, {}},
        {"writes", QT_TRANSLATE_NOOP("TourMeasures", "writes"), MeasureKind::Count, Over::Step, 0s,
            "changes of the truth", outcomes<Outcome::Write>, {}},
        {"live", QT_TRANSLATE_NOOP("TourMeasures", "updates of live state"), MeasureKind::Count,
            Over::Step, 0s, "requests about what Redis alone holds", outcomes<Outcome::Live>, {}},
        {"refused", QT_TRANSLATE_NOOP("TourMeasures", "refused requests"), MeasureKind::Count,
            Over::Step, 0s, "requests a rule of the app said no to", outcomes<Outcome::Refused>,
            {}},
        {"failed", QT_TRANSLATE_NOOP("TourMeasures", "failed requests"), MeasureKind::Count,
            Over::Step, 0s, "requests without an answer", outcomes<Outcome::Failed>, {}},
        {"stale_answers", QT_TRANSLATE_NOOP("TourMeasures", "stale answers"), MeasureKind::Count,
            Over::Step, 0s, "answers that were older than the truth",
            [](const Session &s, Span) { return Value(double(total(s).stale())); }, {}},
        {"expired", QT_TRANSLATE_NOOP("TourMeasures", "expired keys"), MeasureKind::Count,
            Over::Step, 0s, "keys whose time ran out",
            [](const Session &s, Span) { return Value(double(s.store().keys().totals().expired)); },
            {}},
        {"evicted", QT_TRANSLATE_NOOP("TourMeasures", "evicted keys"), MeasureKind::Count,
            Over::Step, 0s, "keys Redis threw out to make room, by its own counter",
            [](const Session &s, Span) { return Value(double(s.store().servers().evicted())); },
            {}},
        {"invalidated", QT_TRANSLATE_NOOP("TourMeasures", "invalidated keys"), MeasureKind::Count,
            Over::Step, 0s, "keys removed because the truth changed or somebody ordered it",
            [](const Session &s, Span) {
                return Value(double(s.store().keys().totals().invalidated));
            },
            {}},
        {"keys", QT_TRANSLATE_NOOP("TourMeasures", "keys in Redis"), MeasureKind::Count, Over::Now,
            0s, "keys of this world that Redis holds, as far as our requests tell",
            [](const Session &s, Span) { return Value(double(s.store().keys().rows().size())); },
            {}},
        {"stale_keys", QT_TRANSLATE_NOOP("TourMeasures", "stale keys"), MeasureKind::Count,
            Over::Now, 0s, "keys whose answer is older than the truth",
            [](const Session &s, Span) { return stale(s); }, {}},
        {"stampedes", QT_TRANSLATE_NOOP("TourMeasures", "stampedes"), MeasureKind::Count,
            Over::Step, 0s,
            "times that several requests asked Postgres the same at once, as recognised",
            seen<Stampede>, {}},
        {"stampede_queries", QT_TRANSLATE_NOOP("TourMeasures", "queries of the stampede"),
            MeasureKind::Count, Over::Now, 0s,
            "identical queries of the latest stampede; one was needed",
            [](const Session &s, Span) {
                const auto *stampede = latest<Stampede>(s);
                return stampede ? Value(double(stampede->queries)) : Value();
            },
            {}},
        {"cliffs", QT_TRANSLATE_NOOP("TourMeasures", "expiry cliffs"), MeasureKind::Count,
            Over::Step, 0s, "times that many keys expire within a second, as forecast", seen<Cliff>,
            {}},
        {"cliff_keys", QT_TRANSLATE_NOOP("TourMeasures", "keys of the expiry cliff"),
            MeasureKind::Count, Over::Now, 0s,
            "keys that run out together in the latest expiry cliff",
            [](const Session &s, Span) {
                const auto *cliff = latest<Cliff>(s);
                return cliff ? Value(double(cliff->keys)) : Value();
            },
            {}},
        {"cliff_queries_per_second", QT_TRANSLATE_NOOP("TourMeasures", "queries of the cliff"),
            MeasureKind::Rate, Over::Now, 0s,
            "extra queries per second of the latest cliff, as measured",
            [](const Session &s, Span) {
                const auto *cliff = latest<Cliff>(s);
                return cliff && cliff->outcome == Cliff::Outcome::Measured ? Value(cliff->measured)
                                                                           : Value();
            },
            {}},
        {"cold_starts", QT_TRANSLATE_NOOP("TourMeasures", "cold starts"), MeasureKind::Count,
            Over::Step, 0s, "times that Redis was empty and had to fill again, as recognised",
            seen<ColdStart>, {}},
        {"board_rows", QT_TRANSLATE_NOOP("TourMeasures", "rows of the board"), MeasureKind::Count,
            Over::Now, 0s, "rows of the list that this world shows",
            [](const Session &s, Span) {
                return s.store().board() ? Value(double(s.store().board()->rows.size())) : Value();
            },
            {}},
        {"board_best", QT_TRANSLATE_NOOP("TourMeasures", "first of the board"), MeasureKind::Count,
            Over::Now, 0s, "value of the first row of the list that this world shows",
            [](const Session &s, Span) {
                return s.store().board() && !s.store().board()->rows.empty()
                    ? Value(s.store().board()->rows.front().value)
                    : Value();
            },
            {}},
        {"redis", QT_TRANSLATE_NOOP("TourMeasures", "Redis"), MeasureKind::State, Over::Now, 0s,
            "whether Redis answers", [](const Session &s, Span) { return state(s, Tier::Redis); },
            server},
        {"postgres", QT_TRANSLATE_NOOP("TourMeasures", "Postgres"), MeasureKind::State, Over::Now,
            0s, "whether Postgres answers",
            [](const Session &s, Span) { return state(s, Tier::Postgres); }, server},
        {"impact", QT_TRANSLATE_NOOP("TourMeasures", "the effect"), MeasureKind::State,
            Over::Impact, 0s, "whether all is as before: both servers up and the hit rate back",
            [](const Session &s, Span) {
                return impact(s) ? Value(impact(s)->settled ? 1 : 0) : Value();
            },
            {QStringLiteral("open"), QStringLiteral("settled")}},
        {"keys_lost", QT_TRANSLATE_NOOP("TourMeasures", "keys lost"), MeasureKind::Count,
            Over::Impact, 0s, "keys that left Redis by the action",
            [](const Session &s, Span) {
                return impact(s) ? Value(double(impact(s)->keysLost)) : Value();
            },
            {}},
        {"rows_lost", QT_TRANSLATE_NOOP("TourMeasures", "rows lost"), MeasureKind::Count,
            Over::Impact, 0s,
            "acknowledged writes that Postgres no longer has, looked for after it came back",
            [](const Session &s, Span) {
                return impact(s) && impact(s)->rowsLost ? Value(double(*impact(s)->rowsLost))
                                                        : Value();
            },
            {}},
        {"writes_checked", QT_TRANSLATE_NOOP("TourMeasures", "writes looked for"),
            MeasureKind::Count, Over::Impact, 0s,
            "acknowledged writes looked for after the server came back",
            [](const Session &s, Span) {
                return impact(s) && impact(s)->rowsLost ? Value(double(impact(s)->writesChecked))
                                                        : Value();
            },
            {}},
        {"extra_queries", QT_TRANSLATE_NOOP("TourMeasures", "extra queries"), MeasureKind::Count,
            Over::Impact, 0s, "queries since the action, beyond the rate of the 10 s before",
            [](const Session &s, Span) {
                return impact(s) ? Value(double(impact(s)->extraQueries())) : Value();
            },
            {}},
        {"slowest_answer", QT_TRANSLATE_NOOP("TourMeasures", "slowest answer"), MeasureKind::Time,
            Over::Impact, 0s, "slowest answer between the action and its settling",
            [](const Session &s, Span) {
                return impact(s) ? Value(double(impact(s)->slowest.count())) : Value();
            },
            {}},
        {"down_for", QT_TRANSLATE_NOOP("TourMeasures", "time without the server"),
            MeasureKind::Time, Over::Impact, 0s, "from the action until the server was up again",
            [](const Session &s, Span) {
                return impact(s) && impact(s)->downFor ? Value(double(impact(s)->downFor->count()))
                                                       : Value();
            },
            {}},
        {"settled_after", QT_TRANSLATE_NOOP("TourMeasures", "time until all was as before"),
            MeasureKind::Time, Over::Impact, 0s, "from the action until it had settled",
            [](const Session &s, Span) {
                return impact(s) && impact(s)->settled
                    ? Value(double(impact(s)->settledAfter.count()))
                    : Value();
            },
            {}},
    };
}
} // namespace

const std::vector<TourMeasure> &TourMeasures::all()
{
    static const auto measures = table();
    return measures;
}

} // namespace tierlens
