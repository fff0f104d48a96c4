// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drill.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct DrillWords
{
    Q_DECLARE_TR_FUNCTIONS(Drill)
};
} // namespace

DrillOrder DrillOrder::bounded() const
{
    auto order = *this;
    const std::chrono::milliseconds most = kind == DrillKind::PauseClients ? 30s
        : kind == DrillKind::SlowAnswers                                   ? 120s
                                                                           : 600s;
    order.span = std::clamp<std::chrono::milliseconds>(span, 200ms, most);
    order.delay = std::clamp<std::chrono::milliseconds>(delay, 2ms, 500ms);
    order.percent = std::clamp(percent, 10, 99);
    return order;
}

Tier drillTier(DrillKind kind)
{
    return kind == DrillKind::EndSession || kind == DrillKind::ReloadSettings ? Tier::Postgres
                                                                              : Tier::Redis;
}

DrillText drillText(DrillKind kind)
{
    switch (kind) {
    case DrillKind::PauseClients:
        return {DrillWords::tr("Pause all clients of Redis"),
            DrillWords::tr("Redis answers nobody for the time you choose (CLIENT PAUSE). Commands "
                           "that come meanwhile wait, and are carried out afterwards."),
            DrillWords::tr("Whether the application has timeouts and lives with them, or piles up "
                           "requests. The watch of Tierlens waits as well, and may call Redis "
                           "frozen."),
            DrillWords::tr("By itself, after that time. It cannot be ended earlier: Redis would "
                           "let the order to do so wait, too.")};
    case DrillKind::SlowAnswers:
        return {DrillWords::tr("Slow answers of Redis"),
            DrillWords::tr("Again and again Redis holds its clients back for a moment, and lets "
                           "them go for as long (short CLIENT PAUSEs). A command that comes in "
                           "such a moment waits for its end. Nothing keeps the server itself "
                           "busy."),
            DrillWords::tr("What a slow cache does to the application: a request that asks Redis "
                           "ten times waits ten times."),
            DrillWords::tr("Stopping it is enough; the last moment ends by itself.")};
    case DrillKind::LowMemory:
        return {DrillWords::tr("Too little memory for Redis"),
            DrillWords::tr("maxmemory is set below what Redis uses now, for the time you choose. "
                           "Depending on its maxmemory-policy Redis evicts keys or refuses to "
                           "write."),
            DrillWords::tr("What evictions do to the hit rate and to Postgres, and whether the "
                           "application lives with refused writes (OOM)."),
            DrillWords::tr("maxmemory is put back at the end, when stopped, and when Tierlens "
                           "ends; if it was killed, it offers to do so when the drills of this "
                           "connection are opened again. Keys that were evicted stay away until "
                           "they are filled again.")};
    case DrillKind::KillClient:
        return {DrillWords::tr("Cut a client of Redis"),
            DrillWords::tr("The connection you choose is closed by Redis (CLIENT KILL ID)."),
            DrillWords::tr("Whether the application connects again by itself, and how fast."),
            DrillWords::tr("Not needed: a sound application is back at once.")};
    case DrillKind::EndSession:
        return {DrillWords::tr("End a session of Postgres"),
            DrillWords::tr("The session you choose is ended by Postgres (pg_terminate_backend). "
                           "What it was doing is undone."),
            DrillWords::tr("Whether the application repeats its transaction and its pool replaces "
                           "the session."),
            DrillWords::tr("Not needed: a sound application is back at once.")};
    case DrillKind::ReloadSettings:
        break;
    }
    return {DrillWords::tr("Let Postgres read its settings again"),
        DrillWords::tr("Postgres reads its configuration files again (pg_reload_conf). Sessions "
                       "go on."),
        DrillWords::tr("Which settings are different afterwards, which would need a restart, and "
                       "which lines of the files are wrong."),
        DrillWords::tr("Put the files back and let them be read again.")};
}

QString drillRefusal(const LiveServers &servers)
{
    if (servers.connection.environment == Environment::Production)
        return DrillWords::tr("This connection is marked as production. Drills make faults on "
                              "purpose, so they are offered for development and sandbox only.");
    if (!servers.mayChange)
        return DrillWords::tr("This connection is read-only. Allow changes on it first.");
    if (servers.redis.isEmpty() && servers.postgres.isEmpty())
        return DrillWords::tr("There is no server to do a drill on.");
    return {};
}

QString drillRefusal(const LiveServers &servers, DrillKind kind)
{
    if (const auto any = drillRefusal(servers); !any.isEmpty())
        return any;
    if (drillTier(kind) == Tier::Redis && servers.redis.isEmpty())
        return DrillWords::tr("This connection has no Redis.");
    if (drillTier(kind) == Tier::Postgres && servers.postgres.isEmpty())
        return DrillWords::tr("This connection has no Postgres.");
    return {};
}

} // namespace tierlens
