// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyconnections.h"
#include "keyvalue/keyvalue.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// Reads what the limits allow of one key's value. What the server cannot cut by itself (an element)
// is asked for only if it is not expected to be big: all that one answer should bring is
// MostAtOnce. Blocking; used once.
class ValueReader
{
public:
    static constexpr std::int64_t MostAtOnce = 4 * 1024 * 1024; // bytes
    static constexpr std::int64_t MostOfField = 1024 * 1024; // a bigger field of a hash is not read
    static constexpr std::int64_t MostSkipped = 10'000; // entries of a stream

    ValueReader(KeyConnections &nodes, std::string key, const KeyValueLimits &limits);
    Result<KeyValue> read();

private:
    using Words = std::initializer_list<std::string_view>;
    Result<RedisReply> ask(Words words) { return m_nodes.command(m_key, words); }
    Result<Done> describe();
    Result<Done> count(std::string_view command);
    Result<Done> readString();
    Result<Done> readHash();
    Result<Done> readHashByFields(std::int64_t most);
    Result<Done> readSet();
    Result<Done> readList();
    Result<Done> readSortedSet();
    Result<Done> readStream();
    Result<Done> scan(std::string_view command, std::int64_t most, bool pairs);
    std::int64_t howMany(); // elements that may be asked for at once
    void add(std::string_view field, std::string_view value);

    KeyConnections &m_nodes;
    std::string m_key;
    KeyValueLimits m_limits;
    KeyValue m_value;
    bool m_wasCut = false;
};

} // namespace tierlens
