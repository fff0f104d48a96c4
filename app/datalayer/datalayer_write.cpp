// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/datalayer.h"

#include <algorithm>

namespace tierlens {

namespace {
// A last try needs room for two statements, a look-up and the DEL.
constexpr std::uint8_t StepsBeforeLastTry = Request::MaxSteps - 4;
} // namespace

// Truth first, cache second: only when Postgres has acknowledged COMMIT are cached copies deleted.
WriteAnswer DataLayer::write(const WritePlan &plan)
{
    if (m_parts.writes && (m_parts.policies.writeBehind || m_parts.writes->waiting() > 0)) {
        // Also when just switched off: nobody overtakes those who wait.
        if (auto queued = queue(plan))
            return *queued;
    }
    return carryOut(plan, false);
}

WriteAnswer DataLayer::carryOut(const WritePlan &plan, bool behind)
{
    RequestRecord record(m_parts.clock, RequestId{m_nextId++}, plan.key, plan.type, plan.operation);
    record.request().behind = behind;
    m_firstId += behind ? 1 : 0;
    WriteAnswer answer;
    std::vector<Rows> rows;
    const auto deadline = record.began() + PatienceWithPostgres;
    for (;;) {
        const auto changed = transact(plan, record, rows);
        if (changed) {
            answer.outcome = Outcome::Write;
            answer.changed = *changed;
            break;
        }
        answer.error = changed.error();
        if (record.request().stepCount > StepsBeforeLastTry
            || !maySoonTryAgain(answer.error, deadline, record))
            break;
    }
    record.request().outcome = answer.outcome;
    if (answer.changed)
        settle(plan, rows, record, answer);
    m_lane->push(record.finish(record.now()));
    return answer;
}

// False: there was nothing to change. BEGIN and COMMIT are no steps (Postgres does not count them
// as statements); the time of COMMIT, which is the careful part, is in the last statement's.
Result<bool> DataLayer::transact(
    const WritePlan &plan, RequestRecord &record, std::vector<Rows> &rows)
{
    rows.clear();
    RequestRecord::Call call{StepKind::TruthWrite, idOf(plan.statements.front().sql), record.now()};
    if (const auto begun = m_postgres.begin(); !begun) {
        record.add(call, StepResult::Failed, m_postgres.epoch(), 0, record.now());
        return begun.error();
    }
    for (const PlannedStatement &statement : plan.statements) {
        call.statement = idOf(statement.sql);
        auto result = m_postgres.prepared(statement.sql, statement.parameters);
        const auto answered = record.now();
        if (!result) {
            const bool sent = m_postgres.lastWasSent();
            record.add(call, failure(sent), m_postgres.epoch(), 0, answered);
            m_postgres.rollback();
            return result.error();
        }
        const auto changed = std::max<std::size_t>(result->affected, result->rows.size());
        record.add(call, StepResult::Ok, m_postgres.epoch(), changed, answered);
        rows.push_back(std::move(*result));
        if (statement.mustChange && changed == 0) {
            m_postgres.rollback();
            return false;
        }
        call.from = answered;
    }
    const auto committed = m_postgres.commit();
    if (Step *last = record.last())
        last->took = record.now() - record.began() - last->offset;
    if (!committed) {
        // Whether it was carried out nobody knows, so it is neither acknowledged nor tried again.
        m_postgres.rollback();
        Error error = committed.error();
        error.kind = ErrorKind::Timeout;
        return error;
    }
    return true;
}

void DataLayer::settle(const WritePlan &plan, const std::vector<Rows> &rows, RequestRecord &record,
    WriteAnswer &answer)
{
    std::vector<Rows> all = rows;
    if (plan.lookUp) {
        const auto statement = plan.lookUp(m_parts.ledger, record.now());
        const RequestRecord::Call call{StepKind::Query, idOf(statement.sql), record.now()};
        auto found = m_postgres.prepared(statement.sql, statement.parameters);
        record.add(call, found ? StepResult::Ok : failure(m_postgres.lastWasSent()),
            m_postgres.epoch(), found ? found->rows.size() : 0, record.now());
        all.push_back(found ? std::move(*found) : Rows{});
    }
    const WriteEffect effect = plan.effect(all);
    answer.text = effect.text;
    if (!effect.subject.empty())
        m_parts.ledger.acknowledge(effect.subject, effect.version);

    const auto known = record.now();
    const bool through = m_parts.policies.writeThrough;
    std::vector<std::string_view> keys; // to be deleted
    for (const auto &concern : effect.concerns) {
        m_parts.ledger.note(concern.key, concern.version, known);
        m_parts.flights.forget(concern.key);
        push(TruthChange{concern.key, concern.version, concern.value}, known);
        if (!through || !concern.plan) {
            m_parts.ledger.deleting(concern.key, concern.version);
            keys.emplace_back(concern.key);
        }
        if (concern.key == plan.key) {
            record.request().value = concern.value;
            record.request().version = record.request().truth = concern.version;
        }
    }
    if (through) {
        for (const auto &concern : effect.concerns) {
            if (concern.plan)
                writeThrough(*concern.plan);
        }
    }
    if ((!m_parts.policies.invalidateOnWrite && !through) || keys.empty())
        return;
    answer.keysDropped = drop(keys, record);
    record.request().invalidated = answer.keysDropped > 0;
    // The request names one key; the others left Redis by the same DEL and are counted there.
    for (const auto key : keys) {
        if (key != plan.key && answer.keysDropped > 0)
            push(KeyDrop{KeyDrop::Reason::Invalidated, std::string(key), 0}, record.now());
    }
}

// The value is asked for again, after COMMIT: what the write itself knows is a change, not a whole
// answer. A key's value is told by a request of its own, since a request names one key.
void DataLayer::writeThrough(const ReadPlan &plan)
{
    RequestRecord record(m_parts.clock, RequestId{m_nextId++}, plan.key, plan.type, plan.operation);
    record.request().behind = true;
    ++m_firstId; // none of those requestsMade() tells
    m_isRenewing = true; // no second try: without a new value the key is deleted
    loadAndFill(plan, record, nullptr);
    m_isRenewing = false;
    if (m_answer.outcome == Outcome::Failed) {
        m_parts.ledger.deleting(plan.key, m_parts.ledger.judge(plan.key, 0, {}, {}).truth);
        drop({plan.key}, record);
    } else
        m_answer.outcome = Outcome::Bypass;
    finish(record, record.now());
}

} // namespace tierlens
