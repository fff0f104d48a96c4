// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/links.h"

#include "patterns/keypatterns.h"
#include "patterns/linkscore.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t MostIntervals = 120;
constexpr std::size_t LeastIntervals = 8;
constexpr std::size_t MostStatements
    = 300; // by calls; a statement that is seldom called costs little
constexpr std::size_t MostPatterns = 60; // by fills
constexpr double LeastFills = 20;
constexpr double AcceptedChance
    = 1e-4; // of all pairs together that one agrees by accident, each time
constexpr double ClearlyBetter = 4;
constexpr double ClearlyMoreAlike = 0.2;

bool isPlausible(double ratio) { return ratio >= 0.4 && ratio <= 20; }

} // namespace

struct Links::Series
{
    std::string pattern;
    std::int64_t statement = 0;
    std::vector<double> counts; // one an interval
    double sum = 0;
    // Of a pattern: where it was met first. Before, nobody knew of it, so there is nothing to
    // compare.
    std::size_t first = 0;
};

// What both did in the intervals in which the pattern was known.
struct Links::Pair
{
    std::span<const double> fills, calls, lengths;
    double calledInAll = 0, filledInAll = 0;
    Pair(const Series &pattern, const Series &statement, const std::vector<double> &allLengths)
        : fills(std::span(pattern.counts).subspan(pattern.first))
        , calls(std::span(statement.counts).subspan(pattern.first))
        , lengths(std::span(allLengths).subspan(pattern.first))
        , filledInAll(pattern.sum)
    {
        for (const auto count : calls)
            calledInAll += count;
    }
    bool isPlausible() const { return tierlens::isPlausible(calledInAll / filledInAll); }
    Agreement agreement() const { return agreementOf(fills, calls, lengths); }
};

struct Links::Trial
{
    std::size_t pattern = 0, statement = 0;
    Agreement agreement;
    double rest() const { return std::max(agreement.rest, 0.01); }
};

void Links::add(SinceStart from, SinceStart to, const std::vector<Fill> &fills,
    const std::vector<StatementCounts> &statements)
{
    note(from, to, fills, statements);
    conclude();
}

void Links::note(SinceStart from, SinceStart to, const std::vector<Fill> &fills,
    const std::vector<StatementCounts> &statements)
{
    Interval interval{from, to, {}, {}};
    for (const auto &fill : fills)
        interval.fills[fill.pattern] = fill;
    std::vector<const StatementCounts *> order;
    for (const auto &counts : statements)
        order.push_back(&counts);
    std::sort(order.begin(), order.end(), [](const StatementCounts *a, const StatementCounts *b) {
        return a->calls != b->calls ? a->calls > b->calls : a->id < b->id;
    });
    if (order.size() > MostStatements)
        order.resize(MostStatements);
    for (const auto *one : order) {
        const auto &counts = *one;
        auto &statement = m_statements[counts.id];
        if (statement.text.empty()) {
            statement.text = counts.text;
            statement.mayFill = mayFillACache(counts.text);
        }
        if (!statement.mayFill)
            continue;
        auto &calls = interval.calls[counts.id]; // one id may come once a user
        calls.calls += double(counts.calls);
        calls.time += counts.time;
        statement.sum.calls += double(counts.calls);
        statement.sum.time += counts.time;
    }
    m_intervals.push_back(std::move(interval));
    if (m_intervals.size() > MostIntervals) {
        for (const auto &[id, calls] : m_intervals.front().calls) {
            auto &statement = m_statements[id];
            statement.sum.calls -= calls.calls;
            statement.sum.time -= calls.time;
        }
        m_intervals.pop_front();
        std::erase_if(m_statements, [&](const auto &entry) {
            return entry.second.sum.calls < 0.5
                && std::none_of(m_links.begin(), m_links.end(),
                    [&](const PatternLink &link) { return link.statement == entry.first; });
        });
    }
}

void Links::conclude()
{
    for (auto &[id, statement] : m_statements) {
        if (statement.sum.calls >= 0.5)
            statement.mean = Duration(static_cast<Duration::rep>(
                double(statement.sum.time.count()) / statement.sum.calls));
    }
    propose();
    refresh();
}

void Links::propose()
{
    std::map<std::string, Series> fills;
    std::map<std::int64_t, Series> calls;
    std::vector<double> lengths;
    for (const auto &interval : m_intervals)
        lengths.push_back(std::chrono::duration<double>(interval.to - interval.from).count());
    for (std::size_t i = 0; i < m_intervals.size(); ++i) {
        for (const auto &[pattern, fill] : m_intervals[i].fills) {
            auto &series = fills[pattern];
            if (series.counts.empty())
                series.first = i;
            series.counts.resize(m_intervals.size());
            series.counts[i] = fill.count;
            series.sum += fill.count;
        }
        for (const auto &[id, count] : m_intervals[i].calls) {
            auto &series = calls[id];
            series.counts.resize(m_intervals.size());
            series.counts[i] = count.calls;
            series.sum += count.calls;
        }
    }
    std::vector<Series> patterns, statements;
    for (auto &[pattern, series] : fills) {
        series.pattern = pattern;
        if (series.sum >= LeastFills && pattern != KeyPatterns::other()
            && pattern != KeyPatterns::noPattern())
            patterns.push_back(std::move(series));
    }
    std::sort(patterns.begin(), patterns.end(),
        [](const Series &a, const Series &b) { return a.sum > b.sum; });
    if (patterns.size() > MostPatterns)
        patterns.resize(MostPatterns);
    for (auto &[id, series] : calls) {
        series.statement = id;
        if (series.sum >= LeastFills / 2)
            statements.push_back(std::move(series));
    }
    contradict(patterns, statements, lengths);
    compareBursts(patterns);
    correlate(patterns, statements, lengths);
}

// Pairs whose counts go together event by event. Two rates that rise and fall together are not
// enough: with more traffic everything rises.
void Links::correlate(const std::vector<Series> &patterns, const std::vector<Series> &statements,
    const std::vector<double> &lengths)
{
    if (patterns.empty() || statements.empty())
        return;
    std::vector<Trial> good;
    const double accepted = AcceptedChance / double(patterns.size() * statements.size());
    for (std::size_t p = 0; p < patterns.size(); ++p) {
        if (m_intervals.size() - patterns[p].first < LeastIntervals)
            continue;
        for (std::size_t s = 0; s < statements.size(); ++s) {
            const Pair pair(patterns[p], statements[s], lengths);
            if (!pair.isPlausible()
                || isRefused(patterns[p].pattern, m_statements[statements[s].statement].text))
                continue;
            Trial trial{p, s, pair.agreement()};
            if (trial.agreement.restChance < accepted
                && trial.agreement.correlationChance < accepted)
                good.push_back(std::move(trial));
        }
    }
    for (const auto &trial : good) {
        const auto &pattern = patterns[trial.pattern].pattern;
        const auto &text = m_statements[statements[trial.statement].statement].text;
        const double alike = resemblance(pattern, text);
        // Another pair with the same pattern or statement must be clearly worse, in its agreement
        // or, if that does not tell, by what it is called.
        const bool wins = std::all_of(good.begin(), good.end(), [&](const Trial &other) {
            const bool samePattern = other.pattern == trial.pattern;
            const bool sameStatement = other.statement == trial.statement;
            if (samePattern == sameStatement || other.rest() > trial.rest() * ClearlyBetter)
                return true;
            if (trial.rest() > other.rest() * ClearlyBetter)
                return false;
            return alike >= resemblance(patterns[other.pattern].pattern,
                                m_statements[statements[other.statement].statement].text)
                + ClearlyMoreAlike;
        });
        if (!wins)
            continue;
        PatternLink link;
        link.pattern = pattern;
        link.statement = statements[trial.statement].statement;
        double wire = 0;
        for (const auto &interval : m_intervals) {
            const auto fill = interval.fills.find(pattern);
            if (fill != interval.fills.end() && fill->second.onTheWire)
                wire += fill->second.count;
        }
        link.evidence = wire * 2 > patterns[trial.pattern].sum ? PatternLink::Evidence::Wire
                                                               : PatternLink::Evidence::Correlation;
        link.confidence = trial.agreement.correlation;
        link.observations = m_intervals.size() - patterns[trial.pattern].first;
        put(std::move(link));
    }
}

// One burst is too short to see rates change. What it counted exactly must then equal the calls of
// the same seconds, one for one, and the statement must be about what the pattern is called after.
void Links::compareBursts(const std::vector<Series> &patterns)
{
    struct Match
    {
        std::string pattern;
        std::int64_t statement = 0;
        double alike = 0, off = 0;
        std::uint64_t fills = 0;
    };
    std::vector<Match> matches;
    for (const auto &series : patterns) {
        double fills = 0, seen = 0, variance = 0;
        Duration after{};
        std::map<std::int64_t, double> calls;
        std::vector<const Interval *> whole; // watched from end to end
        for (const auto &interval : m_intervals) {
            const auto fill = interval.fills.find(series.pattern);
            if (fill == interval.fills.end() || !fill->second.onTheWire)
                continue;
            const double share = std::clamp(fill->second.share, 0.01, 1.0);
            fills += fill->second.count;
            seen += fill->second.count * share;
            variance += fill->second.count * (1 / share - 1);
            after = std::max(after, fill->second.after);
            if (share > 0.99)
                whole.push_back(&interval);
            for (const auto &[id, count] : interval.calls)
                calls[id] += count.calls;
        }
        const double allowed = 3 * std::sqrt(variance) + 3 + 0.03 * fills;
        if (seen < LeastFills || allowed > 0.35 * fills)
            continue;
        for (const auto &[id, count] : calls) {
            const auto &statement = m_statements[id];
            const double alike = resemblance(series.pattern, statement.text);
            const bool isTooSlow
                = after > Duration::zero() && statement.mean > after + after / 2 + 500us;
            if (alike <= 0 || std::abs(count - fills) > allowed || isTooSlow
                || isRefused(series.pattern, statement.text)
                || (!whole.empty() && !goTogether(whole, series.pattern, id)))
                continue;
            matches.push_back(
                {series.pattern, id, alike, std::abs(count - fills) / std::max(count, fills),
                    static_cast<std::uint64_t>(std::lround(seen))});
        }
    }
    for (const auto &match : matches) {
        const bool wins = std::all_of(matches.begin(), matches.end(), [&](const Match &other) {
            return (other.pattern == match.pattern) == (other.statement == match.statement)
                || match.alike >= other.alike + ClearlyMoreAlike;
        });
        if (!wins)
            continue;
        PatternLink link;
        link.pattern = match.pattern;
        link.statement = match.statement;
        link.evidence = PatternLink::Evidence::Wire;
        link.confidence = 1 - match.off;
        link.observations = match.fills;
        put(std::move(link));
    }
}

// Two streams of the same rate may have the same sum; their parts must agree, too, by far better
// than by accident. Both numbers: what comes evenly leaves little rest, and what waits for the same
// processor rises and falls together.
bool Links::goTogether(const std::vector<const Interval *> &intervals, const std::string &pattern,
    std::int64_t statement)
{
    constexpr double accidental = 1e-3, together = 0.7;
    if (intervals.size() < LeastIntervals)
        return false;
    std::vector<double> fills, calls;
    for (const auto *interval : intervals) {
        const auto fill = interval->fills.find(pattern);
        const auto called = interval->calls.find(statement);
        fills.push_back(fill == interval->fills.end() ? 0 : fill->second.count);
        calls.push_back(called == interval->calls.end() ? 0 : called->second.calls);
    }
    const auto agreement = agreementOf(fills, calls);
    return agreement.restChance < accidental && agreement.correlation > together;
}

void Links::put(PatternLink link)
{
    link.text = m_statements[link.statement].text;
    auto &place = m_proposed[link.pattern];
    place = std::move(link);
}

// A proposal stays when what it rests on has left the window, unless what came since speaks
// against.
void Links::contradict(const std::vector<Series> &patterns, const std::vector<Series> &statements,
    const std::vector<double> &lengths)
{
    for (auto it = m_proposed.begin(); it != m_proposed.end();) {
        const auto pattern = std::find_if(patterns.begin(), patterns.end(),
            [&](const Series &series) { return series.pattern == it->first; });
        const auto statement = std::find_if(statements.begin(), statements.end(),
            [&](const Series &series) { return series.statement == it->second.statement; });
        bool wrong = isRefused(it->first, it->second.text);
        if (pattern != patterns.end()
            && m_intervals.size() - pattern->first >= 2 * LeastIntervals) {
            const auto agreement = statement == statements.end()
                ? Agreement{}
                : Pair(*pattern, *statement, lengths).agreement();
            wrong = wrong || !isPlausible(agreement.ratio)
                || (agreement.correlation < 0.3 && agreement.rest > 3);
        }
        it = wrong ? m_proposed.erase(it) : std::next(it);
    }
}

} // namespace tierlens
