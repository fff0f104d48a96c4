// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowtexts/flowfigures.h"
#include "store/store.h"

#include <optional>

namespace tierlens {

class Session;

// What the diagram says of a session beside what is in its store.
FlowContext flowContextOf(const Session &session);

// Short and measured: "just now" in presenter mode is the last 3 whole seconds.
constexpr std::chrono::seconds JustNow{3};

// The last thing somebody did, while it is worth talking about: until half a minute after it has
// settled. Null: nothing.
const Impact *impactToTell(const Store &store, SinceStart now);

// The usual answer of the 10 s before `at`: the middle one of the medians of its half seconds.
std::optional<Duration> typicalBefore(const Timings &timings, SinceStart at);

// What is said of "just now", read once for the picture and its caption: so they cannot disagree.
struct PresentNow
{
    RequestCounts counts; // of JustNow, and of the running second
    double hitRate = -1; // 0 … 1; < 0: Redis was not asked
    std::optional<Duration> typical; // the median of the answers to reads
    // While Redis still fills after an action both count from that on: with the seconds before, a
    // Redis that has forgotten everything would seem to know most. Once it has settled, the hit
    // rate is of the time that was judged well again, until that is as long as JustNow: so it is
    // not below what the impact says it has reached.
    enum class Since { Lately, Impact, Settled } since = Since::Lately;
};
PresentNow presentNow(const Store &store, const Impact *impact);

// The picture in the words of presenter mode: few lines, plain words, what was before and what is
// now, and nothing a server said itself, since that may name hosts and users.
FlowFigures presentFigures(
    const Store &store, const FlowContext &context, const Impact *impact, const PresentNow &now);
inline FlowFigures presentFigures(
    const Store &store, const FlowContext &context, const Impact *impact)
{
    return presentFigures(store, context, impact, presentNow(store, impact));
}

} // namespace tierlens
