// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <memory>

namespace tierlens {

// Keeps the screen from going dark while it exists, where the system lets us; elsewhere it does
// nothing. Never waits. One file for each system.
class KeepAwake
{
public:
    explicit KeepAwake(const QString &reason);
    ~KeepAwake();
    KeepAwake(const KeepAwake &) = delete;
    KeepAwake &operator=(const KeepAwake &) = delete;

private:
    class Hold;
    std::unique_ptr<Hold> m_hold;
};

} // namespace tierlens
