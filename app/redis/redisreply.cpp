// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisreply.h"

#include <hiredis/hiredis.h>

#include <charconv>

namespace tierlens {

void RedisReply::Free::operator()(redisReply *reply) const
{
    if (owned)
        freeReplyObject(reply);
}

RedisReply::RedisReply(redisReply *owned)
    : m_reply(owned, Free{true})
{ }

RedisReply::RedisReply(redisReply *borrowed, bool)
    : m_reply(borrowed, Free{false})
{ }

RedisReply::~RedisReply() = default;

RedisReply::Type RedisReply::type() const
{
    switch (m_reply ? m_reply->type : REDIS_REPLY_NIL) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        return Type::Text;
    case REDIS_REPLY_INTEGER:
        return Type::Integer;
    case REDIS_REPLY_ARRAY:
        return Type::Array;
    case REDIS_REPLY_ERROR:
        return Type::Error;
    default:
        return Type::Nil;
    }
}

std::string_view RedisReply::text() const
{
    const auto kind = type();
    if (kind != Type::Text && kind != Type::Error)
        return {};
    return {m_reply->str, static_cast<std::size_t>(m_reply->len)};
}

std::int64_t RedisReply::integer() const
{
    if (type() == Type::Integer)
        return m_reply->integer;
    const auto digits = text();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : 0;
}

std::size_t RedisReply::size() const { return type() == Type::Array ? m_reply->elements : 0; }

RedisReply RedisReply::operator[](std::size_t index) const
{
    return {index < size() ? m_reply->element[index] : nullptr, false};
}

RedisReply RedisReply::view() const { return {m_reply.get(), false}; }

} // namespace tierlens
