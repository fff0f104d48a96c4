// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"

#include <QFuture>
#include <QString>

#include <vector>

namespace tierlens {

// One thing that a check found.
struct CheckLine
{
    enum class State : std::uint8_t { Works, Lacking, Failed };
    State state = State::Works;
    QString text; // one or two sentences
    QString cure; // statement for an administrator that grants what is lacking; empty: none
};

struct ConnectionCheck
{
    Tier tier = Tier::Redis;
    bool reached = false;
    bool wantsPassword = false; // refused because of it: none, or a wrong one
    std::vector<CheckLine> lines;
};

// Connects, looks who we are and what we may read, and disconnects; on a worker thread, bounded to
// some seconds. Changes nothing: only reading statements and commands are sent. The address is
// whole, password and all, and leads there directly (see Route).
QFuture<ConnectionCheck> checkConnection(Tier tier, const QString &address);

// Only whether the server lets us in.
QFuture<Result<Done>> checkLogin(Tier tier, const QString &address);
bool wantsPassword(const Error &error);

} // namespace tierlens
