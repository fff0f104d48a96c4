// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/disturbing.h"

#include "experiment/turns.h"

#include <algorithm>

namespace tierlens {

Disturbing::Disturbing(
    const std::vector<Disturbance> &what, Parts parts, const std::stop_token &stop)
    : m_parts(std::move(parts))
    , m_cancelled(stop, [this] { m_end.request_stop(); })
{
    for (const Disturbance &one : what) {
        switch (one.kind) {
        case Disturbance::Kind::DropHottest:
            m_drops.push_back({m_parts.from + one.from, one.every});
            break;
        case Disturbance::Kind::Write:
            repeat(one.from, one.every,
                [this](DataLayer &layer, std::uint64_t) { m_parts.scenario.change(layer); });
            break;
        case Disturbance::Kind::Scan:
            repeat(one.from, one.every, [this](DataLayer &layer, std::uint64_t turn) {
                if (const auto plan = m_parts.scenario.scanPlan(turn))
                    layer.read(*plan);
            });
            break;
        }
    }
    if (const auto every = m_parts.scenario.clockworkEvery(); every > Duration::zero()) {
        repeat({}, every, [this](DataLayer &layer, std::uint64_t turn) {
            Random random = Turns::numbersFor(~m_parts.seed, turn);
            m_parts.scenario.clockwork(layer, random);
        });
    }
}

Disturbing::~Disturbing()
{
    m_end.request_stop();
    m_threads.clear(); // joins
}

void Disturbing::repeat(
    Duration from, Duration every, std::function<void(DataLayer &, std::uint64_t turn)> what)
{
    m_threads.emplace_back([this, from, every, what = std::move(what), stop = m_end.get_token()] {
        const auto layer = m_parts.layer();
        layer->setStop(stop);
        auto due = m_parts.from + from;
        for (std::uint64_t turn = 0; waitUntil(due, m_parts.clock, stop); ++turn) {
            what(*layer, turn);
            due += every;
        }
    });
}

void Disturbing::dropIfDue(RedisConnection &redis, const std::string &key, SinceStart until)
{
    const auto now = m_parts.clock.now();
    for (Drop &drop : m_drops) {
        if (now < drop.due || now >= until || key.empty())
            continue;
        static_cast<void>(redis.command({"UNLINK", key})); // a server that is gone shows elsewhere
        drop.due = std::max(drop.due + drop.every, now);
    }
}

} // namespace tierlens
