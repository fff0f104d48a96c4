// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowanimation.h"

#include "core/durationtext.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

using namespace std::chrono_literals;

struct FlowAnimation::Leg
{
    FlowPipe pipe{};
    Kind kind{};
    std::uint16_t travel = 800; // ms
    std::uint16_t pause = 0; // ms before it, out of sight
    bool fails = false; // ends before the box
};

namespace {
constexpr Duration Fading = 700ms, FadingSilent = 2s;
constexpr Duration PulseLength = 450ms;
constexpr Duration LitLength = 900ms;
constexpr Duration TimeJump = 1s; // hidden or suspended: what was on its way has arrived
constexpr Duration Quiet = 2s; // after it the next of a kind is drawn at once
constexpr double Jitter = 0.05; // of the travel time; they start evenly spread
constexpr double Crowding = 1.4; // dots in the pipe for each that fits side by side
constexpr SinceStart Never = std::chrono::hours{-24};
constexpr double StopShare = 0.93; // of a pipe, where dots stop before a dead server
constexpr std::array<std::uint32_t, 16> PerDot{
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10'000, 25'000, 50'000, 100'000};

Tier destination(FlowPipe pipe)
{
    return pipe == FlowPipe::Miss || pipe == FlowPipe::Write ? Tier::Postgres : Tier::Redis;
}

bool endsAtApp(FlowPipe pipe) { return pipe == FlowPipe::Answer || pipe == FlowPipe::Back; }

bool failed(const Step &step)
{
    return step.result == StepResult::Failed || step.result == StepResult::Unanswered;
}
} // namespace

FlowAnimation::FlowAnimation()
{
    m_trips.reserve(MaxDots);
    m_dots.reserve(MaxDots);
    clear();
}

std::span<const FlowAnimation::Leg> FlowAnimation::legs(Route route)
{
    using P = FlowPipe;
    using K = Kind;
    static constexpr Leg ask{P::Ask, K::Question};
    static constexpr Leg toPostgres{P::Miss, K::Miss, 800, 120};
    static constexpr Leg slowAnswer{P::Answer, K::Miss, 800, 120};
    static constexpr Leg hit[]{ask, {P::Answer, K::Hit, 800, 80}};
    static constexpr Leg miss[]{ask, toPostgres, {P::Row, K::Fill, 800, 250}, slowAnswer};
    static constexpr Leg missWithoutFill[]{
        ask, toPostgres, {P::Row, K::Miss, 800, 250}, slowAnswer};
    // Waits in Redis about as long as the other request is on its way to Postgres and back.
    static constexpr Leg coalesced[]{ask, {P::Answer, K::Miss, 800, 1900}};
    static constexpr Leg bypass[]{{P::Write, K::Question, 1000, 0}, {P::Back, K::Miss, 1000, 250}};
    static constexpr Leg write[]{{P::Write, K::Write, 1000, 0}};
    static constexpr Leg writeInvalidating[]{
        {P::Write, K::Write, 1000, 0}, {P::Invalidate, K::Invalidated, 800, 150}};
    static constexpr Leg live[]{ask, {P::Answer, K::Question, 800, 80}};
    static constexpr Leg refused[]{ask, {P::Answer, K::Invalidated, 800, 80}};
    static constexpr Leg failedAtRedis[]{{P::Ask, K::Question, 800, 0, true}};
    static constexpr Leg failedAtPostgres[]{ask, {P::Miss, K::Miss, 800, 120, true}};
    static constexpr Leg failedPastRedis[]{{P::Write, K::Question, 1000, 0, true}};
    static constexpr Leg failedWrite[]{{P::Write, K::Write, 1000, 0, true}};
    switch (route) {
    case Route::Hit:
        return hit;
    case Route::Miss:
        return miss;
    case Route::MissWithoutFill:
        return missWithoutFill;
    case Route::Coalesced:
        return coalesced;
    case Route::Bypass:
        return bypass;
    case Route::Write:
        return write;
    case Route::WriteInvalidating:
        return writeInvalidating;
    case Route::Live:
        return live;
    case Route::Refused:
        return refused;
    case Route::FailedAtRedis:
        return failedAtRedis;
    case Route::FailedAtPostgres:
        return failedAtPostgres;
    case Route::FailedPastRedis:
        return failedPastRedis;
    case Route::FailedWrite:
        return failedWrite;
    }
    return {};
}

FlowAnimation::Route FlowAnimation::routeOf(const Request &request)
{
    switch (request.outcome) {
    case Outcome::Hit:
        return Route::Hit;
    case Outcome::Miss: {
        const auto steps = request.parts();
        const bool filled = std::any_of(steps.begin(), steps.end(),
            [](const Step &step) { return step.kind == StepKind::CacheWrite && !failed(step); });
        return filled ? Route::Miss : Route::MissWithoutFill;
    }
    case Outcome::Coalesced:
        return Route::Coalesced;
    case Outcome::Bypass:
        return Route::Bypass;
    case Outcome::Write:
        // Write-behind: only Redis has it so far.
        if (std::none_of(request.parts().begin(), request.parts().end(),
                [](const Step &step) { return step.kind == StepKind::TruthWrite; }))
            return Route::Live;
        return request.invalidated ? Route::WriteInvalidating : Route::Write;
    case Outcome::Live:
        return Route::Live;
    case Outcome::Refused:
        return Route::Refused;
    case Outcome::Failed:
        break;
    }
    // Where it failed last is where it stops; it went past Redis unless Redis had said "no".
    bool redisAnswered = false;
    Route route = Route::FailedAtRedis;
    for (const Step &step : request.parts()) {
        switch (step.kind) {
        case StepKind::CacheRead:
            redisAnswered = !failed(step);
            if (failed(step))
                route = Route::FailedAtRedis;
            break;
        case StepKind::Query:
            if (failed(step))
                route = redisAnswered ? Route::FailedAtPostgres : Route::FailedPastRedis;
            break;
        case StepKind::Wait:
            if (failed(step))
                route = Route::FailedAtPostgres;
            break;
        case StepKind::TruthWrite:
            if (failed(step))
                route = Route::FailedWrite;
            break;
        case StepKind::CacheWrite:
        case StepKind::CacheDrop:
            break;
        }
    }
    return route;
}

void FlowAnimation::clear()
{
    m_trips.clear();
    m_dots.clear();
    m_waiting = 0;
    m_arrivedAt.fill(Never);
    m_litAt.fill(Never);
    for (Counter &counter : m_counters)
        counter = {};
    m_rateAt = Never;
    m_rate = -1;
}

void FlowAnimation::setAnswers(Tier tier, bool answers, bool silent)
{
    m_answers[indexOf(tier)] = answers;
    m_silent[indexOf(tier)] = silent;
}

void FlowAnimation::setRoom(double dotsInPipe)
{
    const double travel = legs(Route::Hit).front().travel / 1000.0;
    m_maxStarts = std::clamp(Crowding * dotsInPipe / travel, 4.0, MaxStartsPerSecond);
}

void FlowAnimation::setReducedMotion(bool reduced)
{
    if (m_reduced != reduced)
        clear();
    m_reduced = reduced;
}

double FlowAnimation::chance()
{
    m_random ^= m_random << 13;
    m_random ^= m_random >> 7;
    m_random ^= m_random << 17;
    return double(m_random >> 11) / double(1ull << 53);
}

void FlowAnimation::measureRate(double requests, SinceStart now)
{
    if (m_rateAt == Never || now < m_rateAt) {
        m_rateAt = now;
        m_rateCount = 0;
        return;
    }
    m_rateCount += requests;
    const double seconds = std::chrono::duration<double>(now - m_rateAt).count();
    if (seconds < 0.25)
        return;
    const double measured = m_rateCount / seconds;
    // Half of what was, half of what is: about a second until it has settled.
    m_rate = m_rate < 0 || seconds > 2 ? measured : (m_rate + measured) / 2;
    m_rateAt = now;
    m_rateCount = 0;

    const auto least = *std::find_if(PerDot.begin(), PerDot.end() - 1,
        [this](std::uint32_t n) { return m_rate / n <= m_maxStarts; });
    // It grows as soon as there would be too many dots. It shrinks only if there is room to spare,
    // so that a rate near a limit does not make it flicker.
    const bool roomToSpare = m_rate / least <= 0.8 * m_maxStarts;
    if (least <= m_perDot && !(least < m_perDot && roomToSpare))
        return;
    for (Counter &counter : m_counters)
        counter.waiting *= double(least) / m_perDot;
    m_perDot = least;
}

void FlowAnimation::add(
    std::span<const Store::RecentRequest> requests, std::uint64_t dropped, SinceStart now)
{
    measureRate(double(requests.size()) + double(dropped), now);
    // Spread over the time since the last batch: requests did not arrive all at once either.
    const Duration spread = std::clamp<Duration>(now - m_addedAt, 0ms, 250ms);
    m_addedAt = now;
    if (requests.empty())
        return;
    // Until the rate is known, or when it leaps, no more start than can be told apart.
    const double seconds = std::chrono::duration<double>(spread).count();
    int budget = 8 + static_cast<int>(3 * m_maxStarts * seconds);
    // Those without detail went as those with detail did.
    const double each = 1 + double(dropped) / double(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const Route route = routeOf(requests[i].request);
        Counter &counter = m_counters[indexOf(route)];
        // The first of its kind after a while is drawn, so that rare ones are seen; it stands for
        // the next ones as well, so that proportions hold.
        if (now - counter.seenAt > Quiet)
            counter.waiting = m_perDot - each;
        counter.seenAt = now;
        counter.waiting += each;
        const auto at = now + spread * static_cast<int>(i) / static_cast<int>(requests.size());
        for (; counter.waiting >= m_perDot - 1e-6; counter.waiting -= m_perDot) {
            if (--budget >= 0)
                start(route, at);
        }
    }
}

void FlowAnimation::start(Route route, SinceStart at)
{
    if (m_reduced) {
        for (const Leg &leg : legs(route)) {
            m_litAt[indexOf(leg.pipe)] = at;
            if (leg.kind == Kind::Fill || leg.kind == Kind::Invalidated)
                m_arrivedAt[indexOf(leg.pipe)] = at;
        }
        return;
    }
    if (m_trips.size() >= MaxDots)
        return; // the picture is full; figures are exact all the same
    Trip trip;
    trip.route = route;
    trip.from = at;
    trip.until = at;
    m_trips.push_back(trip);
}

bool FlowAnimation::stops(FlowPipe pipe) const
{
    return !endsAtApp(pipe) && !m_answers[indexOf(destination(pipe))];
}

bool FlowAnimation::isSilent(FlowPipe pipe) const { return m_silent[indexOf(destination(pipe))]; }

void FlowAnimation::enter(Trip &trip, SinceStart at)
{
    const Leg &leg = legs(trip.route)[trip.leg];
    const double factor = 1 + Jitter * (2 * chance() - 1);
    trip.inPipe = true;
    trip.from = at;
    trip.until = at
        + std::chrono::duration_cast<Duration>(
            std::chrono::duration<double, std::milli>(leg.travel * factor));
}

bool FlowAnimation::step(Trip &trip, SinceStart now)
{
    while (now >= trip.until) {
        if (trip.fading)
            return false;
        const auto way = legs(trip.route);
        const Leg &leg = way[trip.leg];
        if (!trip.inPipe) {
            enter(trip, trip.until);
            continue;
        }
        if (leg.fails || stops(leg.pipe)) {
            trip.fading = true;
            trip.from = trip.until;
            trip.until += isSilent(leg.pipe) ? FadingSilent : Fading;
            continue;
        }
        if (leg.kind == Kind::Fill || leg.kind == Kind::Invalidated) {
            SinceStart &arrived = m_arrivedAt[indexOf(leg.pipe)];
            // A stream of them must not hold the pulse at its beginning.
            if (trip.until - arrived > PulseLength / 2)
                arrived = trip.until;
        }
        if (++trip.leg == way.size())
            return false;
        trip.inPipe = false;
        trip.from = trip.until;
        trip.until += std::chrono::milliseconds{way[trip.leg].pause};
    }
    return true;
}

FlowAnimation::Dot FlowAnimation::drawn(const Trip &trip, SinceStart now) const
{
    const Leg &leg = legs(trip.route)[trip.leg];
    const double share = std::clamp(double((now - trip.from).count())
            / double(std::max<Duration::rep>(1, (trip.until - trip.from).count())),
        0.0, 1.0);
    const double end = leg.fails || stops(leg.pipe) ? StopShare : 1;
    if (trip.fading)
        return {leg.pipe, Kind::Failed, float(StopShare), float(1 - share)};
    return {leg.pipe, leg.kind, float(share * end), 1};
}

void FlowAnimation::advance(SinceStart now)
{
    if (now < m_now || now - m_now > TimeJump) {
        m_trips.clear();
        m_arrivedAt.fill(Never);
        m_litAt.fill(Never);
        if (now < m_now) // another session
            clear();
    }
    m_now = now;
    m_dots.clear();
    m_waiting = 0;
    for (std::size_t i = 0; i < m_trips.size();) {
        Trip &trip = m_trips[i];
        if (!step(trip, now)) {
            trip = m_trips.back();
            m_trips.pop_back();
            continue;
        }
        if (trip.inPipe)
            m_dots.push_back(drawn(trip, now));
        else
            ++m_waiting;
        ++i;
    }
}

bool FlowAnimation::isLit(FlowPipe pipe) const
{
    return m_reduced && m_now - m_litAt[indexOf(pipe)] < LitLength;
}

double FlowAnimation::pulse(FlowPipe into) const
{
    const auto age = m_now - m_arrivedAt[indexOf(into)];
    return age < Duration::zero() || age >= PulseLength
        ? -1
        : double(age.count()) / double(PulseLength.count());
}

QStringList FlowAnimation::note() const
{
    if (m_reduced)
        return {tr("reduced motion: a lit pipe is in use"), tr("lit = in use")};
    const auto dot = m_perDot == 1 ? tr("1 dot = 1 request")
                                   : tr("1 dot = %1 requests").arg(countText(m_perDot));
    return {dot + QStringLiteral(" · ") + tr("slowed down"), dot};
}

} // namespace tierlens
