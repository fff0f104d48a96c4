// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditfacts.h"
#include "live/watchsession.h"

namespace tierlens {

// Fills traffic and patterns from what a watch has seen until now. GUI thread; blocks nothing.
void takeTraffic(const WatchSession &session, AuditFacts &facts);

// Names the table that a pattern's keys seem to stand for: the one its statement reads, else one of
// the same name ("product:*" and public.products). Needs both sides of the facts.
void findCounterparts(AuditFacts &facts);

} // namespace tierlens
