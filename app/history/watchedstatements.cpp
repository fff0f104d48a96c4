// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/watchedstatements.h"

#include <algorithm>

namespace tierlens {

namespace {
constexpr std::int64_t Rest = 0; // all statements that are not kept by name

SinceStart beginOf(SinceStart at, Duration length) { return at - at % length; }
} // namespace

void WatchedStatements::Sum::add(const Sum &other)
{
    calls += other.calls;
    rows += other.rows;
    blocksHit += other.blocksHit;
    blocksRead += other.blocksRead;
    time += other.time;
}

// The stretch is over: the most expensive keep their names.
void WatchedStatements::finish(Level &level)
{
    if (level.openFrom < SinceStart::zero())
        return;
    Kept kept{level.openFrom, level.openCovered, {level.open.begin(), level.open.end()}};
    auto &sums = kept.sums;
    // By id among equals, so that the same looks always keep the same.
    std::sort(sums.begin(), sums.end(), [](const auto &a, const auto &b) {
        if ((a.first == Rest) != (b.first == Rest))
            return b.first == Rest;
        return a.second.time != b.second.time ? a.second.time > b.second.time : a.first < b.first;
    });
    if (sums.size() > MostNamed + 1 || (sums.size() > MostNamed && sums.back().first != Rest)) {
        Sum rest;
        for (std::size_t i = MostNamed; i < sums.size(); ++i)
            rest.add(sums[i].second);
        sums.resize(MostNamed);
        sums.emplace_back(Rest, rest);
    }
    sums.shrink_to_fit();
    level.stretches.push_back(std::move(kept));
    while (level.stretches.size() > level.most)
        level.stretches.pop_front();
    level.open.clear();
    level.openCovered = {};
    level.openFrom = SinceStart{-1};
}

void WatchedStatements::add(const PostgresLook &look)
{
    if (look.statementsSpan <= Duration::zero())
        return;
    m_end = std::max(m_end, look.at);
    for (const auto &statement : look.statements) {
        auto &known = m_known[statement.id];
        known.user = statement.user;
        known.seen = look.at;
        if (!statement.text.empty())
            m_texts.try_emplace(statement.id, statement.text);
    }
    for (auto &level : m_levels) {
        const auto from = beginOf(look.at, level.length);
        // Looks of one source come in order; one that is late counts where we are now.
        if (from > level.openFrom)
            finish(level);
        if (level.openFrom < SinceStart::zero())
            level.openFrom = from;
        level.openCovered += look.statementsSpan;
        for (const auto &statement : look.statements)
            level.open[statement.id].add({statement.calls, statement.rows, statement.blocksHit,
                statement.blocksRead, statement.time});
        const auto oldest = beginOf(m_end, level.length)
            - level.length * static_cast<Duration::rep>(level.most - 1);
        while (!level.stretches.empty() && level.stretches.front().from < oldest)
            level.stretches.pop_front();
        // A stretch of five minutes can meet very many; those that matter least lose their names.
        if (level.open.size() > MostTexts) {
            const auto covered = level.openCovered;
            finish(level);
            level.openFrom = from;
            level.openCovered = covered;
            for (const auto &[id, sum] : level.stretches.back().sums)
                level.open[id] = sum;
            level.stretches.pop_back();
        }
    }
    if (m_known.size() > MostTexts)
        forgetTexts();
}

// Those that were not called for longest go, a tenth at once so that it is seldom done. What they
// did stays counted, without a text.
void WatchedStatements::forgetTexts()
{
    std::vector<std::pair<SinceStart, std::int64_t>> seen;
    for (const auto &[id, known] : m_known)
        seen.emplace_back(known.seen, id);
    const auto leave = m_known.size() - MostTexts * 9 / 10;
    std::nth_element(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(leave), seen.end());
    for (std::size_t i = 0; i < leave; ++i) {
        m_known.erase(seen[i].second);
        m_texts.erase(seen[i].second);
    }
}

// Calls each(from, length, covered, sums) for every stretch that begins in [from, to): the fine
// ones where they are kept, before that the coarse ones. Returns the time covered.
template <typename Each>
Duration WatchedStatements::forEach(SinceStart from, SinceStart to, Each each) const
{
    const auto &fine = m_levels[0], &coarse = m_levels[1];
    const auto fineKept
        = beginOf(m_end, fine.length) - fine.length * static_cast<Duration::rep>(fine.most - 1);
    auto border = beginOf(std::max(fineKept, SinceStart::zero()), coarse.length);
    if (border < fineKept)
        border += coarse.length;
    Duration covered{};
    for (const auto *level : {&coarse, &fine}) {
        const auto begin = beginOf(std::max(from, SinceStart::zero()), level->length);
        const auto isMeant = [&](SinceStart at) {
            return at >= begin && at < to && (level == &fine ? at >= border : at < border);
        };
        for (const auto &stretch : level->stretches) {
            if (!isMeant(stretch.from))
                continue;
            covered += stretch.covered;
            each(stretch.from, level->length, stretch.covered, stretch.sums);
        }
        if (level->openFrom >= SinceStart::zero() && isMeant(level->openFrom)) {
            covered += level->openCovered;
            each(level->openFrom, level->length, level->openCovered, level->open);
        }
    }
    return covered;
}

std::unordered_map<std::int64_t, WatchedStatements::Sum> WatchedStatements::sums(
    SinceStart from, SinceStart to, Duration &covered) const
{
    std::unordered_map<std::int64_t, Sum> all;
    covered = forEach(from, to, [&all](SinceStart, Duration, Duration, const auto &sums) {
        for (const auto &[id, sum] : sums)
            all[id].add(sum);
    });
    return all;
}

std::vector<WatchedStatements::Total> WatchedStatements::totals(
    SinceStart from, SinceStart to, Duration *covered) const
{
    Duration span{}, spanBefore{};
    const auto now = sums(from, to, span);
    const auto before = sums(from - (to - from), from, spanBefore);
    if (covered)
        *covered = span;
    std::vector<Total> totals;
    totals.reserve(now.size());
    const auto perSecond = [](std::uint64_t calls, Duration time) {
        return time > Duration::zero() ? double(calls) * 1e9 / double(time.count()) : 0;
    };
    for (const auto &[id, sum] : now) {
        Total total;
        total.counts.id = id;
        total.counts.text = text(id);
        if (const auto known = m_known.find(id); known != m_known.end())
            total.counts.user = known->second.user;
        total.counts.calls = sum.calls;
        total.counts.rows = sum.rows;
        total.counts.time = sum.time;
        total.counts.blocksHit = sum.blocksHit;
        total.counts.blocksRead = sum.blocksRead;
        total.callsPerSecond = perSecond(sum.calls, span);
        if (spanBefore > Duration::zero()) {
            const auto was = before.find(id);
            const auto calls = was == before.end() ? 0 : was->second.calls;
            total.callsPerSecondBefore = perSecond(calls, spanBefore);
            if (calls > 0)
                total.meanBefore = was->second.time / std::int64_t(calls);
        }
        totals.push_back(std::move(total));
    }
    std::sort(totals.begin(), totals.end(), [](const Total &a, const Total &b) {
        return a.counts.time != b.counts.time ? a.counts.time > b.counts.time
                                              : a.counts.id < b.counts.id;
    });
    return totals;
}

std::vector<WatchedStatements::Point> WatchedStatements::course(
    std::int64_t id, SinceStart from, SinceStart to) const
{
    std::vector<Point> points;
    forEach(from, to, [&](SinceStart at, Duration, Duration covered, const auto &sums) {
        if (covered <= Duration::zero())
            return;
        Sum sum;
        for (const auto &[other, counts] : sums)
            if (other == id)
                sum.add(counts);
        points.push_back({at, double(sum.calls) * 1e9 / double(covered.count()),
            sum.calls == 0 ? Duration{} : sum.time / std::int64_t(sum.calls)});
    });
    return points;
}

std::string WatchedStatements::text(std::int64_t id) const
{
    const auto found = m_texts.find(id);
    return found == m_texts.end() ? std::string() : found->second;
}

std::vector<WatchedStatements::Stretch> WatchedStatements::all() const
{
    std::vector<Stretch> stretches;
    const auto give = [&](SinceStart from, Duration length, Duration covered, const auto &sums) {
        Stretch stretch{from, length, covered, {}};
        for (const auto &[id, sum] : sums) {
            StatementCounts counts;
            counts.id = id;
            if (const auto known = m_known.find(id); known != m_known.end())
                counts.user = known->second.user;
            counts.calls = sum.calls;
            counts.rows = sum.rows;
            counts.time = sum.time;
            counts.blocksHit = sum.blocksHit;
            counts.blocksRead = sum.blocksRead;
            stretch.statements.push_back(std::move(counts));
        }
        std::sort(stretch.statements.begin(), stretch.statements.end(),
            [](const auto &a, const auto &b) { return a.id < b.id; });
        stretches.push_back(std::move(stretch));
    };
    for (auto level = m_levels.rbegin(); level != m_levels.rend(); ++level) {
        for (const auto &stretch : level->stretches)
            give(stretch.from, level->length, stretch.covered, stretch.sums);
        if (level->openFrom >= SinceStart::zero())
            give(level->openFrom, level->length, level->openCovered, level->open);
    }
    return stretches;
}

void WatchedStatements::restore(
    const std::vector<Stretch> &stretches, const std::map<std::int64_t, std::string> &texts)
{
    *this = {};
    m_texts = texts;
    while (m_texts.size() > MostTexts)
        m_texts.erase(m_texts.begin());
    for (auto &level : m_levels) {
        for (const auto &stretch : stretches) {
            if (stretch.length != level.length || stretch.from < SinceStart::zero())
                continue;
            finish(level);
            level.openFrom = stretch.from;
            level.openCovered = stretch.covered;
            m_end = std::max(m_end, stretch.from);
            for (const auto &statement : stretch.statements) {
                level.open[statement.id].add({statement.calls, statement.rows, statement.blocksHit,
                    statement.blocksRead, statement.time});
                m_known[statement.id]
                    = {statement.user, std::max(m_known[statement.id].seen, stretch.from)};
            }
        }
    }
    if (m_known.size() > MostTexts)
        forgetTexts();
}

} // namespace tierlens
