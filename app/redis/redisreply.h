// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

struct redisReply;

namespace tierlens {

// An owned reply, or an element of one. Views are valid as long as the outermost reply lives.
class RedisReply
{
public:
    enum class Type : std::uint8_t { Nil, Text, Integer, Array, Error };

    explicit RedisReply(redisReply *owned); // takes it
    RedisReply(RedisReply &&) noexcept = default;
    RedisReply &operator=(RedisReply &&) noexcept = default;
    ~RedisReply();

    Type type() const;
    bool isNil() const { return type() == Type::Nil; }
    std::string_view text() const; // of Text (bulk or status) and Error; else empty
    std::int64_t integer() const; // of Integer, or of Text that is a number; else 0
    std::size_t size() const; // elements of an Array; else 0
    RedisReply operator[](std::size_t index) const; // not owned
    RedisReply view() const; // not owned

private:
    struct Free
    {
        bool owned = true;
        void operator()(redisReply *reply) const;
    };
    RedisReply(redisReply *borrowed, bool);
    std::unique_ptr<redisReply, Free> m_reply;
};

} // namespace tierlens
