// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/fillingqueries.h"

#include "core/glob.h"
#include "live/watchsession.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
bool goes(const InvalidationTarget &target, const std::vector<std::string> &names,
    const std::string &pattern)
{
    // A * of the target also takes the * in the pattern's own text, so all of its keys.
    if (!target.pattern.empty() && globMatches(target.pattern, pattern))
        return true;
    const auto isOfIt = [&](const std::string &key) { return globMatches(pattern, key); };
    return std::any_of(names.begin(), names.end(), isOfIt)
        || std::any_of(target.keys.begin(), target.keys.end(), isOfIt);
}

// Of a reading that ends just after the deletion has begun, hardly anything is of the time after.
constexpr Duration ShortestStretch = 500ms;

double secondsOf(Duration span) { return std::chrono::duration<double>(span).count(); }
} // namespace

FillingWatch::FillingWatch(const WatchSession &session, const InvalidationTarget &target,
    const std::vector<std::string> &names)
    : m_began(session.now())
{
    Duration covered{};
    for (const auto &total : session.statements().totals(m_began - 60s, m_began + 1s, &covered))
        m_before[total.counts.id] += total.callsPerSecond;
    m_knowsBefore = covered > Duration::zero();
    for (const auto &link : session.links().links()) {
        if (link.refused || !goes(target, names, link.pattern)
            || !m_linked.insert(link.statement).second)
            continue;
        m_found.statements.push_back(link.text);
        m_found.before = std::max(0.0, m_found.before) + before(link.statement);
    }
    m_found.areLinked = !m_linked.empty();
    if (!m_knowsBefore)
        m_found.before = -1;
}

double FillingWatch::before(std::int64_t statement) const
{
    const auto found = m_before.find(statement);
    return found == m_before.end() ? 0 : found->second;
}

void FillingWatch::add(const PostgresLook &look)
{
    if (look.statementsSpan <= Duration::zero() || look.statementsAt <= m_began || !m_knowsBefore)
        return;
    for (const auto &statement : look.statements) {
        auto &called = m_called[statement.id];
        called.calls += statement.calls;
        called.text = statement.text;
    }
    m_span += look.statementsSpan;
    // The first reading began before the deletion did; what counts is the time since.
    const Duration window = m_isFirst ? look.statementsAt - m_began : m_span;
    if (window < ShortestStretch)
        return;
    take(window);
    m_isFirst = false;
    m_called.clear();
    m_span = {};
}

double FillingWatch::rate(std::int64_t statement, const Called &called, Duration window) const
{
    const double earlier = std::max(0.0, secondsOf(m_span - window));
    return std::max(0.0, double(called.calls) - before(statement) * earlier) / secondsOf(window);
}

void FillingWatch::take(Duration window)
{
    if (m_found.areLinked) {
        double sum = 0;
        for (const auto &[id, called] : m_called)
            sum += m_linked.contains(id) ? rate(id, called, window) : 0;
        if (sum > m_found.most) {
            m_found.most = sum;
            m_found.span = window;
        }
        return;
    }
    for (const auto &[id, called] : m_called) {
        const double now = rate(id, called, window), was = before(id);
        if (now - was > std::max(0.0, m_found.most - m_found.before))
            m_found = {{called.text}, false, was, now, window};
    }
}

} // namespace tierlens
