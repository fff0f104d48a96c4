// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/itemroles.h"
#include "theme/theme.h"

#include <QColor>

namespace tierlens {

// The colour of what a model calls an accent, in the theme in use.
QColor accentColor(Accent accent);

// Says yes at most once in a while. Time may jump back (a recording that begins again).
class RefreshLimit
{
public:
    explicit RefreshLimit(Duration every)
        : m_every(every)
    { }
    bool isDue(SinceStart now)
    {
        if (m_any && now >= m_last && now - m_last < m_every)
            return false;
        m_any = true;
        m_last = now;
        return true;
    }
    void again() { m_any = false; } // due at once
    void setEvery(Duration every) { m_every = every; }

private:
    Duration m_every;
    SinceStart m_last{};
    bool m_any = false;
};

} // namespace tierlens
