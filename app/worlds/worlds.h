// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/scenario.h"

#include <memory>
#include <vector>

namespace tierlens {

const std::vector<ScenarioText> &scenarioTexts(); // all worlds, in the order of the list
std::unique_ptr<Scenario> makeScenario(const QString &id); // null: unknown

} // namespace tierlens
