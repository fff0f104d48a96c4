// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/policymarks.h"

#include "core/durationtext.h"

namespace tierlens {

QStringList PolicyMarks::between(const TrafficSettings &before, const TrafficSettings &after)
{
    struct Switch
    {
        bool TrafficSettings::*policy;
        QString on, off;
    };
    const Switch switches[] = {
        {&TrafficSettings::cache, tr("cache on"), tr("cache off")},
        {&TrafficSettings::singleFlight, tr("one query per miss"), tr("every miss asks")},
        {&TrafficSettings::jitter, tr("expiry times spread"), tr("expiry times as they fall")},
        {&TrafficSettings::invalidateOnWrite, tr("invalidate on write"),
            tr("no invalidation on write")},
        {&TrafficSettings::negativeCaching, tr("remembers what is not there"),
            tr("forgets what is not there")},
        {&TrafficSettings::staleWhileRevalidate, tr("old answers while renewing"),
            tr("no old answers")},
        {&TrafficSettings::earlyRefresh, tr("early renewal on"), tr("early renewal off")},
        {&TrafficSettings::writeThrough, tr("write-through on"), tr("write-through off")},
        {&TrafficSettings::writeBehind, tr("write-behind on"), tr("write-behind off")},
        {&TrafficSettings::notifyInvalidation, tr("Postgres tells changes"),
            tr("Postgres tells no changes")},
    };
    QStringList marks;
    for (const auto &one : switches) {
        if (before.*one.policy != after.*one.policy)
            marks << (after.*one.policy ? one.on : one.off);
    }
    if (before.maxMemory != after.maxMemory)
        marks << tr("Redis may use %1").arg(bytesText(static_cast<std::uint64_t>(after.maxMemory)));
    if (before.evictionPolicy != after.evictionPolicy)
        marks << tr("eviction %1").arg(QString::fromStdString(after.evictionPolicy));
    if (before.ttl != after.ttl)
        marks << tr("TTL %1").arg(ttlText(after.ttl));
    return marks;
}

} // namespace tierlens
