// SPDX-License-Identifier: GPL-3.0-or-later
// Write-behind: Redis first, Postgres a little later.
#include "datalayer/datalayer.h"

#include "core/durationtext.h"

namespace tierlens {

using namespace std::chrono_literals;

// Nothing: Redis does not take it, so Postgres must have it at once.
std::optional<WriteAnswer> DataLayer::queue(const WritePlan &plan)
{
    const auto began = m_parts.clock.now();
    if (!m_parts.gate.mayAsk(began))
        return std::nullopt;
    RequestRecord record(
        m_parts.clock, RequestId{m_nextId++}, WriteQueue::Key, ValueType::List, plan.operation);
    const auto element = m_parts.writes->add(plan);
    const RequestRecord::Call call{StepKind::CacheWrite, m_ids.lpush, record.now()};
    const auto reply = m_redis.command({"LPUSH", WriteQueue::Key, element.text});
    const auto answered = record.now();
    WriteAnswer answer;
    if (!reply) {
        const bool sent = m_redis.lastWasSent();
        noteRedis(reply.error(), answered);
        m_parts.writes->withdraw(element.id); // should it be there after all, its text will do
        if (!sent)
            return std::nullopt;
        record.add(call, StepResult::Unanswered, m_redis.epoch(), 0, answered);
        answer.error = reply.error();
    } else {
        m_parts.gate.answered();
        m_parts.writes->acknowledge(element.id);
        record.add(call, StepResult::Ok, m_redis.epoch(), element.text.size(), answered);
        answer.outcome = Outcome::Write;
        answer.changed = true;
        answer.text = tr("Redis has it; Postgres gets it within a second").toStdString();
        record.request().value = tr("%n write(s) waiting for Postgres", "",
            static_cast<int>(std::min<std::int64_t>(reply->integer(), 1'000'000)))
                                     .toStdString();
    }
    record.request().outcome = answer.outcome;
    m_lane->push(record.finish(answered));
    return answer;
}

// RPOPLPUSH keeps the element in a second list while it is in our hands. A process that ends in
// between leaves it there, and the next one begins with it: a write may be carried out twice after
// a crash of this program, but is never dropped by one.
DataLayer::Carried DataLayer::carryOutNext()
{
    WriteQueue &queue = *m_parts.writes;
    if (m_inHand)
        return keepTrying(*m_inHand);
    const auto until = queue.acknowledgedSoFar();
    if (!m_parts.gate.mayAsk(m_parts.clock.now()))
        return Carried::Later;
    const auto from = m_lookedForLeftovers ? WriteQueue::Key : WriteQueue::InHand;
    const auto element = m_redis.command({"RPOPLPUSH", from, WriteQueue::InHand});
    if (!element) {
        noteRedis(element.error(), m_parts.clock.now());
        return Carried::Later;
    }
    m_parts.gate.answered();
    if (!element->isNil()) {
        m_inHand = queue.take(element->text());
        return keepTrying(*m_inHand);
    }
    if (!m_lookedForLeftovers) {
        m_lookedForLeftovers = true;
        return carryOutNext();
    }
    const auto lost = queue.loseAll(until);
    if (lost > 0) {
        tell(Note{Note::Level::Problem,
            tr("%1 acknowledged writes are lost: they were waiting in Redis and never reached "
               "Postgres.")
                .arg(countText(lost))
                .toStdString(),
            {}});
    }
    // The list is gone when it is empty. Nobody counts that as a key that was lost.
    tell(KeyDrop{KeyDrop::Reason::Expired, std::string(WriteQueue::Key), 0});
    return Carried::None;
}

DataLayer::Carried DataLayer::keepTrying(const WritePlan &plan)
{
    const auto answer = carryOut(plan, true);
    const auto kind = answer.error.kind;
    if (answer.outcome == Outcome::Failed
        && (kind == ErrorKind::Unreachable || kind == ErrorKind::NotReady)) {
        return Carried::Later; // it was not carried out; it stays in hand
    }
    if (answer.outcome == Outcome::Failed) {
        tell(Note{Note::Level::Problem,
            tr("An acknowledged write was refused by Postgres when its turn came.").toStdString(),
            answer.error.text});
    }
    m_inHand.reset();
    (void)m_redis.command({"DEL", WriteQueue::InHand});
    return Carried::One;
}

} // namespace tierlens
