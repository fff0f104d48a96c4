// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tierlens {

// SQL that makes Postgres tell which keys of the social-profile world have become old, whoever
// changed the truth; see Scenario::notifyTriggers().
std::vector<std::string> profileTriggers();

} // namespace tierlens
