// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// The command that installs the server programs on this system, "sudo apt install postgresql
// redis-server"; empty: not known. `osRelease`: the text of /etc/os-release, where there is one.
QString installCommand(const QString &osRelease, bool postgres, bool redis);

} // namespace tierlens
