// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "worlds/livegamechurn.h"
#include "worlds/livegamereferee.h"

namespace tierlens {

// What the referee has seen and measured, in words.
Board gameBoard(const GameReferee::Look &look, const GameChurn &churn);

} // namespace tierlens
