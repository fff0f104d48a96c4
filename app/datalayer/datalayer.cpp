// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/datalayer.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct DataLayerWords
{
    Q_DECLARE_TR_FUNCTIONS(DataLayer)
};

constexpr int SentTries = 2; // statements that reached Postgres; keeps the steps of a request few
constexpr std::size_t ShownBytes = 39; // one more than a request keeps, so that it knows of a cut

// Request numbers are unique in the process: each data layer counts in a block of its own.
std::uint64_t firstRequestId()
{
    static std::atomic<std::uint64_t> blocks{0};
    return (++blocks << 40) + 1;
}
} // namespace

DataLayer::DataLayer(const DataLayerParts &parts, RedisOptions redis, PostgresOptions postgres)
    : m_parts(parts)
    , m_redis(std::move(redis))
    , m_postgres(std::move(postgres))
    , m_lane(parts.queue.addLane())
    , m_nextId(firstRequestId())
    , m_luck(std::random_device{}() | 1u)
{
    Statements &texts = parts.statements;
    m_ids = {texts.add("GET"), texts.add("LRANGE"), texts.add("HGETALL"), texts.add("SETEX"),
        texts.add("PSETEX"), texts.add("DEL, RPUSH, PEXPIRE"), texts.add("DEL, HSET, PEXPIRE"),
        texts.add("DEL"), texts.add("EVAL keep the newer"), texts.add("LPUSH")};
}

const ReadAnswer &DataLayer::read(const ReadPlan &plan)
{
    RequestRecord record(m_parts.clock, RequestId{m_nextId++}, plan.key, plan.type, plan.operation);
    const auto cached = m_parts.policies.cache && m_parts.gate.mayAsk(record.began())
        ? askRedis(plan, record)
        : Cached::Unknown;
    switch (cached) {
    case Cached::Hit: // over when Redis has answered; each look at the clock costs as much as all
                      // else
        m_answer.outcome = Outcome::Hit;
        finish(record, record.began() + record.last()->offset + record.last()->took);
        if (m_mark.freshUntil != 0) [[unlikely]]
            renewIfDue(plan, record.began());
        return m_answer;
    case Cached::Miss:
        afterMiss(plan, record);
        break;
    case Cached::Unknown:
        m_answer.outcome = askPostgres(plan, record) ? Outcome::Bypass : Outcome::Failed;
        break;
    }
    return finish(record, record.now());
}

const ReadAnswer &DataLayer::refresh(const ReadPlan &plan)
{
    RequestRecord record(m_parts.clock, RequestId{m_nextId++}, plan.key, plan.type, plan.operation);
    loadAndFill(plan, record, nullptr);
    if (m_answer.outcome == Outcome::Miss) // Redis was not asked, so it is none
        m_answer.outcome = Outcome::Bypass;
    return finish(record, record.now());
}

const ReadAnswer &DataLayer::finish(RequestRecord &record, SinceStart end)
{
    Request &request = record.request();
    request.outcome = m_answer.outcome;
    m_answer.stale = false;
    if (m_answer.outcome != Outcome::Failed) {
        const CachedValue &value = m_answer.value;
        request.value = value.shown(ShownBytes);
        request.valueSize = value.size();
        request.version = value.version;
        const auto verdict = m_parts.ledger.judge(
            request.key.view(), value.version, record.began(), end, value.nothing);
        request.truth = verdict.truth;
        request.stale = m_answer.stale = verdict.stale;
        request.staleFor = verdict.staleFor;
    }
    m_lane->push(record.finish(end));
    return m_answer;
}

// One command that Redis counts as exactly one look-up.
DataLayer::Cached DataLayer::askRedis(const ReadPlan &plan, RequestRecord &record)
{
    RequestRecord::Call call{StepKind::CacheRead, m_ids.get, record.began()};
    const auto ask = [&]() -> Result<RedisReply> {
        switch (plan.type) {
        case ValueType::List:
            call.statement = m_ids.lrange;
            return m_redis.command({"LRANGE", plan.key, "0", "-1"});
        case ValueType::Hash:
            call.statement = m_ids.hgetall;
            return m_redis.command({"HGETALL", plan.key});
        default:
            return m_redis.command({"GET", plan.key});
        }
    };
    const auto reply = ask();
    const auto answered = record.now();
    if (!reply) {
        record.add(call, failure(m_redis.lastWasSent()), m_redis.epoch(), 0, answered);
        noteRedis(reply.error(), answered);
        return Cached::Unknown;
    }
    m_parts.gate.answered();
    const bool found
        = reply->type() == RedisReply::Type::Array ? reply->size() > 0 : !reply->isNil();
    if (found)
        decode(plan, *reply);
    record.add(call, found ? StepResult::Hit : StepResult::Miss, m_redis.epoch(),
        found ? m_answer.value.size() : 0, answered);
    return found ? Cached::Hit : Cached::Miss;
}

void DataLayer::decode(const ReadPlan &plan, const RedisReply &reply)
{
    CachedValue &value = m_answer.value; // its strings are used again
    value.type = plan.type;
    m_mark = {};
    std::size_t used = 0;
    const auto keep = [&](std::string_view part) {
        if (used == value.parts.size())
            value.parts.emplace_back();
        value.parts[used++].assign(part);
    };
    switch (plan.type) {
    case ValueType::List:
        for (std::size_t i = 0; i < reply.size(); ++i) {
            const auto text = reply[i].text();
            const bool last = i + 1 == reply.size();
            if (const auto mark = last ? parseMark(text) : std::nullopt)
                m_mark = *mark;
            else
                keep(text);
        }
        break;
    case ValueType::Hash:
        for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
            const auto field = reply[i].text();
            if (field == "version") {
                m_mark = parseVersionField(reply[i + 1].text()).value_or(ValueMark());
            } else {
                keep(field);
                keep(reply[i + 1].text());
            }
        }
        break;
    default: {
        const auto text = splitMark(reply.text());
        m_mark = text.mark;
        keep(text.payload);
    }
    }
    value.version = m_mark.version;
    value.nothing = m_mark.nothing;
    value.parts.resize(value.nothing ? 0 : used);
}

void DataLayer::afterMiss(const ReadPlan &plan, RequestRecord &record)
{
    if (!m_parts.policies.singleFlight) {
        loadAndFill(plan, record, nullptr);
        return;
    }
    const auto place = m_parts.flights.join(plan.key, record.began());
    if (place.leads) {
        loadAndFill(plan, record, place.flight.get());
        m_parts.flights.end(plan.key, place.flight, record.now());
        return;
    }
    const RequestRecord::Call wait{StepKind::Wait, StatementId::None, record.now()};
    const auto answer = place.flight->wait(PatienceWithOthers);
    const bool answered = answer && *answer;
    record.add(wait, answered ? StepResult::Ok : StepResult::Failed, 0, 0, record.now());
    m_answer.outcome = answered ? Outcome::Coalesced : Outcome::Failed;
    if (answered)
        m_answer.value = **answer;
    else if (answer)
        m_answer.error = answer->error();
    else // asking as well would only add to the crowd
        m_answer.error = {ErrorKind::Timeout, {},
            DataLayerWords::tr(
                "Another request is already asking Postgres for this and has had no answer yet.")
                .toStdString(),
            {}};
}

void DataLayer::loadAndFill(
    const ReadPlan &plan, RequestRecord &record, SingleFlight::Flight *flight)
{
    m_parts.ledger.mayBeCached(plan.key,
        record.now()
            + std::chrono::milliseconds{m_parts.policies.ttlMs} * (1 + Policies::HardFactor)
            + PatienceWithPostgres);
    const bool loaded = askPostgres(plan, record);
    m_answer.outcome = loaded ? Outcome::Miss : Outcome::Failed;
    if (flight) {
        m_parts.flights.publish(*flight,
            loaded ? SingleFlight::Loaded(m_answer.value) : SingleFlight::Loaded(m_answer.error));
    }
    if (loaded)
        fill(plan, record);
}

bool DataLayer::askPostgres(const ReadPlan &plan, RequestRecord &record)
{
    const auto deadline = record.now() + PatienceWithPostgres;
    const auto statement = idOf(plan.loader->sql);
    for (int sent = 0;;) {
        const RequestRecord::Call call{StepKind::Query, statement, record.now()};
        const auto rows = m_postgres.prepared(plan.loader->sql, plan.parameters);
        const auto answered = record.now();
        if (rows) {
            record.add(call, StepResult::Ok, m_postgres.epoch(), rows->rows.size(), answered);
            m_answer.value = plan.loader->value(*rows);
            m_answer.value.type = plan.type;
            if (rows->empty() || m_answer.value.nothing) {
                m_answer.value.parts.clear();
                m_answer.value.version = 0;
                m_answer.value.nothing = true;
            }
            m_loadTook = answered - call.from;
            const auto version = m_answer.value.version;
            if (m_parts.ledger.note(plan.key, version, answered)) // somebody else has changed it
                push(TruthChange{plan.key, version, m_answer.value.shown(ShownBytes)}, answered);
            return true;
        }
        const auto result = failure(m_postgres.lastWasSent());
        record.add(call, result, m_postgres.epoch(), 0, answered);
        sent += result == StepResult::Unanswered ? 1 : 0;
        if (sent >= SentTries || !maySoonTryAgain(rows.error(), deadline, record)) {
            m_answer.error = rows.error();
            return false;
        }
    }
}

std::uint64_t DataLayer::drop(const std::vector<std::string_view> &keys, RequestRecord &record)
{
    const RequestRecord::Call call{StepKind::CacheDrop, m_ids.del, record.now()};
    std::vector<std::string_view> words{"DEL"};
    words.insert(words.end(), keys.begin(), keys.end());
    const auto reply = m_redis.command(words);
    const auto answered = record.now();
    if (!reply) {
        record.add(call, failure(m_redis.lastWasSent()), m_redis.epoch(), 0, answered);
        noteRedis(reply.error(), answered);
        return 0;
    }
    const auto removed = static_cast<std::uint64_t>(reply->integer());
    record.add(call, StepResult::Ok, m_redis.epoch(), removed, answered);
    return removed;
}

StepResult DataLayer::failure(bool sent)
{
    return sent ? StepResult::Unanswered : StepResult::Failed;
}

void DataLayer::noteRedis(const Error &error, SinceStart now)
{
    if (error.kind == ErrorKind::Timeout)
        m_parts.gate.silent(now);
    else if (!error.code.empty()) // it has said no, but it has said something
        m_parts.gate.answered();
    if (error.code == "OOM" && m_parts.gate.mayTellFull(now))
        push(Note{Note::Level::Warning,
                 tr("Redis is full and may not forget anything (noeviction), "
                    "so this answer was not cached; Postgres gave it.")
                     .toStdString(),
                 error.detail},
            now);
}

bool DataLayer::maySoonTryAgain(const Error &error, SinceStart deadline, RequestRecord &record)
{
    if (m_isRenewing) // there is an answer already
        return false;
    const bool mayPass = error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::NotReady;
    if (!mayPass || record.now() >= deadline || m_stop.stop_requested())
        return false;
    std::this_thread::sleep_for(5ms); // the connection itself paces the tries, see Backoff
    return true;
}

void DataLayer::push(What what, SinceStart at)
{
    Event event;
    event.at = at;
    event.what = std::move(what);
    m_lane->push(std::move(event));
}

StatementId DataLayer::idOf(const std::string &sql)
{
    for (const auto &[text, id] : m_statementIds) {
        if (text == sql)
            return id;
    }
    const auto id = m_parts.statements.add(sql);
    m_statementIds.emplace_back(sql, id);
    return id;
}

} // namespace tierlens
