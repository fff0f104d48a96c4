// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/commandrun.h"

#include <QTest>

#include <chrono>
#include <optional>

namespace tierlens::test {

struct Ran
{
    std::optional<CommandEnd> end; // none: it did not end in time
    QString output;
};

// Runs a controller's command as the window does, until it has ended.
inline Ran ranTo(const RestartWay &way, std::chrono::milliseconds limit = std::chrono::seconds(30))
{
    Ran ran;
    CommandRun command;
    QObject::connect(
        &command, &CommandRun::said, &command, [&](const QString &text) { ran.output += text; });
    QObject::connect(
        &command, &CommandRun::ended, &command, [&](const CommandEnd &end) { ran.end = end; });
    command.start(way, limit);
    static_cast<void>(QTest::qWaitFor([&] { return ran.end.has_value(); }, 40'000));
    return ran;
}

} // namespace tierlens::test
