// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/scenario.h"

#include <memory>
#include <vector>

namespace tierlens {

// All worlds, in the order of the list and the language that is spoken now.
std::vector<ScenarioText> scenarioTexts();
std::unique_ptr<Scenario> makeScenario(const QString &id); // null: unknown

} // namespace tierlens
