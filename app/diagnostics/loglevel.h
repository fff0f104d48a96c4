// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace tierlens {

// The least important thing that is written down.
enum class LogLevel { Debug, Info, Warning, Error };

// "debug", "info", "warning" or "error", as --log-level has it.
inline std::optional<LogLevel> logLevelCalled(const QString &name)
{
    if (name == QLatin1String("debug"))
        return LogLevel::Debug;
    if (name == QLatin1String("info"))
        return LogLevel::Info;
    if (name == QLatin1String("warning"))
        return LogLevel::Warning;
    if (name == QLatin1String("error"))
        return LogLevel::Error;
    return {};
}

} // namespace tierlens
