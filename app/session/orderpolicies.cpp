// SPDX-License-Identifier: GPL-3.0-or-later
// Policies that a server must be told: triggers in Postgres, memory and eviction in Redis.
#include "datalayer/truthlistener.h"
#include "sandbox/sandbox.h"
#include "scenario/scenario.h"
#include "scenario/traffic.h"
#include "session/orderdesk.h"
#include "watch/postgresobserver.h"
#include "watch/redisobserver.h"

namespace tierlens {

using namespace std::chrono_literals;

void OrderDesk::setServerPolicies(const TrafficSettings &wanted)
{
    auto &now = m_options.traffic;
    const bool otherMemory
        = now.maxMemory != wanted.maxMemory || now.evictionPolicy != wanted.evictionPolicy;
    now.maxMemory = wanted.maxMemory;
    now.evictionPolicy = wanted.evictionPolicy;
    const bool otherNotify = now.notifyInvalidation != wanted.notifyInvalidation;
    now.notifyInvalidation = wanted.notifyInvalidation;
    if (!m_layer || m_comparing) // it will be told then
        return;
    if (otherMemory)
        limitMemory();
    if (otherNotify)
        listen(wanted.notifyInvalidation);
}

// The triggers are ours alone and go again: a schema that nobody listens to should not talk.
void OrderDesk::listen(bool wanted)
{
    m_listener.reset();
    if (wanted && m_scenario.notifyTriggers().empty()) {
        note(Note::Level::Warning,
            tr("In this world Postgres does not tell what has changed; nothing is different.")
                .toStdString());
        return;
    }
    if (const auto set = setNotifyTriggers(*m_postgres, m_scenario, wanted); !set) {
        note(Note::Level::Problem,
            (wanted ? tr("The triggers that tell what has changed could not be made.")
                    : tr("The triggers that tell what has changed could not be removed."))
                .toStdString(),
            set.error().text);
        return;
    }
    if (!wanted)
        return;
    auto redis = m_redisOptions;
    auto postgres = m_ownerOptions;
    redis.name = postgres.name = "tierlens-listener";
    m_listener = std::make_unique<TruthListener>(parts(), redis, postgres);
}

void OrderDesk::limitMemory()
{
    if (const auto opened = m_redis->open(); !opened)
        return;
    if (!m_sandbox) // what Session says when it is asked for; a given Redis is left as it is
        return;
    const auto &wanted = m_options.traffic;
    for (const auto &[name, value] : {std::pair("maxmemory", std::to_string(wanted.maxMemory)),
             std::pair("maxmemory-policy", wanted.evictionPolicy)}) {
        if (const auto set = m_redis->command({"CONFIG", "SET", name, value}); !set)
            note(Note::Level::Problem, tr("Redis does not take this limit.").toStdString(),
                set.error().text);
    }
}

} // namespace tierlens
