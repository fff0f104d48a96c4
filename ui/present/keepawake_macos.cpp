// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/keepawake.h"

#include <IOKit/pwr_mgt/IOPMLib.h>

namespace tierlens {

class KeepAwake::Hold
{
public:
    explicit Hold(const QString &reason)
    {
        const auto words = reason.toCFString();
        m_held = IOPMAssertionCreateWithName(kIOPMAssertionTypePreventUserIdleDisplaySleep,
                     kIOPMAssertionLevelOn, words, &m_assertion)
            == kIOReturnSuccess;
        CFRelease(words);
    }
    ~Hold()
    {
        if (m_held)
            IOPMAssertionRelease(m_assertion);
    }

private:
    IOPMAssertionID m_assertion = 0;
    bool m_held = false;
};

KeepAwake::KeepAwake(const QString &reason)
    : m_hold(std::make_unique<Hold>(reason))
{ }
KeepAwake::~KeepAwake() = default;

} // namespace tierlens
