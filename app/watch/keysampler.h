// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/keysample.h"
#include "watch/redisnode.h"

#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace tierlens {

// Goes through the keys of all primaries and databases, some at a time. What it asks does not touch
// a key: neither its idle time nor its LFU counter changes (tried with Redis 7.0; from 7.2 on
// CLIENT NO-TOUCH makes sure). A key whose time is over is removed by the server when we come
// across it, as by anybody's look; it is gone for its readers already.
class KeySampler
{
public:
    explicit KeySampler(const Clock &clock)
        : m_clock(clock)
    { }
    using Nodes = std::vector<std::unique_ptr<RedisNode>>;
    // About `most` keys; fewer if a round ends.
    KeySampling sample(const Nodes &nodes, std::size_t most, const std::stop_token &stop);
    bool hadRound() const { return m_hadRound; } // went through all of it at least once
    void startAnew(); // servers have changed

private:
    bool nextPlace(const Nodes &nodes);
    bool scan(RedisNode &node);
    bool lookAt(RedisNode &node, std::size_t count, KeySampling &into);

    const Clock &m_clock;
    std::size_t m_node = 0; // where we are
    int m_database = -1; // < 0: not yet in one
    std::string m_cursor = "0";
    bool m_isScanned = false; // the cursor came back
    std::deque<std::string> m_found; // by SCAN, not yet looked at
    bool m_isProven = false; // looking at keys is allowed
    bool m_hasSkipped = false; // a server could not be asked in this round
    bool m_hadRound = false;
};

} // namespace tierlens
