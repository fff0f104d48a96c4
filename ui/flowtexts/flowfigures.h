// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowtexts/flowtext.h"
#include "store/store.h"

#include <QCoreApplication>

#include <array>

namespace tierlens {

// Everything the flow diagram says, as plain texts; made a few times a second from the Store and
// handed to the view. Presenter mode may replace single lines.
struct FlowFigures
{
    Q_DECLARE_TR_FUNCTIONS(FlowFigures)
public:
    enum class Condition : std::uint8_t {
        Unknown, // nothing is known yet
        Starting, // connecting, starting, loading
        Up,
        Silent, // connected, does not answer
        Down, // does not accept connections
        Stopping,
        Off // Redis only: not used, by policy
    };

    std::array<FlowLine, FlowTextCount> lines;
    Condition redis = Condition::Unknown, postgres = Condition::Unknown;
    double hitRate = -1; // of the ring, 0 … 1; < 0: nothing was asked
    bool paused = false;
    bool large = false; // presenter mode: fewer lines, larger figures, no panel behind

    FlowLine &operator[](FlowText text) { return lines[indexOf(text)]; }
    const FlowLine &operator[](FlowText text) const { return lines[indexOf(text)]; }
    bool operator==(const FlowFigures &) const = default;

    Condition condition(FlowNode node) const;
    bool answers(FlowNode node) const { return condition(node) == Condition::Up; }
    bool isOpen(FlowPipe pipe) const; // false: one of its ends does not answer

    // For screen readers and for tool tips of the boxes and pipes.
    QString name(FlowNode node) const;
    QString description(FlowNode node) const;
    QString name(FlowPipe pipe) const;
    QString description(FlowPipe pipe) const;
    QString summary() const; // of the whole: which server answers, the hit rate, the sentence
};

// What the Store cannot know.
struct FlowContext
{
    QString headline; // "GET /profile/anya"
    QString quickName; // "an ordinary profile": the operation that gains little
    int slowOperation = 0, quickOperation = 1; // indexes of Store::operation()
    int clients = 0; // 0: not known
    bool running = true; // traffic is not paused
    bool cache = true; // the policy; off: every read asks Postgres
    QString slowName; // "follower count": the operation that gains most
};

// It was there and gives no answer now.
inline bool isGone(FlowFigures::Condition condition)
{
    return condition == FlowFigures::Condition::Down || condition == FlowFigures::Condition::Silent
        || condition == FlowFigures::Condition::Stopping;
}

FlowFigures flowFigures(const Store &store, const FlowContext &context);

} // namespace tierlens
