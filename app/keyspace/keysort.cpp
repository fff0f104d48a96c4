// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keysort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

namespace tierlens {

namespace {

constexpr std::size_t FewForRadix = 4000; // fewer are quicker compared
constexpr std::size_t MostForRadix = 32 * 1024; // of 16 bytes: more do not fit a core's cache
constexpr std::size_t FewForKeys = 24; // fewer are quicker compared by their names
constexpr std::size_t BytesInKey = 7; // of a name; the eighth says whether the name goes on
constexpr std::uint64_t Unknown = std::numeric_limits<std::uint64_t>::max();

struct SortEntry
{
    std::uint64_t key;
    KeyTable::Index index;
    std::uint32_t place; // where it came in: equal ones stay so
};

// By key, byte by byte from the lowest; bytes that are the same in all cost nothing. Stable.
void radixSort(SortEntry *entries, std::size_t count, SortEntry *scratch)
{
    constexpr std::size_t Bytes = 8;
    std::array<std::array<std::uint32_t, 256>, Bytes> counts{};
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t b = 0; b < Bytes; ++b)
            ++counts[b][(entries[i].key >> (8 * b)) & 0xff];
    }
    SortEntry *from = entries, *to = scratch;
    for (std::size_t b = 0; b < Bytes; ++b) {
        auto &starts = counts[b];
        if (starts[(from->key >> (8 * b)) & 0xff] == count)
            continue;
        std::uint32_t sum = 0;
        for (auto &start : starts)
            sum += std::exchange(start, sum);
        for (std::size_t i = 0; i < count; ++i)
            to[starts[(from[i].key >> (8 * b)) & 0xff]++] = from[i];
        std::swap(from, to);
    }
    if (from != entries)
        std::copy(from, from + count, entries);
}

void sortByKey(SortEntry *entries, std::size_t count, SortEntry *scratch);

// By the highest byte that differs, then each of its values by itself: what is too much for the
// processor's cache is moved twice, not once for every byte.
void splitByByte(SortEntry *entries, std::size_t count, SortEntry *scratch)
{
    std::uint64_t differs = 0;
    for (std::size_t i = 1; i < count; ++i)
        differs |= entries[i].key ^ entries[0].key;
    if (differs == 0)
        return;
    const auto shift = static_cast<unsigned>(std::bit_width(differs) - 1) / 8 * 8;
    const auto byteOf = [shift](const SortEntry &entry) { return (entry.key >> shift) & 0xff; };
    std::array<std::size_t, 257> ends{};
    for (std::size_t i = 0; i < count; ++i)
        ++ends[byteOf(entries[i]) + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::copy(entries, entries + count, scratch);
    for (std::size_t i = 0; i < count; ++i)
        entries[ends[byteOf(scratch[i])]++] = scratch[i];
    for (std::size_t b = 0, from = 0; b < 256; from = ends[b++])
        sortByKey(entries + from, ends[b] - from, scratch);
}

void sortByKey(SortEntry *entries, std::size_t count, SortEntry *scratch)
{
    if (count > MostForRadix) {
        splitByByte(entries, count, scratch);
        return;
    }
    if (count >= FewForRadix) {
        radixSort(entries, count, scratch);
        return;
    }
    std::sort(entries, entries + count, [](const SortEntry &a, const SortEntry &b) {
        return a.key != b.key ? a.key < b.key : a.place < b.place;
    });
}

// Seven bytes of the name from `depth` on and how many there were, so that comparing the numbers
// compares the names: "a" comes before "a\0".
std::uint64_t keyOfName(std::string_view name, std::size_t depth)
{
    const auto rest = name.size() - depth;
    std::uint64_t key = 0;
    if (rest >= 8) {
        std::array<unsigned char, 8> bytes;
        std::memcpy(bytes.data(), name.data() + depth, bytes.size());
        for (std::size_t i = 0; i < BytesInKey; ++i)
            key = key << 8 | bytes[i];
        return key << 8 | 8;
    }
    for (std::size_t i = 0; i < BytesInKey; ++i)
        key = key << 8 | (i < rest ? static_cast<unsigned char>(name[depth + i]) : 0U);
    return key << 8 | rest;
}

class NameSort
{
public:
    // `scratch`: room for as many entries as are to be sorted.
    NameSort(const KeyTable &table, bool descending, SortEntry *scratch,
        const std::atomic<bool> &cancelled)
        : m_table(table)
        , m_scratch(scratch)
        , m_flip(descending ? ~std::uint64_t(0) : 0)
        , m_descending(descending)
        , m_cancelled(cancelled)
    { }

    bool run(SortEntry *entries, std::size_t count)
    {
        m_groups.push_back({0, count, 0});
        while (!m_groups.empty()) {
            if (m_cancelled.load(std::memory_order_relaxed))
                return false;
            const auto group = m_groups.back();
            m_groups.pop_back();
            sortGroup(entries + group.begin, group);
        }
        return true;
    }

private:
    struct Group // whose names are the same up to `depth`
    {
        std::size_t begin, count, depth;
    };
    std::string_view name(const SortEntry &entry) const { return m_table.row(entry.index).name; }

    // Names lie anywhere in memory: where they are is asked for several at once, so that waiting
    // for one is waiting for all of them.
    template <typename See>
    void eachName(const SortEntry *entries, std::size_t count, See see) const
    {
        std::array<std::string_view, 32> names;
        for (std::size_t begin = 0; begin < count; begin += names.size()) {
            const auto some = std::min(names.size(), count - begin);
            for (std::size_t i = 0; i < some; ++i)
                names[i] = name(entries[begin + i]);
            for (std::size_t i = 0; i < some; ++i) {
                if (!see(begin + i, names[i]))
                    return;
            }
        }
    }

    // Up to where all names of the group are the same.
    std::size_t commonDepth(const SortEntry *entries, const Group &group) const
    {
        const auto first = name(entries[0]);
        auto common = first.size();
        eachName(entries, group.count, [&](std::size_t, std::string_view other) {
            common = std::min(common, other.size());
            const auto end = first.begin() + static_cast<std::ptrdiff_t>(common);
            const auto from = static_cast<std::ptrdiff_t>(group.depth);
            common = static_cast<std::size_t>(
                std::mismatch(first.begin() + from, end, other.begin() + from).first
                - first.begin());
            return common > group.depth;
        });
        return common;
    }

    void sortGroup(SortEntry *entries, const Group &group)
    {
        if (group.count < 2)
            return;
        if (group.count <= FewForKeys) {
            std::sort(entries, entries + group.count,
                [this, depth = group.depth](const SortEntry &a, const SortEntry &b) {
                    const auto order = name(a).substr(depth).compare(name(b).substr(depth));
                    if (order == 0)
                        return a.place < b.place;
                    return m_descending ? order > 0 : order < 0;
                });
            return;
        }
        const auto depth = commonDepth(entries, group);
        eachName(entries, group.count, [&](std::size_t i, std::string_view name) {
            entries[i].key = keyOfName(name, depth) ^ m_flip;
            return true;
        });
        sortByKey(entries, group.count, m_scratch);
        for (std::size_t i = 0; i < group.count;) {
            auto end = i + 1;
            while (end < group.count && entries[end].key == entries[i].key)
                ++end;
            const bool goesOn = ((entries[i].key ^ m_flip) & 0xff) == 8;
            if (goesOn && end - i > 1)
                m_groups.push_back({group.begin + i, end - i, depth + BytesInKey});
            i = end;
        }
    }

    const KeyTable &m_table;
    SortEntry *const m_scratch;
    const std::uint64_t m_flip;
    const bool m_descending;
    const std::atomic<bool> &m_cancelled;
    std::vector<Group> m_groups; // yet to be sorted; no recursion, names may be long
};

std::uint64_t keyOfValue(const KeyRow &row, const KeyOrder &order)
{
    std::uint64_t key = 0;
    switch (order.by) {
    case KeyOrder::By::Type:
        if (row.type == KeyType::Unknown)
            return Unknown;
        key = static_cast<std::uint64_t>(row.type);
        break;
    case KeyOrder::By::Expiry:
        if (row.expiresAt < 0)
            return Unknown;
        key = row.expiresAt == 0 ? Unknown - 2 : static_cast<std::uint64_t>(row.expiresAt);
        break;
    case KeyOrder::By::Bytes:
        if (row.bytes < 0)
            return Unknown;
        key = static_cast<std::uint64_t>(row.bytes);
        break;
    case KeyOrder::By::Found:
    case KeyOrder::By::Name:
        break;
    }
    return order.descending ? Unknown - 1 - key : key;
}

} // namespace

bool sortKeys(const KeyTable &table, std::vector<KeyTable::Index> &rows, const KeyOrder &order,
    const std::atomic<bool> &cancelled)
{
    if (order.by == KeyOrder::By::Found) {
        if (order.descending)
            std::reverse(rows.begin(), rows.end());
        return true;
    }
    // Not filled with zeros first, which would cost as much as a pass of sorting.
    const auto count = rows.size();
    const auto entries = std::make_unique_for_overwrite<SortEntry[]>(count);
    const auto scratch = std::make_unique_for_overwrite<SortEntry[]>(count);
    for (std::size_t i = 0; i < count; ++i)
        entries[i] = {0, rows[i], static_cast<std::uint32_t>(i)};
    if (order.by == KeyOrder::By::Name) {
        if (!NameSort(table, order.descending, scratch.get(), cancelled).run(entries.get(), count))
            return false;
    } else {
        for (std::size_t i = 0; i < count; ++i)
            entries[i].key = keyOfValue(table.row(rows[i]), order);
        sortByKey(entries.get(), count, scratch.get());
    }
    if (cancelled)
        return false;
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = entries[i].index;
    return true;
}

} // namespace tierlens
