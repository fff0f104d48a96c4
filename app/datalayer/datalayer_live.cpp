// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that Redis answers alone.
#include "datalayer/datalayer.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct LiveLayerWords
{
    Q_DECLARE_TR_FUNCTIONS(DataLayer)
};

// Redis counts a look-up as a hit if the key exists.
bool isNothing(const RedisReply &reply)
{
    switch (reply.type()) {
    case RedisReply::Type::Nil:
        return true;
    case RedisReply::Type::Array:
        return reply.size() == 0;
    case RedisReply::Type::Integer:
        return reply.integer() == 0;
    case RedisReply::Type::Text:
    case RedisReply::Type::Error:
        break;
    }
    return false;
}
} // namespace

RedisReply LiveAnswer::operator[](std::size_t index) const
{
    if (m_atomic)
        return m_replies.front()[index];
    return index < m_replies.size() ? m_replies[index].view() : RedisReply(nullptr);
}

LiveAnswer DataLayer::live(const LivePlan &plan)
{
    RequestRecord record(m_parts.clock, RequestId{m_nextId++}, plan.key, plan.type, plan.operation);
    LiveAnswer answer;
    answer.m_atomic = plan.atomic;
    std::optional<Error> error;
    bool wasSent = false; // the server may have counted any of its commands
    if (m_parts.gate.mayAsk(record.began())) {
        error = sendLive(plan, answer, record);
        wasSent = m_redis.lastWasSent();
        if (error)
            noteRedis(*error, record.now());
    } else {
        // Says nothing new of Redis: noted as a silence it would keep the gate shut for ever.
        error = Error{
            ErrorKind::Timeout, {}, LiveLayerWords::tr("Redis does not answer.").toStdString(), {}};
    }
    if (error) {
        answer.error = *error;
        for (const auto &command : plan.commands) {
            const RequestRecord::Call call{
                command.kind, idOf(command.words.front()), record.began()};
            record.add(call, failure(wasSent), m_redis.epoch(), 0, record.now());
        }
    } else {
        m_parts.gate.answered();
        answer.outcome = plan.judge ? plan.judge(answer) : Outcome::Live;
        const auto seen = plan.seen ? plan.seen(answer) : LivePlan::Seen{plan.value, plan.ttl};
        record.request().value = seen.value;
        record.request().ttl = seen.ttl;
    }
    record.request().outcome = answer.outcome;
    m_lane->push(record.finish(record.now()));
    return answer;
}

std::optional<Error> DataLayer::sendLive(
    const LivePlan &plan, LiveAnswer &answer, RequestRecord &record)
{
    const auto send = [this](std::span<const std::string_view> words) -> std::optional<Error> {
        const auto sent = m_redis.append(words);
        return sent ? std::nullopt : std::optional(sent.error());
    };
    constexpr std::string_view multi[]{"MULTI"}, exec[]{"EXEC"};
    if (plan.atomic) {
        if (auto error = send(multi))
            return error;
    }
    for (const auto &command : plan.commands) {
        const std::vector<std::string_view> words(command.words.begin(), command.words.end());
        if (auto error = send(words))
            return error;
    }
    if (plan.atomic) {
        if (auto error = send(exec))
            return error;
        // "OK" and "QUEUED" each; what refuses to be queued makes EXEC refuse.
        std::optional<Error> first;
        for (std::size_t i = 0; i <= plan.commands.size(); ++i) {
            if (const auto queued = m_redis.reply(); !queued && !first)
                first = queued.error();
            if (!m_redis.isOpen())
                return first;
        }
    }
    std::optional<Error> first;
    const std::size_t replies = plan.atomic ? 1 : plan.commands.size();
    for (std::size_t i = 0; i < replies; ++i) {
        auto reply = m_redis.reply();
        if (!reply) {
            if (!first)
                first = reply.error();
            if (!m_redis.isOpen())
                return first;
            answer.m_replies.emplace_back(nullptr);
            continue;
        }
        answer.m_replies.push_back(std::move(*reply));
    }
    if (first)
        return first;
    // One round trip for all: each step is told with the time of the whole.
    const auto answered = record.now();
    for (std::size_t i = 0; i < plan.commands.size(); ++i) {
        const auto &command = plan.commands[i];
        const RequestRecord::Call call{command.kind, idOf(command.words.front()), record.began()};
        const auto reply = answer[i];
        const auto result = command.kind != StepKind::CacheRead ? StepResult::Ok
            : isNothing(reply)                                  ? StepResult::Miss
                                                                : StepResult::Hit;
        const auto size = command.kind == StepKind::CacheDrop
            ? static_cast<std::size_t>(reply.integer()) // keys removed
            : reply.text().size();
        record.add(call, result, m_redis.epoch(), size, answered);
    }
    return {};
}

void DataLayer::tell(What what) { push(std::move(what), m_parts.clock.now()); }

} // namespace tierlens
