// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/expectedload.h"

#include "core/durationtext.h"
#include "core/glob.h"
#include "invalidation/readcurve.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>

namespace tierlens {

namespace {

struct ExpectedLoadWords
{
    Q_DECLARE_TR_FUNCTIONS(BlastRadius)
};

QString aboutText(double value)
{
    return value >= 10 || value == 0 ? countText(static_cast<std::uint64_t>(std::llround(value)))
                                     : QString::number(value, 'f', 1);
}

// Of a pattern that was seen in the burst: how much of it the target takes away.
struct Covered
{
    const TrafficKnown::Pattern *pattern = nullptr;
    double keys = 0; // of it that go
    double share = 0; // of all its keys
};

std::vector<Covered> coveredBy(const InvalidationTarget &target, double keys,
    const std::vector<std::string> &sample, const TrafficKnown &traffic)
{
    std::vector<Covered> all;
    for (const auto &pattern : traffic.patterns) {
        const auto named = std::count_if(sample.begin(), sample.end(),
            [&](const std::string &key) { return globMatches(pattern.pattern, key); });
        const double going = sample.empty() ? 0 : keys * double(named) / double(sample.size());
        // A * of the target also takes the * in the pattern's own text, so all of its keys.
        if (!target.pattern.empty() && globMatches(target.pattern, pattern.pattern))
            all.push_back({&pattern, going > 0 ? going : pattern.keys, 1});
        else if (going > 0)
            all.push_back({&pattern, going, pattern.keys > going ? going / pattern.keys : 1.0});
    }
    return all;
}

// Different keys whose reads hit now, in so many seconds; 0: not known. What is missed now is
// among the keys that are read, and is no additional miss.
double keysHitIn(const TrafficKnown::Pattern &pattern, const TrafficKnown::Pattern::KeysRead &read)
{
    const double missed = (pattern.readsPerSecond - pattern.hitsPerSecond) * read.seconds;
    return std::max(read.keys * 0.01, read.keys - missed);
}

// As the burst showed it, without any law, if it lasted for a second or more.
std::optional<double> measuredInASecond(const TrafficKnown::Pattern &pattern)
{
    const auto &read = pattern.keysRead;
    for (std::size_t i = 0; i + 1 < read.size(); ++i) {
        if (read[i].seconds > 1 || read[i + 1].seconds < 1 || read[i].keys <= 0)
            continue;
        const double low = keysHitIn(pattern, read[i]), high = keysHitIn(pattern, read[i + 1]);
        const double part
            = std::log(1 / read[i].seconds) / std::log(read[i + 1].seconds / read[i].seconds);
        return low * std::pow(high / low, part);
    }
    return {};
}

// How well the time is known. The law is fitted to how many different keys a burst saw, and beyond
// the burst it is drawn on: with few reads that is a guess, and reads that are spread over many
// keys are filled again sooner than it says.
struct Watched
{
    double reads = 0; // that were counted for it
    double seconds = 0; // the longest for which they were
    double late = 0; // misses/s at its end, at most
    void add(const TrafficKnown::Pattern &pattern, double hits, double share)
    {
        if (pattern.keysRead.empty())
            return;
        const auto &longest = pattern.keysRead.back();
        reads += hits * longest.seconds;
        seconds = std::max(seconds, longest.seconds);
        // The count of different keys flattens, so its slope before is an upper bound of that
        // after.
        const auto before = pattern.keysRead.size() > 1 ? *(pattern.keysRead.end() - 2)
                                                        : TrafficKnown::Pattern::KeysRead{};
        late += share * std::max(0.0, keysHitIn(pattern, longest) - keysSeenIn(pattern, before))
            / (longest.seconds - before.seconds);
    }

private:
    static double keysSeenIn(
        const TrafficKnown::Pattern &pattern, const TrafficKnown::Pattern::KeysRead &read)
    {
        return read.seconds > 0 ? keysHitIn(pattern, read) : 0;
    }
};
constexpr double FewestReads = 500; // fewer say little about how the reads spread

struct Expectation
{
    double hits = 0, extra = 0; // per second; in the first second
    double sessions = 0; // of Postgres, kept busy by the extra queries
    double atOnce = 0; // reads that come while the first one of their key is still being filled
    std::vector<ReadCurve> curves;
    Watched watched;
    bool partly = false, knowsSkew = false;
    QStringList unmissed; // patterns that are written though nothing was missed
};

void addCurve(Expectation &sum, const Covered &covered, ReadCurve curve, double extra)
{
    const auto &pattern = *covered.pattern;
    const double queries = extra * pattern.queriesPerMiss.value_or(1);
    sum.hits += curve.readsPerSecond();
    sum.extra += queries;
    sum.sessions += queries * pattern.queryMilliseconds.value_or(0) / 1000;
    sum.atOnce += curve.readsPerSecond() * pattern.fillMilliseconds.value_or(0) / 1000;
    sum.curves.push_back(std::move(curve));
}

// All keys of the pattern, or an even part of them.
void addEvenly(Expectation &sum, const Covered &covered, double hits)
{
    const auto &pattern = *covered.pattern;
    TrafficKnown::Pattern::KeysRead longest{1, pattern.keysReadPerSecond};
    if (!pattern.keysRead.empty())
        longest = pattern.keysRead.back();
    const bool known = longest.keys > 0;
    ReadCurve curve(covered.keys / covered.share, hits, known ? longest.seconds : 0,
        !known                 ? 0
            : longest.hit >= 0 ? longest.hit
                               : keysHitIn(pattern, longest),
        pattern.keysRead.empty() ? std::nullopt : pattern.hitPairs);
    curve.take(covered.share);
    const auto measured = measuredInASecond(pattern);
    const double extra = measured ? *measured * covered.share : curve.keysReadIn(1);
    sum.partly |= covered.share < 1;
    sum.knowsSkew |= known;
    sum.watched.add(pattern, hits * covered.share, covered.share);
    addCurve(sum, covered, std::move(curve), std::min(extra, hits * covered.share));
}

// A few keys of many: those whose reads were counted by name as they are, the rest evenly.
void addSome(Expectation &sum, const Covered &covered, const std::vector<std::string> &keys)
{
    const auto &pattern = *covered.pattern;
    const std::set<std::string> going(keys.begin(), keys.end());
    const double hitShare
        = pattern.readsPerSecond > 0 ? pattern.hitsPerSecond / pattern.readsPerSecond : 0;
    double rest = pattern.hitsPerSecond;
    std::size_t found = 0;
    for (const auto &[key, reads] : pattern.hottest) {
        rest -= reads * hitShare;
        if (!going.contains(key))
            continue;
        ++found;
        ReadCurve curve(1, reads * hitShare, 0, 0);
        const double extra = curve.keysReadIn(1);
        addCurve(sum, covered, std::move(curve), extra);
    }
    const double others = covered.keys - double(found);
    const double inAll = covered.keys / covered.share - double(pattern.hottest.size());
    if (rest <= 0 || others < 0.5 || inAll < 1)
        return;
    ReadCurve curve(inAll, rest, 0, 0);
    curve.take(std::min(1.0, others / inAll));
    sum.partly = true;
    const double extra = curve.keysReadIn(1);
    addCurve(sum, covered, std::move(curve), extra);
}

void sayWhy(BlastRadius &radius, const Expectation &sum, const TrafficKnown &traffic)
{
    auto &say = radius.reasons;
    say.push_back(traffic.hitsPerSecond
            ? ExpectedLoadWords::tr("Hits: what the last burst saw of these keys, scaled to "
                                    "the %1 hits/s that Redis counts over the last 10 s.")
                  .arg(aboutText(*traffic.hitsPerSecond))
            : ExpectedLoadWords::tr("Hits: what the last burst saw of these keys."));
    if (sum.partly)
        say.push_back(
            ExpectedLoadWords::tr("Only some keys of a pattern go; its reads are taken as spread "
                                  "evenly over those that were not counted by name."));
    say.push_back(
        ExpectedLoadWords::tr("Queries: in one second, about %1 different keys of these are read; "
                              "each is missed at its first read and then filled again.")
            .arg(aboutText(*radius.extraQueries)));
    if (radius.seconds)
        say.push_back(sum.knowsSkew
                ? ExpectedLoadWords::tr(
                    "Time: from how many different keys the burst saw follows how strongly the "
                    "reads keep to few keys, and from that how fast those are filled.")
                : ExpectedLoadWords::tr(
                    "Time: as if all these keys were read alike, for how the reads spread over "
                    "them is not known. It is shorter if they keep to few keys."));
    if (sum.sessions >= 0.05)
        say.push_back(ExpectedLoadWords::tr(
            "By the time such a query takes now, they keep about %1 sessions of "
            "Postgres busy.")
                          .arg(QString::number(sum.sessions, 'f', 1)));
    if (sum.atOnce >= 0.1 * sum.extra && sum.atOnce >= 1)
        say.push_back(ExpectedLoadWords::tr(
            "If clients that miss the same key at the same time all ask "
            "Postgres, up to %1 more come in the first moment; whether they do "
            "cannot be seen from here.")
                          .arg(aboutText(sum.atOnce)));
    if (!sum.unmissed.isEmpty())
        say.push_back(ExpectedLoadWords::tr(
            "Written without having been missed: %1. If Redis is the only home of these, no query "
            "brings them back, and fewer queries come.")
                          .arg(sum.unmissed.join(QStringLiteral(", "))));
    if (traffic.isInferred)
        say.push_back(ExpectedLoadWords::tr(
            "Inferred from sampled commands: reads by MGET and by scripts are "
            "not among them."));
}

} // namespace

void expectLoad(BlastRadius &radius, const InvalidationTarget &target,
    const std::vector<std::string> &sample, const TrafficKnown &traffic)
{
    radius.queriesPerSecond = traffic.queriesPerSecond;
    if (radius.keys <= 0)
        return;
    const double keys = double(radius.keys);
    if (traffic.patterns.empty()) {
        if (!traffic.hitsPerSecond)
            return;
        radius.isUpperBound = true;
        radius.extraQueries = std::min(*traffic.hitsPerSecond, keys);
        radius.reasons.push_back(ExpectedLoadWords::tr(
            "Nobody has looked yet which keys are read. Not more than all hits of this "
            "Redis, %1/s, can turn into queries, and each key is filled once. A burst "
            "(MONITOR for some seconds) tells more.")
                                     .arg(aboutText(*traffic.hitsPerSecond)));
        return;
    }

    Expectation sum;
    for (const auto &covered : coveredBy(target, keys, sample, traffic)) {
        const double hits = covered.pattern->hitsPerSecond;
        if (hits <= 0 || covered.keys <= 0)
            continue;
        const bool byName = covered.share < 1 && sample.size() >= static_cast<std::size_t>(keys);
        if (byName)
            addSome(sum, covered, sample);
        else
            addEvenly(sum, covered, hits);
        if (covered.pattern->writtenUnmissed && sum.unmissed.size() < 3)
            sum.unmissed.append(QString::fromStdString(covered.pattern->pattern));
    }
    radius.hitsPerSecond = sum.hits;
    radius.extraQueries = sum.extra;
    if (sum.curves.empty()) {
        radius.reasons.push_back(ExpectedLoadWords::tr(
            "The last burst saw nobody find one of these keys in Redis; it only looked "
            "for some seconds."));
        return;
    }
    const auto &watched = sum.watched;
    if (!sum.knowsSkew || watched.reads >= FewestReads)
        radius.seconds = secondsUntilMissing(sum.curves, 0.1);
    // What was seen counts more than the law: it is over by then.
    if (radius.seconds && watched.seconds > 0 && watched.late <= 0.1 * sum.hits)
        radius.seconds = std::min(*radius.seconds, watched.seconds);
    sayWhy(radius, sum, traffic);
}

// "8 214 keys, 31 MB, 640 hits/s now → about +640 queries/s at first, falling, for about 90 s; …"
QString BlastRadius::text() const
{
    if (keys == 0 && isSampled)
        return ExpectedLoadWords::tr("No key found in %1 of the keyspace.")
            .arg(percentText(sampledShare));
    if (keys == 0)
        return ExpectedLoadWords::tr("No key in Redis matches.");
    auto said = keysText(static_cast<std::uint64_t>(keys));
    if (isSampled)
        said = ExpectedLoadWords::tr("about %1").arg(said);
    if (bytes > 0)
        said = (isWeighedInPart ? ExpectedLoadWords::tr("%1, about %2")
                                : ExpectedLoadWords::tr("%1, %2"))
                   .arg(said, bytesText(static_cast<std::uint64_t>(bytes)));
    if (hitsPerSecond)
        said = ExpectedLoadWords::tr("%1, %2 hits/s now").arg(said, aboutText(*hitsPerSecond));
    if (extraQueries) {
        const auto queries = aboutText(*extraQueries);
        if (isUpperBound)
            said = ExpectedLoadWords::tr("%1 → at most +%2 queries/s").arg(said, queries);
        else if (*extraQueries < 0.05)
            said = ExpectedLoadWords::tr("%1 → hardly a query more").arg(said);
        else if (seconds)
            said = ExpectedLoadWords::tr("%1 → about +%2 queries/s at first, falling, for about %3")
                       .arg(said, queries,
                           durationText(std::chrono::duration_cast<Duration>(
                               std::chrono::duration<double>(std::min(*seconds, 1e8)))));
        else
            said = ExpectedLoadWords::tr("%1 → about +%2 queries/s at first").arg(said, queries);
    }
    if (queriesPerSecond)
        said = ExpectedLoadWords::tr("%1; Postgres now runs %2/s")
                   .arg(said, aboutText(*queriesPerSecond));
    return said;
}

} // namespace tierlens
