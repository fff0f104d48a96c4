// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/scene.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
bool isFresh(SinceStart at, Duration pace, SinceStart now)
{
    return now - at <= std::max<Duration>(pace * 3, std::chrono::seconds{5});
}
Moment sumOf(const std::vector<Moment> &moments, std::size_t last)
{
    const auto from = moments.size() - std::min(last, moments.size());
    Moment sum;
    for (auto i = from; i < moments.size(); ++i) {
        if (i == from)
            sum = moments[i];
        else
            sum.add(moments[i]);
    }
    return sum;
}
} // namespace

Sign signOf(const FindingName &name, const Shift &shift)
{
    Sign sign;
    sign.name = name;
    sign.before = shift.before;
    sign.threshold = shift.threshold;
    sign.worst = shift.worst;
    return sign;
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

FindingScene::FindingScene(const FindingInput &input_, const FindingsLimits &limits_,
    const Lately &lately_, const std::map<FindingName, Seen> &seen_)
    : input(input_)
    , limits(limits_)
    , lately(lately_)
    , seen(seen_)
{
    // A step holds at least one look.
    step = limits.step;
    for (const auto pace : {input.redis ? input.redis->pace : Duration{},
             input.postgres ? input.postgres->pace : Duration{}})
        step = std::max(step, Duration(std::chrono::ceil<std::chrono::seconds>(pace)));
    const auto end
        = input.history.end() - input.history.end() % step; // the newest step is not whole yet
    const auto recentSpan = step * static_cast<Duration::rep>(limits.recentSteps);
    const auto from = std::max(end - recentSpan - limits.before, input.history.begin());
    if (from >= end)
        return;
    for (auto &moment : input.history.between(from, end, step)) {
        if (moment.to() > end)
            continue;
        (moment.from >= end - recentSpan ? recent : before).push_back(std::move(moment));
    }
    recentSum = sumOf(recent, recent.size());
}

SinceStart FindingScene::recentFrom() const
{
    return recent.empty() ? input.now : recent.front().from;
}

bool FindingScene::hasRedis() const
{
    return input.redis && input.redis->health == ServerChange::State::Up
        && isFresh(input.redis->at, input.redis->pace, input.now);
}

bool FindingScene::hasPostgres() const
{
    return input.postgres && input.postgres->health == ServerChange::State::Up
        && isFresh(input.postgres->at, input.postgres->pace, input.now);
}

const Seen *FindingScene::seenBefore(FindingKind kind, const std::string &key) const
{
    const auto found = seen.find({kind, key});
    return found == seen.end() ? nullptr : &found->second;
}

bool FindingScene::isTold(FindingKind kind, const std::string &key) const
{
    const auto *found = seenBefore(kind, key);
    return found && found->told;
}

void fillBefore(Course &course, std::vector<double> before, std::size_t least)
{
    if (before.size() < std::max<std::size_t>(least, 1))
        return;
    course.before = median(before);
    for (auto &value : before)
        value = std::abs(value - course.before);
    course.spread = median(std::move(before));
}

Course FindingScene::course(const Measure &measure) const
{
    Course course;
    std::vector<double> values;
    for (const auto &moment : before)
        if (const double value = measure(moment); value >= 0)
            values.push_back(value);
    fillBefore(course, std::move(values), limits.leastBefore);
    for (const auto &moment : recent)
        if (const double value = measure(moment); value >= 0)
            course.recent.push_back(value);
    if (!recent.empty()) {
        course.now = measure(recentSum);
        course.newest = measure(sumOf(recent, 2));
    }
    return course;
}

Shift shiftOf(const Seen *seen, const FindingsLimits &limits, const Course &course,
    FindingScene::Direction direction, const std::function<double(double, double)> &threshold,
    double share)
{
    const double sign = direction == FindingScene::Direction::Up ? 1 : -1;
    Shift shift;
    shift.before = seen ? seen->before : course.before;
    if (shift.before < 0)
        return shift;
    shift.threshold = seen ? seen->threshold : threshold(course.before, course.spread);
    shift.now = course.newest >= 0 ? course.newest : course.now;
    const auto far = [&](double value) { return sign * (value - shift.before); };
    if (seen && seen->told) {
        shift.speaks = course.newest >= 0 && far(course.newest) >= shift.threshold / 2;
    } else if (course.now >= 0 && course.recent.size() >= limits.leastSteps) {
        const auto beyond = std::count_if(course.recent.begin(), course.recent.end(),
            [&](double value) { return far(value) >= shift.threshold / 2; });
        shift.speaks = far(course.now) >= shift.threshold
            && double(beyond) >= share * double(course.recent.size());
    }
    shift.worst
        = seen && seen->worst >= 0 && far(seen->worst) > far(shift.now) ? seen->worst : shift.now;
    return shift;
}

Shift FindingScene::shift(const FindingName &name, const Course &course, Direction direction,
    const std::function<double(double, double)> &threshold, double share) const
{
    return shiftOf(seenBefore(name.kind, name.key), limits, course, direction, threshold, share);
}

SinceStart FindingScene::sinceWhen(const Measure &measure, double border, Direction direction) const
{
    auto since = recentFrom();
    for (const auto *steps : {&recent, &before}) {
        for (auto moment = steps->rbegin(); moment != steps->rend(); ++moment) {
            const double value = measure(*moment);
            if (value < 0)
                continue;
            if (direction == Direction::Up ? value < border : value > border)
                return moment->to() > since ? since : moment->to();
            since = std::min(since, moment->from);
        }
    }
    return since;
}

} // namespace tierlens
