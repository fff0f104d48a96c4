// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <optional>
#include <string>
#include <variant>

namespace tierlens {

// Several requests missed the same key while the first of them was still asking Postgres.
struct Stampede
{
    std::uint64_t queries = 0; // made; one was needed
    std::uint64_t atOnce = 0; // of them, under way at the moment the first answer came
    Duration wasted{}; // of Postgres' time: all queries but the first to be answered
};

// Many keys run out within about a second. A forecast until then, afterwards compared.
struct Cliff
{
    enum class Outcome : std::uint8_t {
        Ahead,
        Measuring,
        Measured,
        Averted, // the keys left Redis, or were given more time, before it came
        Unclear // Redis was not up while it was measured
    };
    Outcome outcome = Outcome::Ahead;
    SinceStart announced{};
    std::uint64_t keys = 0; // that expire in it
    std::uint64_t ofPattern = 0; // of them, those of the pattern most have
    Duration spread{}; // within which they do
    double steady = 0; // keys per second if the same keys expired evenly over their time to live
    double expected = 0; // extra queries per second over `window`
    double measured = 0; // the same, as it came
    double usual = 0; // queries per second in the 10 s before
    Duration window{}; // from the first expiry; what expected and measured are averages of
};

// One key takes a large share of all reads.
struct HotKey
{
    double perSecond = 0, share = 0; // over the last 10 whole seconds
    double mostPerSecond = 0, mostShare = 0;
    std::uint64_t reads = 0; // of it, while it was hot
};

// Answers of one key that were older than the truth.
struct StaleAnswers
{
    std::uint64_t answers = 0;
    Duration oldest{};
    std::uint64_t version = 0, truth = 0; // of the oldest answer; what Postgres had by then
    struct Write
    {
        RequestId id{};
        SinceStart at{};
        std::string key; // that it was counted under
        std::uint64_t version = 0;
    };
    std::optional<SinceStart> changedAt; // when the truth moved on
    std::optional<Write> write; // none: made by somebody else, or not told apart
};

// Redis was empty and fills again.
struct ColdStart
{
    enum class Cause : std::uint8_t { Restarted, Invalidated, Emptied };
    Cause cause = Cause::Restarted;
    double before = 0; // hit rate of the 10 s before, 0 … 1
    double half = 0, target = 0; // hit rates looked for
    std::optional<Duration> toHalf, toTarget; // until the first whole second that reached it
    bool interrupted = false; // not seen to the end
    std::uint64_t queries = 0; // since then
    double usual = 0; // queries there would have been at the rate of the 10 s before

    std::uint64_t extraQueries() const
    {
        return double(queries) > usual ? std::uint64_t(double(queries) - usual) : 0;
    }
};

// A rare thing that was recognised. Changes while it is not over; the id stays.
struct Sighting
{
    enum class Kind : std::uint8_t { Stampede, Cliff, HotKey, Stale, ColdStart };
    enum class State : std::uint8_t { Forecast, Ongoing, Over };

    std::uint64_t id = 0;
    State state = State::Ongoing;
    SinceStart from{}, to{}; // `to`: last seen so far; of a forecast: when it will end
    std::string key; // or a pattern: "tierlens:profile:*"; empty: all keys
    bool partial = false; // details were dropped meanwhile: the figures are at least these
    std::variant<Stampede, Cliff, HotKey, StaleAnswers, ColdStart> figures;

    Kind kind() const { return static_cast<Kind>(figures.index()); }
    template <typename T> const T *as() const { return std::get_if<T>(&figures); }
};

} // namespace tierlens
