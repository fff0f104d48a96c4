// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace tierlens {

// What happens to the program as a whole: qCInfo(lifeLog) << "…". Goes to the log file and nowhere
// else: stderr belongs to the status lines. Never an address with its password.
Q_DECLARE_LOGGING_CATEGORY(lifeLog)

} // namespace tierlens
