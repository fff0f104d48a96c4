// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QCoreApplication>
#include <QStringList>

namespace tierlens {

// What a change of policy is called at its marker in the charts, one line for each thing changed.
struct PolicyMarks
{
    Q_DECLARE_TR_FUNCTIONS(PolicyMarks)
public:
    static QStringList between(const TrafficSettings &before, const TrafficSettings &after);
};

} // namespace tierlens
