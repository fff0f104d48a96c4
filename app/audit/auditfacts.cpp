// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditfacts.h"

namespace tierlens {

std::uint64_t AuditPostgresFacts::rows() const
{
    std::uint64_t sum = 0;
    for (const auto &table : tables)
        sum += table.rows;
    return sum;
}

std::uint64_t AuditPostgresFacts::tableBytes() const
{
    std::uint64_t sum = 0;
    for (const auto &table : tables)
        sum += table.bytes + table.indexBytes;
    return sum;
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
