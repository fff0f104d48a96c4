// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyquestions.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tierlens {

namespace {

constexpr int MostRefusals = 20; // of keys, before the first answer

KeyType keyTypeOf(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, KeyType>, 6> Names{{
        {"string", KeyType::String},
        {"hash", KeyType::Hash},
        {"list", KeyType::List},
        {"set", KeyType::Set},
        {"zset", KeyType::SortedSet},
        {"stream", KeyType::Stream},
    }};
    for (const auto &[word, type] : Names) {
        if (word == name)
            return type;
    }
    return KeyType::Other; // of a module
}

// Of the server as it is, not of this question.
bool isAboutTheServer(const Error &error)
{
    return error.code == "LOADING" || error.code == "BUSY" || error.code == "MASTERDOWN"
        || error.code == "NOAUTH";
}

} // namespace

bool KeyQuestions::isProven(bool sizes) const
{
    return std::all_of(m_states.begin(), m_states.begin() + (sizes ? 3 : 2),
        [](const State &state) { return state.isProven || !state.isAsked; });
}

void KeyQuestions::begin()
{
    for (auto &state : m_states)
        state.wasAsked = state.isAsked;
}

std::size_t KeyQuestions::ask(RedisConnection &connection, std::string_view key, bool sizes)
{
    std::size_t count = 0;
    const auto append = [&](Question question, std::initializer_list<std::string_view> words) {
        if (m_states[question].wasAsked && connection.append(words))
            ++count;
    };
    append(Type, {"TYPE", key});
    append(Expiry, {"PTTL", key});
    if (sizes)
        append(Size, {"MEMORY", "USAGE", key});
    return count;
}

void KeyQuestions::refused(Question question, const Error &error)
{
    auto &state = m_states[question];
    const bool isOfKey = error.code != "ERR"
        && (error.code != "NOPERM" || error.detail.find(" key") != std::string::npos);
    if (!isOfKey || (!state.isProven && ++state.refused >= MostRefusals))
        state.isAsked = false;
}

Result<KeyAnswers> KeyQuestions::take(RedisConnection &connection, bool sizes, std::int64_t now)
{
    static constexpr std::array<std::string_view, 3> names{"type", "pttl", "memory|usage"};
    KeyAnswers out;
    std::optional<Error> problem;
    // The refusal, if that is what came.
    const auto take = [&](Question question, auto use) {
        auto reply = connection.reply();
        if (reply) {
            m_states[question].isProven = true;
            m_counts->answered(names[question], *reply);
            use(*reply);
        } else if (!connection.isOpen() || isAboutTheServer(reply.error())) {
            problem = reply.error();
        } else {
            return std::optional<Error>(reply.error());
        }
        return std::optional<Error>();
    };
    std::array<std::optional<Error>, 3> refusals;
    if (m_states[Type].wasAsked)
        refusals[Type] = take(Type, [&](const RedisReply &reply) {
            out.isGone |= reply.text() == "none";
            out.type = keyTypeOf(reply.text());
        });
    if (m_states[Expiry].wasAsked)
        refusals[Expiry] = take(Expiry, [&](const RedisReply &reply) {
            const auto rest = reply.integer();
            out.isGone |= rest == -2;
            out.expiresAt = rest >= 0 ? now + rest : 0;
        });
    if (sizes && m_states[Size].wasAsked)
        refusals[Size] = take(Size, [&](const RedisReply &reply) {
            if (!reply.isNil())
                out.bytes = reply.integer();
        });
    for (const auto question : {Type, Expiry, Size}) {
        if (refusals[question])
            refused(question, *refusals[question]);
    }
    if (problem)
        return *problem;
    return out;
}

} // namespace tierlens
