// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "datalayer/writequeue.h"
#include "experiment/experiment.h"
#include "experiment/redissettings.h"
#include "experiment/runfigures.h"
#include "experiment/turns.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

namespace tierlens {

// What experiments need of the servers. The scenario is prepared, and nobody else plays it.
struct Laboratory
{
    RedisOptions redis;
    PostgresOptions clients; // as which the traffic asks
    PostgresOptions owner; // as which counters are read
    Scenario &scenario;
    const Clock &clock;
    bool mayConfigureRedis = false; // it is ours alone
    bool postgresCounts = false; // pg_stat_statements is there

    std::string schema() const;
};

// One run of one side, with policies, queue, ledger and connections of its own: empties Redis,
// warms up, plays, counts. Used once, on one thread; clients and what disturbs them have theirs.
class SideRun
{
public:
    SideRun(const Laboratory &lab, const Experiment &experiment, const PolicySet &policies);

    using Tell = std::function<void(double share)>;
    Result<RunFigures> run(
        RedisConnection &redis, RedisSettings &settings, std::stop_token stop, const Tell &tell);

private:
    Result<Done> connect();
    void carryOutWrites(const std::stop_token &stop);
    void warmUp();
    Result<Done> fillTogether(RedisConnection &redis);
    void playAll(Turns &turns, const std::function<void()> &meanwhile);
    void measure(RedisConnection &redis, const Tell &tell);
    std::unique_ptr<DataLayer> layer(EventQueue &queue);
    DataLayerParts parts(EventQueue &queue);
    void drainBefore();
    void addOurs(const RequestCounts &counts);

    const Laboratory &m_lab;
    const Experiment &m_experiment;
    std::stop_token m_stop;
    EventQueue m_queue{1u << 16}, m_otherQueue{1u << 16}; // of the clients; of everybody else
    Statements m_statements;
    Policies m_policies;
    const PolicySet &m_side;
    SingleFlight m_flights;
    TruthLedger m_ledger;
    RedisGate m_gate;
    WriteQueue m_writes;
    std::vector<std::unique_ptr<DataLayer>> m_clients;
    RunFigures m_figures;
    RunFigures::Counted m_ours;
    std::uint64_t m_unanswered = 0;
};

} // namespace tierlens
