// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tierlens {

// The letters of notify-keyspace-events we listen for: E (events by name), m (misses), x (expired),
// e (evicted). A stands for x and e and others, but not for m.
struct KeyEventFlags
{
    bool published = false; // E
    bool misses = false, expired = false, evicted = false;

    bool any() const { return published && (misses || expired || evicted); }
    bool all() const { return published && misses && expired && evicted; }
};
KeyEventFlags keyEventFlags(std::string_view setting);
// What is set, and what we listen for.
std::string withKeyEvents(std::string_view setting);
// Whether two settings mean the same; the server writes letters in an order of its own.
bool sameKeyEvents(std::string_view a, std::string_view b);

} // namespace tierlens
