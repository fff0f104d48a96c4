// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "live/watchsources.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

// What MONITOR does depends on how the application talks: measured on servers of this kind, one
// request at a time keeps some 70 %, a pipelined server as little as a tenth.
QString WatchSession::burstWarning(const BurstLimits &limits) const
{
    const auto span = durationText(limits.span);
    // The same ten seconds as everywhere: one look may hold next to nothing.
    const auto lately = m_history.total(std::max(SinceStart{}, now() - 10s), now());
    if (!m_redis || lately.redis.span <= Duration::zero())
        return tr("MONITOR makes Redis write every command out to Tierlens for %1.").arg(span);
    const double rate = lately.redis.perSecond(lately.redis.commands);
    const auto lines = std::min<double>(
        double(limits.lines), rate * std::chrono::duration<double>(limits.span).count());
    auto seen = tr("Redis runs %1 commands now, so about %2 lines in %3.")
                    .arg(rateText(rate), countText(static_cast<std::uint64_t>(lines)), span);
    if (hasPostgres())
        seen += QLatin1Char(' ')
            + tr("Meanwhile the statements of PostgreSQL are read up to four times a second.");
    if (rate < 1000)
        return seen + QLatin1Char(' ') + tr("At this rate the application will hardly notice.");
    return seen + QLatin1Char(' ')
        + tr("While it lasts, Redis may answer a third fewer commands, and where the application "
             "pipelines, as few as a tenth. Keep it short.");
}

void WatchSession::startBurst(const BurstLimits &limits)
{
    if (!m_sources->redis || m_burstProgress)
        return;
    auto bounded = limits;
    bounded.span = std::clamp<std::chrono::milliseconds>(limits.span, 500ms, 10s);
    bounded.lines = std::clamp<std::size_t>(limits.lines, 100, 200'000);
    m_burstProgress = BurstProgress{};
    m_sources->burstAt = m_shared->clock.now();
    paceStatements();
    m_sources->redis->startBurst(bounded);
    Q_EMIT burstChanged();
}

void WatchSession::cancelBurst()
{
    if (m_sources->redis)
        m_sources->redis->cancelBurst();
}

} // namespace tierlens
