// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tierlens {

// Resident memory of this process in MB (1 000 000 bytes); 0 where the system does not tell.
double residentMegabytes();

} // namespace tierlens
