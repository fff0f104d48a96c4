// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/runfigures.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tierlens {

namespace {
double seconds(Duration span) { return std::chrono::duration<double>(span).count(); }

std::uint64_t hashOf(std::string_view key, std::uint8_t operation)
{
    std::uint64_t hash = 0xcbf29ce484222325u ^ operation; // FNV-1a
    for (const char c : key)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}
} // namespace

double RunFigures::Slice::hitRate() const
{
    return asked == 0 ? -1 : static_cast<double>(hits) / static_cast<double>(asked);
}

double RunFigures::peakQueries() const
{
    std::uint64_t most = 0;
    for (const Slice &slice : slices)
        most = std::max(most, slice.queries);
    return static_cast<double>(most) / seconds(SliceLength);
}

bool RunFigures::serversAgree() const
{
    const auto within = [this](std::uint64_t own, std::uint64_t theirs) {
        return theirs >= own && theirs - own <= unanswered;
    };
    return within(ours.hits, servers.hits) && within(ours.misses, servers.misses)
        && (!postgresCounts || within(ours.queries, servers.queries));
}

double RunFigures::value(Measure measure) const
{
    const double span = std::max(1e-3, seconds(lasted));
    const auto &answers = counts.timing(Series::Answer);
    switch (measure) {
    case Measure::HitRate:
        return std::max(0.0, counts.hitRate()); // nothing asked: nothing answered
    case Measure::AnswerP50:
        return seconds(answers.quantile(0.5));
    case Measure::AnswerP99:
        return seconds(answers.quantile(0.99));
    case Measure::Queries:
        return static_cast<double>(counts.queries()) / span;
    case Measure::PeakQueries:
        return peakQueries();
    case Measure::Stale:
        return static_cast<double>(counts.stale());
    case Measure::OldestStale:
        return seconds(oldestStale);
    case Measure::Stampede:
        return static_cast<double>(worstStampede);
    case Measure::Answered:
        return static_cast<double>(counts.requests() - counts.of(Outcome::Failed)) / span;
    case Measure::Failed:
        break;
    }
    return static_cast<double>(counts.of(Outcome::Failed));
}

RunFold::RunFold(SinceStart from, Duration length)
    : m_from(from)
{
    m_figures.slices.resize(static_cast<std::size_t>(length / RunFigures::SliceLength));
}

RunFigures::Slice &RunFold::slice(SinceStart at)
{
    const auto since = std::max(Duration::zero(), at - m_from) / RunFigures::SliceLength;
    const auto last = std::max<std::size_t>(1, m_figures.slices.size());
    if (m_figures.slices.empty())
        m_figures.slices.resize(1);
    return m_figures.slices[std::min(static_cast<std::size_t>(since), last - 1)];
}

void RunFold::add(const EventQueue::Batch &batch)
{
    m_figures.counts.merge(batch.overflow);
    m_figures.withoutDetail += batch.dropped;
    for (const Event &event : batch.events) {
        if (const auto *request = std::get_if<Request>(&event.what))
            add(*request, event.at, event.took);
    }
}

void RunFold::add(const Request &request, SinceStart at, Duration took)
{
    m_figures.counts.add(request, took);
    m_figures.fingerprint += hashOf(request.key.view(), request.operation);
    m_figures.oldestStale = std::max(m_figures.oldestStale, request.staleFor);

    auto &key = m_keys[std::string(request.key.view())];
    if (key.asked++ == 0) {
        key.number = static_cast<std::uint32_t>(m_names.size());
        m_names.emplace_back(request.key.view());
    }
    if (key.asked > m_hottestAsked) {
        m_hottestAsked = key.asked;
        m_hottest = m_names[key.number];
    }

    auto &ended = slice(at + took);
    ended.hits += request.outcome == Outcome::Hit ? 1 : 0;
    ended.asked += request.outcome == Outcome::Hit || request.outcome == Outcome::Miss
            || request.outcome == Outcome::Coalesced
        ? 1
        : 0;
    ended.reads += request.outcome == Outcome::Write ? 0 : 1;
    for (const Step &step : request.parts()) {
        if (step.kind != StepKind::Query && step.kind != StepKind::TruthWrite)
            continue;
        const auto began = at + step.offset;
        slice(began).queries += step.result == StepResult::Failed ? 0 : 1;
        if (step.kind == StepKind::Query && step.result == StepResult::Ok)
            m_queries.push_back({(std::uint64_t{key.number} << 16)
                    | static_cast<std::uint64_t>(static_cast<std::uint16_t>(step.statement)),
                request.version, began, began + step.took});
    }
}

// Ends before begins at the same moment, so that one after the other is not two at once.
void RunFold::findStampede()
{
    struct Edge
    {
        std::uint64_t of, version;
        SinceStart at;
        int step;
    };
    std::vector<Edge> edges;
    edges.reserve(m_queries.size() * 2);
    for (const Query &query : m_queries) {
        edges.push_back({query.of, query.version, query.from, 1});
        edges.push_back({query.of, query.version, query.to, -1});
    }
    std::sort(edges.begin(), edges.end(), [](const Edge &a, const Edge &b) {
        return std::tie(a.of, a.version, a.at, a.step) < std::tie(b.of, b.version, b.at, b.step);
    });
    std::int64_t running = 0;
    std::uint64_t most = 0;
    for (const Edge &edge : edges) {
        running += edge.step; // back at zero when a key's edges are over
        if (running > 0 && static_cast<std::uint64_t>(running) > most) {
            most = static_cast<std::uint64_t>(running);
            m_figures.stampedeKey = m_names[static_cast<std::size_t>(edge.of >> 16)];
        }
    }
    m_figures.worstStampede = most;
}

RunFigures RunFold::finish()
{
    findStampede();
    return std::move(m_figures);
}

} // namespace tierlens
