// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tierlens {

// One key that Redis holds, as far as our own requests tell. Times are since the session began.
struct HeldKey
{
    std::string key;
    std::uint64_t id = 0; // of this stay in Redis; a key that comes back gets a new one
    ValueType type = ValueType::String;
    std::string value; // beginning of it, as last filled or read
    std::uint32_t size = 0; // bytes of the value
    SinceStart since{}; // when it was first seen; hits and fills count from here
    SinceStart filledAt{};
    std::optional<SinceStart> expiresAt; // none: no expiry (or not known)
    Duration ttl{}; // given at the last fill, for the draining bar
    std::uint64_t hits = 0; // since we first saw it
    std::uint64_t fills = 0;
    std::uint64_t version = 0; // the truth's version inside
    std::uint64_t truthVersion = 0; // newest known
    std::string truth; // what Postgres has now, if known and different
    SinceStart staleSince{};
    Epoch epoch = 0; // of the Redis process that was seen to hold it

    bool isStale() const { return truthVersion > version && version > 0; }
};

// The keys of the demo that are in Redis now. Rows have no order; models sort.
class HeldKeys
{
public:
    struct Totals // since the session began
    {
        std::uint64_t expired = 0; // ran out, by our own clock
        std::uint64_t evicted = 0, invalidated = 0, lost = 0;
        std::uint64_t staleSeen = 0; // answers given that were older than the truth
    };
    static constexpr std::size_t MaxRows = 200'000; // beyond it new keys are counted, not kept

    void apply(const Request &request, SinceStart end);
    void apply(const KeyDrop &drop);
    void apply(const TruthChange &change, SinceStart at);
    void expire(SinceStart now); // drops rows whose time is over; call once per tick
    void dropBefore(Epoch epoch); // Redis came back empty: what an older process held is lost

    const std::vector<HeldKey> &rows() const { return m_rows; }
    const HeldKey *find(std::string_view key) const;
    const Totals &totals() const { return m_totals; }
    std::uint64_t revision() const { return m_revision; } // grows with every change

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    HeldKey *row(std::string_view key);
    HeldKey *rowOrNew(std::string_view key, SinceStart at);
    void remove(std::string_view key);
    void noteTruth(HeldKey &row, std::uint64_t version, std::string_view value, SinceStart at);

    std::vector<HeldKey> m_rows;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> m_index;
    Totals m_totals;
    std::uint64_t m_revision = 0, m_lastId = 0;
};

} // namespace tierlens
