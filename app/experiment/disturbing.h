// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "experiment/experiment.h"
#include "scenario/scenario.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace tierlens {

// What happens to a run besides its clients: writes, a scan and the world's own clockwork on
// threads of their own, until it is destroyed; deletions when the caller looks in.
class Disturbing
{
public:
    struct Parts
    {
        Scenario &scenario;
        const Clock &clock;
        SinceStart from; // when the run begins
        std::uint64_t seed;
        std::function<std::unique_ptr<DataLayer>()> layer;
    };
    Disturbing(const std::vector<Disturbance> &what, Parts parts, const std::stop_token &stop);
    ~Disturbing();
    Disturbing(const Disturbing &) = delete;
    Disturbing &operator=(const Disturbing &) = delete;

    // Deletes that key if an experiment's DropHottest is due, and none is after `until`.
    void dropIfDue(RedisConnection &redis, const std::string &key, SinceStart until);

private:
    // Calls it at those moments on a thread and a data layer of its own.
    void repeat(
        Duration from, Duration every, std::function<void(DataLayer &, std::uint64_t turn)> what);

    Parts m_parts;
    struct Drop
    {
        SinceStart due;
        Duration every;
    };
    std::vector<Drop> m_drops;
    std::stop_source m_end;
    std::stop_callback<std::function<void()>> m_cancelled; // with the experiment this ends, too
    std::vector<std::jthread> m_threads;
};

} // namespace tierlens
