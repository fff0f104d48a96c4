// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/cliffs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Quarter = Pulse::Length;
constexpr std::size_t MostAhead = 8;
constexpr Duration Usual = 10s; // what is usual is taken from

double inSeconds(Duration span) { return double(span.count()) / 1e9; }

double perSecond(std::uint64_t count, Duration span)
{
    return span <= Duration::zero() ? 0 : double(count) / inSeconds(span);
}

// In the ten seconds before, or since the session began.
double usualQueries(const Pulse &pulse, SinceStart at)
{
    const auto from = std::max(at - Usual, SinceStart::zero());
    return perSecond(pulse.between(from, at).queries, at - from);
}

double usualReads(const Pulse &pulse, SinceStart now)
{
    const auto at = now - now % Quarter;
    const auto from = std::max(at - Usual, SinceStart::zero());
    return perSecond(pulse.between(from, at).reads, at - from);
}

struct Found // of the keys that expire in a span
{
    std::uint64_t keys = 0;
    std::uint32_t pattern = 0; // that most have
    std::uint64_t ofPattern = 0;
    Duration seen{}; // on average
};

Found found(const Expiries &expiries, SinceStart from, SinceStart to)
{
    Found out;
    std::vector<std::uint64_t> counts(expiries.patterns.size());
    for (const auto &key : expiries.keys) {
        if (key.expiresAt < from || key.expiresAt >= to)
            continue;
        ++out.keys;
        ++counts[key.pattern];
        out.seen += key.seen;
    }
    if (out.keys > 0)
        out.seen /= static_cast<std::int64_t>(out.keys);
    const auto most = std::max_element(counts.begin(), counts.end());
    if (most != counts.end()) {
        out.pattern = static_cast<std::uint32_t>(most - counts.begin());
        out.ofPattern = *most;
    }
    return out;
}
} // namespace

// How often a key is asked for is known the better the longer it has been watched. The rates of
// the keys among themselves are taken as gamma distributed with their common mean and a shape of
// one half (few are asked for often, most hardly ever); what was seen of one key sharpens that.
double Cliffs::expectedQueries(
    const Expiries &expiries, SinceStart from, SinceStart to, SinceStart until)
{
    constexpr double Shape = 0.5;
    double hits = 0, watched = 0;
    for (const auto &key : expiries.keys) {
        hits += double(key.hits);
        watched += inSeconds(key.seen);
    }
    if (hits <= 0 || watched <= 0)
        return 0;
    const double common = Shape * watched / hits;
    double sum = 0;
    for (const auto &key : expiries.keys) {
        if (key.expiresAt < from || key.expiresAt >= to)
            continue;
        const double rest = common + inSeconds(key.seen);
        sum += 1
            - std::pow(rest / (rest + inSeconds(until - key.expiresAt)), Shape + double(key.hits));
    }
    return sum;
}

bool Cliffs::Landscape::isSteep(std::size_t bucket) const
{
    return bucket < keys.size() && keys[bucket] > 0
        && double(keys[bucket]) >= Steep * steady * inSeconds(Quarter);
}

Cliffs::Landscape Cliffs::landscape(SinceStart now, const Expiries &expiries) const
{
    Landscape out;
    out.start = now - now % Quarter;
    out.keys.resize(static_cast<std::size_t>(Horizon / Quarter));
    for (const auto &key : expiries.keys) {
        if (key.ttl > Duration::zero())
            out.steady += 1 / inSeconds(key.ttl);
        if (key.expiresAt < out.start)
            continue;
        const auto bucket = static_cast<std::size_t>((key.expiresAt - out.start) / Quarter);
        if (bucket < out.keys.size())
            ++out.keys[bucket];
    }
    return out;
}

void Cliffs::look(SinceStart now, const Expiries &expiries, const Pulse &pulse, SightingList &list)
{
    m_looked = now;
    const auto ground = landscape(now, expiries);
    for (Ahead &cliff : m_ahead) {
        auto *sighting = list.change(cliff.id);
        if (!sighting) {
            cliff.id = 0;
            continue;
        }
        auto &figures = std::get<Cliff>(sighting->figures);
        // What is about to expire within the next look is no longer counted: it may be gone by
        // then, and the forecast is to be the one from before.
        if (cliff.from - now >= Every) {
            recount(cliff, now, expiries, ground, pulse, list);
            if (figures.keys < Keys / 2) { // restarted, invalidated, renewed: nothing to warn of
                figures.outcome = Cliff::Outcome::Averted;
                sighting->state = Sighting::State::Over;
            }
        } else if (figures.outcome == Cliff::Outcome::Ahead && now >= cliff.from) {
            const bool gone = figures.keys < Keys / 2;
            if (!gone && !shows(figures, usualReads(pulse, now), 0.5)) {
                list.remove(cliff.id); // the keys are there, but nobody asks for them any more
                cliff.id = 0;
                continue;
            }
            figures.outcome = gone ? Cliff::Outcome::Averted : Cliff::Outcome::Measuring;
            sighting->state = gone ? Sighting::State::Over : Sighting::State::Ongoing;
            figures.usual = usualQueries(pulse, cliff.from);
        }
        if (figures.outcome == Cliff::Outcome::Measuring)
            compare(cliff, now, pulse, list);
        if (sighting->state == Sighting::State::Over)
            cliff.id = 0;
    }
    std::erase_if(m_ahead, [](const Ahead &cliff) { return cliff.id == 0; });
    findNew(now, expiries, ground, pulse, list);
}

void Cliffs::recount(Ahead &cliff, SinceStart now, const Expiries &expiries,
    const Landscape &ground, const Pulse &pulse, SightingList &list)
{
    // It may still be filling: then it grows to the right.
    for (auto bucket = static_cast<std::size_t>((cliff.to - ground.start) / Quarter);
         ground.isSteep(bucket) && cliff.to - cliff.from < Widest; ++bucket)
        cliff.to += Quarter;
    auto *sighting = list.change(cliff.id);
    auto &figures = std::get<Cliff>(sighting->figures);
    const auto keys = found(expiries, cliff.from, cliff.to);
    figures.keys = keys.keys;
    figures.spread = cliff.to - cliff.from;
    figures.window = figures.spread + 1s;
    figures.steady = ground.steady;
    figures.usual = usualQueries(pulse, now - now % Quarter);
    // Those that would expire in this time anyway are in what is usual.
    const double steadyKeys = ground.steady * inSeconds(figures.spread);
    const double more = keys.keys == 0 ? 0 : std::max(0.0, 1 - steadyKeys / double(keys.keys));
    const auto until = cliff.from + figures.window;
    figures.expected
        = more * expectedQueries(expiries, cliff.from, cliff.to, until) / inSeconds(figures.window);
    sighting->to = until;
    if (keys.keys > 0) {
        sighting->key = expiries.patterns[keys.pattern];
        figures.ofPattern = keys.ofPattern;
    }
}

void Cliffs::findNew(SinceStart now, const Expiries &expiries, const Landscape &ground,
    const Pulse &pulse, SightingList &list)
{
    const auto reads = usualReads(pulse, now);
    const auto first = static_cast<std::size_t>(Warning / Quarter) + 1;
    constexpr std::size_t Second = static_cast<std::size_t>(Duration(1s) / Quarter);
    for (std::size_t bucket = first; bucket + Second <= ground.keys.size(); ++bucket) {
        const auto sum = std::accumulate(ground.keys.begin() + std::ptrdiff_t(bucket),
            ground.keys.begin() + std::ptrdiff_t(bucket + Second), std::uint64_t{0});
        if (!ground.isSteep(bucket) || sum < Keys || double(sum) < Steep * ground.steady)
            continue;
        const auto from = ground.start + Quarter * static_cast<std::int64_t>(bucket);
        const bool known = std::any_of(m_ahead.begin(), m_ahead.end(),
            [from](const Ahead &one) { return from + 2s >= one.from && from <= one.to + 2s; });
        if (known || m_ahead.size() >= MostAhead || found(expiries, from, from + 1s).seen < Watched)
            continue;
        // Its forecast is made like any later one; if that is too small to matter, it is no cliff.
        SightingList trial;
        Cliff figures;
        figures.announced = now;
        Ahead cliff{0, from, from + Quarter};
        Sighting sighting{0, Sighting::State::Forecast, from, from, {}, false, figures};
        cliff.id = trial.add(sighting);
        recount(cliff, now, expiries, ground, pulse, trial);
        sighting = trial.all().front();
        if (!shows(std::get<Cliff>(sighting.figures), reads, 1))
            continue;
        cliff.id = list.add(std::move(sighting));
        m_ahead.push_back(cliff);
    }
}

// `share`: how much of the bounds is enough; once announced, half of them.
bool Cliffs::shows(const Cliff &figures, double reads, double share)
{
    return reads > 0
        && (figures.expected >= share * Points * reads
            || figures.expected >= share * std::max(Rate, Times * figures.usual));
}

void Cliffs::compare(const Ahead &cliff, SinceStart now, const Pulse &pulse, SightingList &list)
{
    auto *sighting = list.change(cliff.id);
    auto &figures = std::get<Cliff>(sighting->figures);
    const auto until = cliff.from + figures.window;
    if (now < until + Quarter) // the last quarter's requests may still be in the queue
        return;
    const auto queries = pulse.between(cliff.from, until).queries;
    figures.measured = std::max(0.0, perSecond(queries, figures.window) - figures.usual);
    figures.outcome = Cliff::Outcome::Measured;
    sighting->state = Sighting::State::Over;
}

void Cliffs::disturbed(SinceStart at, SightingList &list)
{
    for (const Ahead &cliff : m_ahead) {
        auto *sighting = cliff.from <= at ? list.change(cliff.id) : nullptr;
        if (!sighting || sighting->state == Sighting::State::Over)
            continue;
        std::get<Cliff>(sighting->figures).outcome = Cliff::Outcome::Unclear;
        sighting->state = Sighting::State::Over;
    }
}

} // namespace tierlens
