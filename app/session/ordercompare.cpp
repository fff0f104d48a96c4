// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing two policies: the traffic makes room, and counting begins anew afterwards.
#include "core/durationtext.h"
#include "datalayer/truthlistener.h"
#include "scenario/scenario.h"
#include "scenario/traffic.h"
#include "session/orderdesk.h"

#include <QCoreApplication>
#include <QMetaObject>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
class OrderCompareText
{
    Q_DECLARE_TR_FUNCTIONS(OrderCompare)
};
} // namespace

Laboratory OrderDesk::laboratory()
{
    Laboratory lab{m_redisOptions, m_clientOptions, m_ownerOptions, m_scenario, m_shared.clock,
        m_sandbox != nullptr, m_hasStatementStats};
    lab.redis.name = lab.clients.name = lab.owner.name = "tierlens-compare";
    return lab;
}

// The counters are compared once more, then nobody plays and no key is left.
Result<Done> OrderDesk::makeRoomForComparison()
{
    const Error busy{ErrorKind::Timeout, {},
        OrderCompareText::tr("The requests under way did not end in time, so nothing was compared.")
            .toStdString(),
        {}};
    if (!m_traffic || !m_redis)
        return Error{ErrorKind::NotReady, {},
            OrderCompareText::tr("The servers are not ready yet.").toStdString(), {}};
    // Writes that wait in Redis for their turn are somebody's: they go to Postgres first.
    if (m_shared.writes.waiting() > 0 && !m_shared.writes.awaitEmptyList(5s))
        return busy;
    if (!readCounters(false) || !m_traffic->quiesce(3s))
        return busy;
    if (m_shared.writes.waiting() > 0)
        return busy;
    return forEachKey("tierlens:*", [this](const std::vector<std::string> &keys) -> Result<Done> {
        std::vector<std::string_view> words{"UNLINK"};
        words.insert(words.end(), keys.begin(), keys.end());
        if (const auto reply = m_redis->command(words); !reply)
            return reply.error();
        for (const auto &key : keys)
            push(KeyDrop{KeyDrop::Reason::Invalidated, key, 1});
        return Done{};
    });
}

void OrderDesk::compare(const Experiment &experiment, const std::stop_source &stop,
    TellComparison tell, std::function<void(Result<ComparisonResult>)> done)
{
    if (const auto why = whyNotComparable(experiment, m_sandbox != nullptr); !why.isEmpty())
        return done(Error{ErrorKind::Refused, {}, why.toStdString(), {}});
    if (auto room = makeRoomForComparison(); !room) {
        if (m_traffic)
            m_traffic->resume();
        return done(room.error());
    }
    note(Note::Level::Info,
        OrderCompareText::tr("Comparing: %1 The ordinary traffic waits meanwhile.")
            .arg(experiment.question)
            .toStdString());
    m_comparing = true;
    if (m_listener) // each side has its own, or none
        listen(false);
    m_comparisonStop = stop;
    m_comparison = std::jthread([this, experiment, lab = laboratory(), token = stop.get_token(),
                                    tell = std::move(tell), done = std::move(done)] {
        auto result = tierlens::compare(lab, experiment, token, tell);
        QMetaObject::invokeMethod(this, [this, result = std::move(result), done] {
            endComparison(result);
            done(result);
        });
    });
}

void OrderDesk::endComparison(const Result<ComparisonResult> &result)
{
    m_comparison.join(); // it has only to return
    m_comparing = false;
    limitMemory(); // what was ordered meanwhile
    if (m_options.traffic.notifyInvalidation)
        listen(true);
    // What the comparison asked is counted in it and not in the session: from here on the servers'
    // growth is the session's own again.
    readRedisCounters(true);
    readPostgresCounters(true);
    m_traffic->resume();
    note(result ? Note::Level::Info : Note::Level::Warning,
        result ? OrderCompareText::tr(
            "Compared: %1 The check against the servers' counters begins anew.")
                     .arg(result->verdict.headline)
                     .toStdString()
               : result.error().text,
        result ? result->verdict.text().toStdString() : result.error().detail);
}

} // namespace tierlens
