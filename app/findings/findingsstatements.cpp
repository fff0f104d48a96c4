// SPDX-License-Identifier: GPL-3.0-or-later
// Single statements of PostgreSQL that became slower or came more often.
#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "findings/scene.h"

#include <algorithm>
#include <limits>

namespace tierlens {

namespace {
using Level = Finding::Level;
using Direction = FindingScene::Direction;

using Steps = std::vector<const Lately::StatementStep *>;

// The finished steps of statement counting, split as the history is.
struct Readings
{
    Steps before, recent;
    Duration recentSpan{};
    Lately::Calls recentAll;
};

double perSecond(std::uint64_t calls, Duration span)
{
    return span > Duration::zero() ? double(calls) * 1e9 / double(span.count()) : 0;
}

Readings readingsOf(const FindingScene &scene)
{
    Readings readings;
    const auto &steps = scene.lately.statements();
    const auto recentSpan = scene.step * static_cast<Duration::rep>(scene.limits.recentSteps);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const bool isRecent
            = readings.recent.size() < scene.limits.leastSteps || readings.recentSpan < recentSpan;
        if (isRecent && readings.before.empty()) {
            readings.recent.insert(readings.recent.begin(), &*step);
            readings.recentSpan += step->span;
            readings.recentAll.calls += step->all.calls;
        } else if (step->to > scene.now() - recentSpan - scene.limits.before) {
            readings.before.insert(readings.before.begin(), &*step);
        }
    }
    return readings;
}

Lately::Calls callsOf(const Lately::StatementStep &step, std::int64_t id)
{
    const auto found = step.statements.find(id);
    return found == step.statements.end() ? Lately::Calls{} : found->second;
}

Lately::Calls sumOf(const Steps &steps, std::size_t last, std::int64_t id)
{
    Lately::Calls sum;
    for (auto i = steps.size() - std::min(last, steps.size()); i < steps.size(); ++i) {
        const auto calls = callsOf(*steps[i], id);
        sum.calls += calls.calls;
        sum.time += calls.time;
    }
    return sum;
}

Duration spanOf(const Steps &steps, std::size_t last)
{
    Duration span{};
    for (auto i = steps.size() - std::min(last, steps.size()); i < steps.size(); ++i)
        span += steps[i]->span;
    return span;
}

SinceStart sinceOf(
    const Readings &readings, const std::function<bool(const Lately::StatementStep &)> &isSo)
{
    auto since = readings.recent.front()->from;
    for (const auto *steps : {&readings.recent, &readings.before})
        for (auto step = steps->rbegin(); step != steps->rend(); ++step) {
            if (!isSo(**step))
                return since;
            since = std::min(since, (*step)->from);
        }
    return since;
}

// The pattern whose misses the statement answers; null: none that we know of.
const PatternLink *linkTo(const FindingScene &scene, std::int64_t id)
{
    for (const auto &link : scene.input.links)
        if (link.statement == id && !link.refused)
            return &link;
    return nullptr;
}

// Speaks: its mean is 2.5 times what it was and 1 ms more, with ten calls on either side, and it
// takes at least 2 % of a processor's time.
void slower(const FindingScene &scene, const Readings &readings, std::int64_t id, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::StatementSlower, std::to_string(id)};
    // Most statements are done with here: they do not cost enough.
    const auto now = sumOf(readings.recent, readings.recent.size(), id);
    const double load = double(now.time.count())
        / double(std::max<Duration::rep>(1, readings.recentSpan.count()));
    const auto *seen = scene.seenBefore(name.kind, name.key);
    if (!(seen && seen->told) && (now.calls < limits.statementCalls || load < limits.statementLoad))
        return;
    Course course;
    std::vector<double> before;
    std::uint64_t callsBefore = 0;
    for (const auto *step : readings.before)
        if (const auto calls = callsOf(*step, id); calls.calls > 0) {
            before.push_back(double(calls.mean().count()));
            callsBefore += calls.calls;
        }
    if (callsBefore >= limits.statementCalls)
        fillBefore(course, std::move(before), limits.leastSteps);
    for (const auto *step : readings.recent)
        if (const auto calls = callsOf(*step, id); calls.calls > 0)
            course.recent.push_back(double(calls.mean().count()));
    course.now = now.calls > 0 ? double(now.mean().count()) : -1;
    const auto newest = sumOf(readings.recent, 2, id);
    course.newest = newest.calls > 0 ? double(newest.mean().count()) : -1;
    const auto shift = scene.shift(name, course, Direction::Up, [&](double was, double spread) {
        return std::max({was * (limits.statementSlower - 1),
            double(limits.statementSlowerBy.count()), limits.spreads * spread});
    });
    if (!shift.speaks)
        return;
    Sign sign = signOf(name, shift);
    sign.since = seen ? seen->since : sinceOf(readings, [&](const auto &step) {
        return double(callsOf(step, id).mean().count()) >= shift.before + shift.threshold / 2;
    });
    sign.level = load >= 1 ? Level::Problem : Level::Warning;
    sign.subject = scene.lately.text(id);
    const auto shown
        = [](double ns) { return durationText(Duration(static_cast<Duration::rep>(ns))); };
    const auto text = FindingWords::tr("A statement became slower, from %1 to %2 on average: %3.");
    sign.sentence
        = begun(text.arg(shown(shift.before), shown(shift.now), statementText(sign.subject)),
            sign.since, scene.now());
    sign.past = text.arg(shown(shift.before), shown(shift.worst), statementText(sign.subject));
    sign.next
        = FindingWords::tr("Compare its plan with before: a missing index, stale statistics, more "
                           "rows or waiting for locks.");
    sign.evidence = {beforeFigure(shown(shift.before)), nowFigure(shown(shift.now)),
        {FindingWords::tr("Calls"), rateText(perSecond(now.calls, readings.recentSpan))},
        {FindingWords::tr("Time per second"), shown(load * 1e9)}};
    signs.push_back(std::move(sign));
}

// Calls of all statements per second in an ordinary step of before.
double usualCalls(const Readings &readings)
{
    std::vector<double> rates;
    for (const auto *step : readings.before)
        rates.push_back(perSecond(step->all.calls, step->span));
    return rates.empty() ? 0 : median(std::move(rates));
}

// How many times as much the application asks than before, judged by something that does not
// depend on this statement: the look-ups in Redis; without Redis, all statements together.
double trafficTimes(const FindingScene &scene, const Readings &readings)
{
    const Measure asks = [](const Moment &moment) {
        return moment.redis.span > Duration::zero()
            ? moment.redis.perSecond(moment.redis.hits + moment.redis.misses)
            : -1.0;
    };
    const auto course = scene.course(asks);
    const auto least = scene.limits.asksPerSecond;
    if (course.before >= least && course.now >= 0)
        return course.now / course.before;
    if (course.before >= 0 && course.now >= least)
        return std::numeric_limits<double>::infinity(); // it began to work
    const auto was = usualCalls(readings);
    return was > 0 ? perSecond(readings.recentAll.calls, readings.recentSpan) / was : -1;
}

// Speaks: called three times as often as before and 20/s more, while the application as a whole
// does not ask more by anything like that.
void more(const FindingScene &scene, const Readings &readings, std::int64_t id, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::StatementMore, std::to_string(id)};
    const auto now = sumOf(readings.recent, readings.recent.size(), id);
    const auto *seen = scene.seenBefore(name.kind, name.key);
    if (!seen && perSecond(now.calls, readings.recentSpan) < limits.statementMoreBy)
        return;
    const auto rate = [id](const Lately::StatementStep &step) {
        return perSecond(callsOf(step, id).calls, step.span);
    };
    Course course;
    std::vector<double> before;
    for (const auto *step : readings.before)
        before.push_back(rate(*step));
    // Something must have gone on before: the first traffic of all is no change of any.
    if (usualCalls(readings) >= 1)
        fillBefore(course, std::move(before), limits.leastBefore * scene.limits.step / scene.step);
    for (const auto *step : readings.recent)
        course.recent.push_back(rate(*step));
    course.now = perSecond(now.calls, readings.recentSpan);
    course.newest = perSecond(sumOf(readings.recent, 2, id).calls, spanOf(readings.recent, 2));
    const auto shift = scene.shift(name, course, Direction::Up, [&](double was, double spread) {
        return std::max(
            {was * (limits.statementMore - 1), limits.statementMoreBy, limits.spreads * spread});
    });
    if (!shift.speaks)
        return;
    if (!seen) {
        const auto traffic = trafficTimes(scene, readings);
        const auto times = shift.before > 0 ? shift.now / shift.before : 1e9;
        if (traffic < 0 || times < traffic * 2)
            return;
    }
    Sign sign = signOf(name, shift);
    sign.since = seen ? seen->since : sinceOf(readings, [&](const auto &step) {
        return rate(step) >= shift.before + shift.threshold / 2;
    });
    const double extra = (shift.now - shift.before) * double(now.mean().count()) / 1e9; // s/s
    sign.level = extra >= 0.1 ? Level::Warning : Level::Notice;
    sign.subject = scene.lately.text(id);
    const auto text = FindingWords::tr("A statement is called more often, %1 instead of %2: %3.");
    sign.sentence
        = begun(text.arg(rateText(shift.now), rateText(shift.before), statementText(sign.subject)),
            sign.since, scene.now());
    const auto *link = linkTo(scene, id);
    if (link)
        sign.sentence += QLatin1Char(' ')
            + FindingWords::tr("It answers the misses of %1.").arg(patternText(link->pattern));
    sign.past
        = FindingWords::tr("A statement was called more often, up to %1 instead of %2: %3.")
              .arg(rateText(shift.worst), rateText(shift.before), statementText(sign.subject));
    sign.next = link
        ? FindingWords::tr("Look at that pattern's hit rate, expiries and evictions.")
        : FindingWords::tr("See whether misses of a key pattern cause it, or a new caller.");
    sign.evidence = {beforeFigure(rateText(shift.before)), nowFigure(rateText(shift.now)),
        {FindingWords::tr("Mean"), durationText(now.mean())},
        {FindingWords::tr("Time per second, more than before"),
            durationText(Duration(static_cast<Duration::rep>(extra * 1e9)))}};
    signs.push_back(std::move(sign));
}
} // namespace

void statementFindings(const FindingScene &scene, Signs &signs)
{
    if (!scene.hasPostgres())
        return;
    const auto readings = readingsOf(scene);
    if (readings.recent.size() < scene.limits.leastSteps)
        return;
    std::vector<std::int64_t> ids;
    for (const auto *step : readings.recent)
        for (const auto &[id, calls] : step->statements)
            ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const auto id : ids) {
        slower(scene, readings, id, signs);
        more(scene, readings, id, signs);
    }
}

} // namespace tierlens
