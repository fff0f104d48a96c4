// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowtexts/flowfigures.h"
#include "store/store.h"

#include <string>
#include <vector>

// A Store filled with made-up events, so that tests and the benchmark have something to lay out.
namespace tierlens::example {

using namespace std::chrono_literals;

inline Request request(Outcome outcome, std::uint8_t operation, Duration redis, Duration postgres)
{
    Request request;
    request.outcome = outcome;
    request.operation = operation;
    request.key = "profile:anya:followers";
    const auto step = [&request](StepKind kind, StepResult result, Duration took) {
        Step &next = request.steps[request.stepCount++];
        next.kind = kind;
        next.result = result;
        next.took = took;
    };
    switch (outcome) {
    case Outcome::Hit:
        step(StepKind::CacheRead, StepResult::Hit, redis);
        break;
    case Outcome::Miss:
        step(StepKind::CacheRead, StepResult::Miss, redis);
        step(StepKind::Query, StepResult::Ok, postgres);
        step(StepKind::CacheWrite, StepResult::Ok, redis * 6 / 5);
        break;
    case Outcome::Coalesced:
        step(StepKind::CacheRead, StepResult::Miss, redis);
        step(StepKind::Wait, StepResult::Ok, postgres);
        break;
    case Outcome::Bypass:
        step(StepKind::Query, StepResult::Ok, postgres);
        break;
    case Outcome::Write:
        step(StepKind::TruthWrite, StepResult::Ok, postgres);
        break;
    case Outcome::Live:
    case Outcome::Refused:
        step(StepKind::CacheWrite, StepResult::Ok, redis);
        break;
    case Outcome::Failed:
        step(StepKind::CacheRead, StepResult::Failed, redis);
        break;
    }
    return request;
}

struct Filler
{
    Store store;
    std::vector<Event> events;

    void push(SinceStart at, Duration took, What what)
    {
        events.push_back({Origin::Demo, at, took, std::move(what)});
    }
    void ask(Outcome outcome, std::uint8_t operation, SinceStart at, Duration took = 0ns)
    {
        const bool slow = operation == 0;
        const Duration redis = 100us, postgres = slow ? 41'200us : 140us;
        if (took == 0ns)
            took = outcome == Outcome::Hit ? redis : postgres + redis * 2;
        push(at, took, request(outcome, operation, redis, postgres));
    }
    void server(SinceStart at, Tier tier, ServerChange::State state, std::string text = {},
        std::string detail = {})
    {
        push(at, 0ns, ServerChange{tier, state, 0, "", std::move(text), std::move(detail)});
    }
    void flush(SinceStart now)
    {
        store.append({std::move(events), {}, 0}, now);
        events.clear();
    }
    // Four minutes at 160 requests a second, both servers up.
    void fill(SinceStart until = 240s)
    {
        server(1s, Tier::Redis, ServerChange::State::Up);
        server(1s, Tier::Postgres, ServerChange::State::Up);
        PostgresSample postgres{2'020'000, 214'000'000, 0, 0, 0, 6, 240s, true, true};
        push(until - 3s, 0ns, ServerSample{0, postgres});
        postgres.walBytes = 1'400'000;
        postgres.blocksHit = 99'100;
        postgres.blocksRead = 900;
        push(until - 2s, 0ns, ServerSample{0, postgres});
        push(until - 2s, 0ns,
            ServerSample{0, RedisSample{2'100'000, 64'000'000, 612, 0, 0, 0, 0, 16, 240s, false}});
        for (int i = 0; i < 39'631; ++i) {
            const auto at = 1s + (until - 2s) * i / 39'631;
            const bool miss = i % 28 == 0;
            ask(!miss             ? Outcome::Hit
                    : i % 40 == 0 ? Outcome::Coalesced
                                  : Outcome::Miss,
                std::uint8_t((i + i / 28) % 2), at);
        }
        flush(until);
    }
};

inline FlowContext context()
{
    return {QStringLiteral("GET /profile/anya"), QStringLiteral("an ordinary profile"), 0, 1, 16,
        true, true, QStringLiteral("follower count")};
}

} // namespace tierlens::example
