// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"
#include "redis/redisconnection.h"
#include "redisfigures/toolcounts.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace tierlens {

struct KeyAnswers
{
    KeyType type = KeyType::Unknown;
    std::int64_t expiresAt = -1, bytes = -1; // as in KeyRow
    bool isGone = false;
};

// What is asked about a key: TYPE, PTTL and MEMORY USAGE, each as long as the server allows it. One
// that is refused is not asked again on this connection: refusals are entries in the server's ACL
// LOG.
class KeyQuestions
{
public:
    explicit KeyQuestions(ToolCounts &counts)
        : m_counts(&counts)
    { }
    void begin(); // a pipeline: all its keys are asked the same
    // Into the connection's pipeline; the number of questions.
    std::size_t ask(RedisConnection &connection, std::string_view key, bool sizes);
    // Takes as many answers. An error: the connection is gone, or the server is not ready. `now` in
    // ms since 1970.
    Result<KeyAnswers> take(RedisConnection &connection, bool sizes, std::int64_t now);
    // Whether each question was answered once: a user without a right is refused once, not a
    // hundred times.
    bool isProven(bool sizes) const;

private:
    enum Question : std::uint8_t { Type, Expiry, Size };
    struct State
    {
        bool isAsked = true, isProven = false;
        bool wasAsked = true; // in this pipeline
        int refused = 0; // for the key's sake
    };
    void refused(Question question, const Error &error);
    ToolCounts *m_counts;
    std::array<State, 3> m_states;
};

} // namespace tierlens
