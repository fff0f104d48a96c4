// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/statements.h"
#include "models/itemroles.h"
#include "store/store.h"

#include <QString>

#include <vector>

namespace tierlens {

// One request taken apart for the eye: a row for each step, with its place in time.
struct Waterfall
{
    struct Row
    {
        QString who; // "Redis", "Postgres", "Waiting"
        Accent accent = Accent::None;
        QString text; // what was asked and what came back, one line
        Duration offset{}, took{};
    };
    std::uint8_t operation = 0;
    Outcome outcome = Outcome::Miss;
    QString key;
    SinceStart at{};
    Duration total{};
    std::vector<Row> rows;
};

Waterfall waterfallOf(
    const Store::RecentRequest &request, const Statements &statements, const QString &keyPrefix);

// The whole of it as sentences, for screen readers and for copying.
QString waterfallText(const Waterfall &waterfall);

// Which miss is on the screen. Keeps each for a while, so that it can be read at 20 misses a
// second, and prefers the operation in which Postgres is slowest, which is what a cache is for.
class ShownMiss
{
public:
    static constexpr Duration Kept = std::chrono::milliseconds{2'000};

    // Returns true if another miss is to be shown. `held`: somebody is reading it.
    bool update(const Store &store, SinceStart now, bool held);
    const std::optional<Store::RecentRequest> &request() const { return m_request; }
    // The operation in which Postgres takes longest (p50); < 0: nothing measured.
    static int slowestOperation(const Store &store);

private:
    const Store::RecentRequest *newestMiss(const Store &store);

    std::optional<Store::RecentRequest> m_request;
    SinceStart m_since{};
    std::uint64_t m_seen = 0; // requests of the ring looked at
};

} // namespace tierlens
