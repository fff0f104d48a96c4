// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/livegamechurn.h"

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Every = 1s, AfterFailure = 5s, Enough = 2s;
// Backends tell their counts at most once a second, so that a window shorter than some seconds
// would jump.
constexpr const char *CountersSql
    = "/* tierlens: own look-up */ SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint, "
      "coalesce(sum(n_tup_ins + n_tup_upd), 0)::bigint, coalesce(sum(n_tup_upd), 0)::bigint "
      "FROM pg_stat_user_tables WHERE schemaname = 'tierlens_game'";

double seconds(Duration span) { return std::chrono::duration<double>(span).count(); }

double grown(std::uint64_t from, std::uint64_t to, Duration in)
{
    return static_cast<double>(to - from) / seconds(in);
}
} // namespace

void GameChurn::measure(
    PostgresConnection &postgres, std::uint64_t scores, bool straight, SinceStart now)
{
    if (now < m_next)
        return;
    m_next = now + Every;
    m_scores.emplace_back(now, scores);
    while (m_scores.size() > 2 && now - m_scores.front().first > Window)
        m_scores.pop_front();
    const Duration span = now - m_scores.front().first;
    m_scoresPerSecond = span > 0s ? grown(m_scores.front().second, scores, span) : 0;

    const auto counters = postgres.run(CountersSql);
    m_known = counters && !counters->empty();
    if (!m_known) {
        m_samples.clear();
        m_next = now + AfterFailure; // it may have taken all its time to say nothing
        return;
    }
    const auto number = [&counters](std::size_t column) {
        return static_cast<std::uint64_t>(counters->number(0, column));
    };
    const Sample sample{now, scores, number(1), number(2), number(0)};
    // A crash of Postgres sets its counters back; a flip of the switch begins something else.
    if (straight != m_straight
        || (!m_samples.empty()
            && (sample.rows < m_samples.back().rows || sample.wal < m_samples.back().wal)))
        m_samples.clear();
    m_straight = straight;
    m_samples.push_back(sample);
    while (m_samples.size() > 2 && now - m_samples.front().at > Window)
        m_samples.pop_front();
    const Sample &first = m_samples.front();
    if (const Duration in = now - first.at; in >= Enough) {
        m_rates[straight ? 1 : 0]
            = Rates{grown(first.scores, sample.scores, in), grown(first.rows, sample.rows, in),
                grown(first.dead, sample.dead, in), grown(first.wal, sample.wal, in)};
    }
}

} // namespace tierlens
