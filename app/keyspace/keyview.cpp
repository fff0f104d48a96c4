// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyview.h"

#include "core/patternmatch.h"
#include "keyspace/keysort.h"

#include <algorithm>

namespace tierlens {

namespace {

constexpr std::size_t RowsBetweenLooks = 16'384; // at `cancelled`

bool hasExpiry(const KeyRow &row, const KeyFilter &filter, std::int64_t until)
{
    switch (filter.expiry) {
    case KeyFilter::Expiry::Any:
        return true;
    case KeyFilter::Expiry::Never:
        return row.expiresAt == 0;
    case KeyFilter::Expiry::Within:
        return row.expiresAt > 0 && row.expiresAt <= until;
    case KeyFilter::Expiry::Beyond:
        return row.expiresAt > 0 && row.expiresAt > until;
    }
    return true;
}

} // namespace

std::optional<std::vector<KeyTable::Index>> makeKeyView(const KeyTable &table,
    const KeyFilter &filter, const KeyOrder &order, std::int64_t now,
    const std::atomic<bool> &cancelled)
{
    const auto count = table.size();
    const PatternMatch match(filter.pattern);
    const auto until = now + filter.expirySpan;
    const bool isPlain
        = !filter.type && filter.expiry == KeyFilter::Expiry::Any && filter.leastBytes <= 0;
    std::vector<KeyTable::Index> rows;
    if (match.matchesAll() && isPlain)
        rows.reserve(count);
    for (std::size_t from = 0; from < count; from += RowsBetweenLooks) {
        if (cancelled.load(std::memory_order_relaxed))
            return std::nullopt;
        const auto end = std::min(count, from + RowsBetweenLooks);
        for (auto i = static_cast<KeyTable::Index>(from); i < end; ++i) {
            const auto row = table.row(i);
            if (!isPlain
                && ((filter.type && row.type != *filter.type) || !hasExpiry(row, filter, until)
                    || (filter.leastBytes > 0 && row.bytes < filter.leastBytes)))
                continue;
            if (match.matches(row.name) && !table.isRemoved(i))
                rows.push_back(i);
        }
    }
    if (!sortKeys(table, rows, order, cancelled))
        return std::nullopt;
    rows.shrink_to_fit();
    return rows;
}

} // namespace tierlens
