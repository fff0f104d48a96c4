// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditfacts.h"

#include <algorithm>

namespace tierlens {

std::uint64_t AuditPostgresFacts::rows() const
{
    std::uint64_t sum = 0;
    for (const auto &table : tables)
        sum += table.rows;
    return sum;
}

bool AuditPostgresFacts::mayHoldData() const
{
    return tablesUnknown || std::any_of(tables.begin(), tables.end(), [](const auto &table) {
        return table.rows > 0 || (!table.isCounted && table.bytes > 0);
    });
}

std::uint64_t AuditRedisFacts::keys() const
{
    std::uint64_t sum = 0;
    for (const auto &server : servers)
        sum += server.keys;
    return sum;
}

std::uint64_t AuditRedisFacts::keysWithExpiry() const
{
    std::uint64_t sum = 0;
    for (const auto &server : servers)
        sum += server.keysWithExpiry;
    return sum;
}

std::uint64_t AuditRedisFacts::usedMemory() const
{
    std::uint64_t sum = 0;
    for (const auto &server : servers)
        sum += server.usedMemory;
    return sum;
}

} // namespace tierlens
