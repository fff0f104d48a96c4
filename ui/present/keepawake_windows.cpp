// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/keepawake.h"

#include <windows.h>

namespace tierlens {

class KeepAwake::Hold
{
public:
    Hold() { SetThreadExecutionState(ES_CONTINUOUS | ES_DISPLAY_REQUIRED | ES_SYSTEM_REQUIRED); }
    ~Hold() { SetThreadExecutionState(ES_CONTINUOUS); }
};

KeepAwake::KeepAwake(const QString &)
    : m_hold(std::make_unique<Hold>())
{ }
KeepAwake::~KeepAwake() = default;

} // namespace tierlens
