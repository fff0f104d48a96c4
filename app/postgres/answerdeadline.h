// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "postgres/socketcalls.h"

#include <chrono>
#include <memory>

namespace tierlens {

// Bounds how long a blocking call of libpq may wait for its answer: when the time has passed, the
// connection is shut down, and the call fails at once. One for each connection, used by its thread;
// all of them share one thread that looks after them every 50 ms and ends with the last of them.
class AnswerDeadline
{
public:
    explicit AnswerDeadline(SocketNumber socket); // keeps a number of its own for the connection
    ~AnswerDeadline();
    AnswerDeadline(const AnswerDeadline &) = delete;
    AnswerDeadline &operator=(const AnswerDeadline &) = delete;

    void start(std::chrono::milliseconds time);
    bool stop(); // true: it had passed, and the connection is of no more use

private:
    class Watch;
    struct Slot;
    std::shared_ptr<Watch> m_watch;
    std::unique_ptr<Slot> m_slot;
};

} // namespace tierlens
