// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of one pattern do. All of it is estimated from samples, or inferred from a burst.
#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "findings/scene.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
using Level = Finding::Level;
using Points = std::deque<Lately::PatternPoint>;

double meanKeys(const Points &points, std::size_t from, std::size_t to)
{
    double sum = 0;
    for (auto i = from; i < to; ++i)
        sum += points[i].keys;
    return sum / double(to - from);
}

// Speaks: nine tenths of its keys have no expiry and there are 10 % and 1 000 keys more than ten
// minutes ago, more than the sample can be wrong by, in each third of that time, and the keyspace
// grew with it.
void growth(
    const FindingScene &scene, const std::string &pattern, const Points &points, Signs &signs)
{
    const auto &limits = scene.limits;
    if (points.size() < 9)
        return;
    const auto &first = points.front(), &last = points.back();
    const auto span = last.at - first.at;
    if (span < limits.growthWindow * 3 / 4 || first.withoutExpiry < limits.withoutExpiry
        || last.withoutExpiry < limits.withoutExpiry)
        return;
    const auto third = points.size() / 3;
    const double early = meanKeys(points, 0, third), middle = meanKeys(points, third, 2 * third),
                 late = meanKeys(points, 2 * third, points.size());
    const double grew = last.keys - first.keys;
    const bool told = scene.isTold(FindingKind::NoExpiryGrowth, pattern);
    const double least = std::max(
        {limits.growthKeys, first.keys * limits.growth, 1.5 * (first.error + last.error)});
    if (grew < (told ? least / 2 : least) || early >= middle || middle >= late)
        return;
    const auto keysThen = scene.input.history.total(first.at, first.at + scene.step).keys;
    const auto keysNow = scene.input.redis->state.keys;
    if (keysThen == 0 || double(keysNow) - double(keysThen) < grew / 2)
        return;
    Sign sign;
    sign.name = {FindingKind::NoExpiryGrowth, pattern};
    const auto *seen = scene.seenBefore(sign.name.kind, pattern);
    sign.since = seen ? seen->since : first.at;
    sign.subject = pattern;
    const auto &state = scene.input.redis->state;
    const double bytes = first.bytes > 0 && last.bytes > first.bytes ? last.bytes - first.bytes : 0;
    const double perSecond = bytes * 1e9 / double(span.count());
    const auto room
        = state.maxMemory > state.usedMemory ? double(state.maxMemory - state.usedMemory) : 0.0;
    const double full = state.maxMemory > 0 && perSecond > 0 ? room / perSecond : -1;
    const bool soon = full >= 0
        && full < double(std::chrono::duration_cast<std::chrono::seconds>(limits.fullSoon).count());
    sign.level = soon || state.maxMemory == 0 ? Level::Warning : Level::Notice;
    const auto name = patternText(pattern), more = roundedText(grew), in = spanText(span);
    sign.sentence = bytes > 0
        ? FindingWords::tr("%1 grew by %2 keys (%3) in %4 and has no expiry.")
              .arg(name, more, bytesText(static_cast<std::uint64_t>(bytes)), in)
        : FindingWords::tr("%1 grew by %2 keys in %3 and has no expiry.").arg(name, more, in);
    sign.past = FindingWords::tr("%1, without expiry, grew to %2 keys.")
                    .arg(name, roundedText(last.keys));
    if (full >= 1)
        sign.sentence += QLatin1Char(' ')
            + FindingWords::tr("At this pace memory is full in %1.")
                  .arg(spanText(
                      std::chrono::seconds(static_cast<std::int64_t>(std::min(full, 1e9)))));
    sign.next
        = FindingWords::tr("Give these keys an expiry, or make sure that something deletes them.");
    sign.evidence = {beforeFigure(keysText(static_cast<std::uint64_t>(std::llround(first.keys)))),
        nowFigure(keysText(static_cast<std::uint64_t>(std::llround(last.keys)))),
        {FindingWords::tr("Estimated from samples"),
            FindingWords::tr("± %1").arg(roundedText(last.error))}};
    signs.push_back(std::move(sign));
}

// Speaks: within 2 s of the next two minutes, 500 keys of a pattern expire, a tenth of it, ten
// times what expires otherwise, known from at least 20 sampled keys.
void cliff(const FindingScene &scene, const PatternFigures &figures, Signs &signs)
{
    const auto &limits = scene.limits;
    if (!scene.input.keys || figures.sampled == 0 || figures.keys < limits.cliffKeys)
        return;
    const auto seconds = static_cast<std::size_t>(
        std::chrono::ceil<std::chrono::seconds>(limits.cliffAhead).count());
    const auto ahead = scene.input.keys->expiring(figures.pattern, scene.now(), seconds);
    if (ahead.size() < limits.cliffSeconds * 2)
        return;
    double most = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i + limits.cliffSeconds <= ahead.size(); ++i) {
        double sum = 0;
        for (std::size_t j = i; j < i + limits.cliffSeconds; ++j)
            sum += ahead[j];
        if (sum > most * 1.001) {
            most = sum;
            at = i;
        }
    }
    double rest = 0;
    for (std::size_t i = 0; i < ahead.size(); ++i)
        if (i < at || i >= at + limits.cliffSeconds)
            rest += ahead[i];
    const double ordinary = rest / double(ahead.size() - limits.cliffSeconds);
    const double perSample = figures.keys / double(figures.sampled);
    if (most < limits.cliffKeys || most < limits.cliffShare * figures.keys
        || most < limits.cliffTimes * ordinary * double(limits.cliffSeconds)
        || most < limits.cliffSamples * perSample)
        return;
    Sign sign;
    sign.name = {FindingKind::ExpiryCliff, figures.pattern};
    const auto *seen = scene.seenBefore(sign.name.kind, figures.pattern);
    sign.momentary = true;
    sign.since = seen ? seen->since : scene.now();
    sign.subject = figures.pattern;
    sign.level = most >= 0.2 * double(std::max<std::uint64_t>(1, scene.input.redis->state.keys))
        ? Level::Warning
        : Level::Notice;
    const auto keys = roundedText(most), name = patternText(figures.pattern);
    const auto within = spanText(std::chrono::seconds(limits.cliffSeconds));
    sign.sentence = FindingWords::tr("In %1, about %2 keys of %3 expire within %4.")
                        .arg(spanText(std::chrono::seconds(at)), keys, name, within);
    sign.past
        = FindingWords::tr("About %1 keys of %2 were to expire within %3.").arg(keys, name, within);
    for (const auto &traffic : scene.input.traffic)
        if (traffic.pattern == figures.pattern && traffic.reads > 0)
            sign.sentence += QLatin1Char(' ')
                + FindingWords::tr("They are read %1: expect that many queries at first.")
                      .arg(rateText(traffic.perSecond(traffic.reads) * most / figures.keys));
    sign.next = FindingWords::tr("Spread the expiry times by adding a random part to each.");
    sign.evidence = {{FindingWords::tr("Otherwise"), rateText(ordinary)},
        {FindingWords::tr("Estimated from samples"),
            FindingWords::tr("%1 of %2 keys")
                .arg(countText(figures.sampled), roundedText(figures.keys))}};
    signs.push_back(std::move(sign));
}

// Speaks: in a burst, a pattern was read a hundred times, hit less than one time in five and filled
// fifty times, while the cache as a whole was not cold.
void hardlyEverHit(const FindingScene &scene, const PatternTraffic &traffic, Signs &signs)
{
    const auto &limits = scene.limits;
    if (traffic.pattern.empty() || traffic.reads < limits.hardlyReads
        || traffic.fills < limits.hardlyFills || traffic.hitRate() >= limits.hardlyHit)
        return;
    const bool told = scene.isTold(FindingKind::HardlyEverHit, traffic.pattern);
    if (!told && (scene.isTold(FindingKind::CacheLost) || scene.isTold(FindingKind::HitRateFell)))
        return;
    Sign sign;
    sign.name = {FindingKind::HardlyEverHit, traffic.pattern};
    const auto *seen = scene.seenBefore(sign.name.kind, traffic.pattern);
    sign.since = seen ? seen->since : scene.now();
    sign.subject = traffic.pattern;
    const auto name = patternText(traffic.pattern), rate = percentText(traffic.hitRate());
    sign.past
        = FindingWords::tr("%1 is filled but hardly ever asked twice: %2 of its reads were hits "
                           "(inferred from a burst).")
              .arg(name, rate);
    sign.sentence = sign.past;
    sign.next = FindingWords::tr(
        "See whether it is worth caching: a longer expiry, or none of it in Redis at all.");
    sign.evidence = {{FindingWords::tr("Reads"), rateText(traffic.perSecond(traffic.reads))},
        {FindingWords::tr("Fills"), rateText(traffic.perSecond(traffic.fills))},
        {FindingWords::tr("Burst"), spanText(traffic.span)}};
    signs.push_back(std::move(sign));
}
} // namespace

void patternFindings(const FindingScene &scene, Signs &signs)
{
    if (!scene.hasRedis())
        return;
    for (const auto &[pattern, points] : scene.lately.patterns())
        growth(scene, pattern, points, signs);
    for (const auto &figures : scene.input.patterns)
        cliff(scene, figures, signs);
    for (const auto &traffic : scene.input.traffic)
        hardlyEverHit(scene, traffic, signs);
}

} // namespace tierlens
