// SPDX-License-Identifier: GPL-3.0-or-later
// How answers come into Redis, how long they stay, and how they are renewed before they go.
#include "datalayer/datalayer.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
// Never an older value over a newer one, decided in Redis, where nobody can come in between. The
// look at what is there is one look-up that Redis counts. A script may not fail half-way without
// telling what it has found, therefore pcall.
// KEYS: key. ARGV: type, version, milliseconds, then the value as it is stored.
// Answers: whether something was there; 1 stored, 0 the newer one kept, or Redis' own refusal.
constexpr std::string_view KeepTheNewer = R"(
local mark
if ARGV[1] == 'list' then
  mark = redis.call('LINDEX', KEYS[1], -1)
elseif ARGV[1] == 'hash' then
  mark = redis.call('HGET', KEYS[1], 'version')
else
  mark = redis.call('GET', KEYS[1])
end
local found = mark and 1 or 0
local has
if mark then
  if ARGV[1] == 'hash' then
    has = string.match(mark, '^(%d+)')
  elseif ARGV[1] == 'list' then
    has = string.match(mark, '^v(%d+)')
  else
    has = string.match(mark, ' v(%d+)[^ ]*$')
  end
end
if has and tonumber(has) > tonumber(ARGV[2]) then
  return {found, 0}
end
local done
if ARGV[1] == 'string' then
  done = redis.pcall('SET', KEYS[1], ARGV[4], 'PX', ARGV[3])
else
  redis.call('DEL', KEYS[1])
  local words = {ARGV[1] == 'list' and 'RPUSH' or 'HSET', KEYS[1]}
  for i = 4, #ARGV do words[#words + 1] = ARGV[i] end
  done = redis.pcall(unpack(words))
  redis.pcall('PEXPIRE', KEYS[1], ARGV[3])
end
if type(done) == 'table' and done.err then
  return {found, done.err}
end
return {found, 1}
)";

// The value as Redis is given it: of a list its elements, of a hash its fields, else one text.
std::vector<std::string> stored(const CachedValue &value, ValueType type, const ValueMark &mark)
{
    std::vector<std::string> words;
    if (type == ValueType::List || type == ValueType::Hash) {
        words = value.parts;
        if (type == ValueType::Hash)
            words.emplace_back("version");
        words.push_back(type == ValueType::List ? markText(mark) : markText(mark).substr(1));
    } else {
        const auto payload = value.nothing ? std::string("(nothing)")
            : value.parts.empty()          ? std::string()
                                           : value.parts.front();
        words.push_back(withMark(payload, mark));
    }
    return words;
}
} // namespace

// A write may have deleted the key while our SELECT was under way; then this fill would put the old
// value back, and it would stay for a whole TTL. The version tells: if by now the ledger knows a
// newer one, the key is deleted again. A write tells the ledger first and deletes afterwards, so
// one of the two always sees the other.
void DataLayer::fill(const ReadPlan &plan, RequestRecord &record)
{
    const Policies &policies = m_parts.policies;
    const CachedValue &value = m_answer.value;
    if (!m_parts.gate.mayAsk(record.now()))
        return;
    if (value.nothing && !policies.negativeCaching) {
        if (record.request().parts().front().kind != StepKind::CacheRead) // it may be there
            drop({plan.key}, record);
        return;
    }
    const bool compare = policies.writeThrough;
    if (record.request().stepCount + (compare ? 2u : 1u) > Request::MaxSteps)
        return; // after many tries; what Redis counts must have its step
    const auto life = lifetime();
    ValueMark mark{value.version, value.nothing, 0, 0};
    if ((policies.staleWhileRevalidate || policies.earlyRefresh) && !value.nothing) {
        mark.freshUntil = wallMilliseconds() + life.fresh.count();
        mark.loadMicros = static_cast<std::uint32_t>(std::clamp<std::int64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(m_loadTook).count(), 1,
            UINT32_MAX));
    }
    RequestRecord::Call call{StepKind::CacheWrite, m_ids.setex, record.now()};
    if (compare)
        call.statement = m_ids.ifNewer;
    else if (plan.type == ValueType::List)
        call.statement = m_ids.fillList;
    else if (plan.type == ValueType::Hash)
        call.statement = m_ids.fillHash;
    else if (life.kept % 1s != 0ms)
        call.statement = m_ids.psetex;
    Compared compared{false, true};
    Result<Done> done = Done{};
    if (compare) {
        const auto answer = sendIfNewer(plan, mark, life.kept);
        if (answer)
            compared = *answer;
        else
            done = answer.error();
    } else {
        done = sendFill(plan, mark, life.kept);
    }
    const auto answered = record.now();
    const bool sent = !done && m_redis.lastWasSent();
    if (compare && (done || sent || done.error().code == "OOM")) {
        // The script's look at what is there.
        record.add({StepKind::CacheRead, call.statement, call.from},
            sent                 ? StepResult::Unanswered
                : compared.found ? StepResult::Hit
                                 : StepResult::Miss,
            m_redis.epoch(), 0, answered);
    }
    if (!done) {
        record.add(call, failure(sent), m_redis.epoch(), 0, answered);
        noteRedis(done.error(), answered);
        if (compare) { // what is there is old
            m_parts.ledger.deleting(plan.key, value.version);
            drop({plan.key}, record);
        }
        return;
    }
    if (!compared.stored)
        return; // somebody has written a newer one: it stays
    record.add(call, StepResult::Ok, m_redis.epoch(), value.size(), answered);
    record.request().ttl = life.kept;
    dropUnlessCurrent(plan, record);
}

void DataLayer::dropUnlessCurrent(const ReadPlan &plan, RequestRecord &record)
{
    const Policies &policies = m_parts.policies;
    const auto version = m_answer.value.version;
    if (!record.hasRoom())
        return;
    // Written through, a newer version is on its way and replaces ours; deleting the key would open
    // a gap into which others could put still older ones.
    const bool isOld = policies.writeThrough
        ? m_parts.ledger.deletedBelow(plan.key) > version
        : (policies.invalidateOnWrite || policies.notifyInvalidation)
            && m_parts.ledger.judge(plan.key, version, {}, {}).truth > version;
    if (isOld)
        drop({plan.key}, record);
}

std::uint64_t DataLayer::luck()
{
    m_luck ^= m_luck << 13; // xorshift: enough to keep keys from expiring in step
    m_luck ^= m_luck >> 7;
    m_luck ^= m_luck << 17;
    return m_luck;
}

DataLayer::Lifetime DataLayer::lifetime()
{
    const Policies &policies = m_parts.policies;
    std::int64_t fresh = std::max<std::int64_t>(1, policies.ttlMs);
    const bool nothing = m_answer.value.nothing;
    if (nothing)
        fresh = std::max<std::int64_t>(
            Policies::NothingAtLeast.count(), fresh / Policies::NothingPart);
    if (policies.jitter) {
        const std::int64_t spread = fresh * Policies::JitterPercent / 100;
        const auto off
            = static_cast<std::int64_t>(luck() % static_cast<std::uint64_t>(2 * spread + 1));
        fresh = std::max<std::int64_t>(1, fresh - spread + off);
    }
    const bool keepsOld = policies.staleWhileRevalidate && !nothing;
    return {std::chrono::milliseconds{fresh},
        std::chrono::milliseconds{fresh * (keepsOld ? Policies::HardFactor : 1)}};
}

// One round trip. Lists and hashes need three commands; they are sent in one piece, which Redis
// reads and carries out without another client's in between.
Result<Done> DataLayer::sendFill(
    const ReadPlan &plan, const ValueMark &mark, std::chrono::milliseconds kept)
{
    const auto parts = stored(m_answer.value, plan.type, mark);
    if (plan.type != ValueType::List && plan.type != ValueType::Hash) {
        const bool whole = kept % 1s == 0ms;
        const auto span = std::to_string(whole ? kept / 1s : kept.count());
        auto reply = m_redis.command({whole ? "SETEX" : "PSETEX", plan.key, span, parts.front()});
        return reply ? Result<Done>(Done{}) : Result<Done>(reply.error());
    }
    const auto milliseconds = std::to_string(kept.count());
    std::vector<std::string_view> words{plan.type == ValueType::List ? "RPUSH" : "HSET", plan.key};
    words.insert(words.end(), parts.begin(), parts.end());

    if (auto sent = m_redis.append({"DEL", plan.key}); !sent)
        return sent;
    if (auto sent = m_redis.append(words); !sent)
        return sent;
    if (auto sent = m_redis.append({"PEXPIRE", plan.key, milliseconds}); !sent)
        return sent;
    Result<Done> outcome = Done{};
    for (int i = 0; i < 3 && m_redis.isOpen(); ++i) {
        if (const auto reply = m_redis.reply(); !reply && outcome)
            outcome = reply.error();
    }
    return outcome;
}

Result<DataLayer::Compared> DataLayer::sendIfNewer(
    const ReadPlan &plan, const ValueMark &mark, std::chrono::milliseconds kept)
{
    const auto parts = stored(m_answer.value, plan.type, mark);
    const auto version = std::to_string(mark.version);
    const auto milliseconds = std::to_string(kept.count());
    std::vector<std::string_view> words{"EVAL", KeepTheNewer, "1", plan.key,
        plan.type == ValueType::List       ? "list"
            : plan.type == ValueType::Hash ? "hash"
                                           : "string",
        version, milliseconds};
    words.insert(words.end(), parts.begin(), parts.end());
    const auto reply = m_redis.command(words);
    if (!reply)
        return reply.error();
    const auto refusal = (*reply)[1].text();
    if (!refusal.empty())
        return Error{ErrorKind::Refused, "OOM", tr("Redis has no room for it.").toStdString(),
            std::string(refusal)};
    return Compared{(*reply)[0].integer() == 1, (*reply)[1].integer() == 1};
}

// An answer may be handed out while it is old, and one of those who find it so renews it. With
// earlyRefresh also a little before: the likelier, the nearer its end and the longer its query
// takes (Vattani, Chierichetti, Lowenstein: Optimal probabilistic cache stampede prevention, 2015).
bool DataLayer::isRenewalDue()
{
    const auto now = wallMilliseconds();
    if (now >= m_mark.freshUntil)
        return true;
    if (!m_parts.policies.earlyRefresh)
        return false;
    const double chance
        = (static_cast<double>(luck() >> 11) + 1) / 9007199254740993.0; // above 0, up to 1
    const double early
        = m_mark.loadMicros / 1000.0 * m_parts.policies.earlyBeta * -std::log(chance);
    return static_cast<double>(now) + early >= static_cast<double>(m_mark.freshUntil);
}

// After the answer has been given, by the client that got it: readings of the servers' counters
// wait for it like for any request, and no other client is kept waiting.
void DataLayer::renewIfDue(const ReadPlan &plan, SinceStart asked)
{
    if (asked < m_noRenewalBefore || !isRenewalDue())
        return;
    const auto place = m_parts.flights.join(plan.key, asked);
    if (!place.leads)
        return; // somebody else does, or has just done so
    const ReadAnswer given = std::move(m_answer);
    m_answer = {};
    RequestRecord record(m_parts.clock, RequestId{m_nextId++}, plan.key, plan.type, plan.operation);
    record.request().behind = true;
    ++m_firstId; // none of those requestsMade() tells
    m_isRenewing = true;
    loadAndFill(plan, record, place.flight.get());
    m_isRenewing = false;
    m_parts.flights.end(plan.key, place.flight, record.now());
    if (m_answer.outcome == Outcome::Failed)
        m_noRenewalBefore = record.now() + 1s; // the old answer is still good enough
    else
        m_answer.outcome = Outcome::Bypass; // Redis was not asked
    finish(record, record.now());
    m_answer = given;
}

} // namespace tierlens
