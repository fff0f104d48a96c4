// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/keyview.h"

#include "core/patternmatch.h"
#include "keytable/keysort.h"

#include <algorithm>
#include <memory>

namespace tierlens {

namespace {

bool hasExpiry(const KeySlot &row, const KeyFilter &filter, std::int64_t until)
{
    const auto expiresAt = row.expiresAt.load(std::memory_order_relaxed);
    switch (filter.expiry) {
    case KeyFilter::Expiry::Any:
        return true;
    case KeyFilter::Expiry::Never:
        return expiresAt == 0;
    case KeyFilter::Expiry::Within:
        return expiresAt > 0 && expiresAt <= until;
    case KeyFilter::Expiry::Beyond:
        return expiresAt > 0 && expiresAt > until;
    }
    return true;
}

// In all but the name.
bool passes(const KeySlot &row, const KeyFilter &filter, std::int64_t until)
{
    return (!filter.type || row.type.load(std::memory_order_relaxed) == *filter.type)
        && (filter.leastBytes <= 0
            || row.bytes.load(std::memory_order_relaxed) >= filter.leastBytes)
        && hasExpiry(row, filter, until);
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
    const auto found = std::make_unique_for_overwrite<KeyTable::Index[]>(KeyTable::RowsInChunk);
    for (std::size_t from = 0; from < count; from += KeyTable::RowsInChunk) {
        if (cancelled.load(std::memory_order_relaxed))
            return std::nullopt;
        const auto first = static_cast<KeyTable::Index>(from);
        const auto end
            = first + static_cast<KeyTable::Index>(std::min(count - from, KeyTable::RowsInChunk));
        const KeySlot *row = &table.slot(first);
        std::size_t some = 0;
        for (auto i = first; i < end; ++i, ++row) {
            if (match.matches(row->text()) && (isPlain || passes(*row, filter, until))) {
                found[some] = i;
                some += row->isRemoved() ? 0 : 1;
            }
        }
        rows.insert(rows.end(), found.get(), found.get() + some);
    }
    if (!sortKeys(table, rows, order, cancelled))
        return std::nullopt;
    rows.shrink_to_fit();
    return rows;
}

} // namespace tierlens
