// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "help/helptopic.h"

namespace tierlens {

// Each adds its topics, in the order in which they are listed.
void addFirstTopics(HelpTopics &topics);
void addDemoWindowTopics(HelpTopics &topics);
void addDemoDiagramTopics(HelpTopics &topics);
void addDemoServerTopics(HelpTopics &topics);
void addDemoListTopics(HelpTopics &topics);
void addImpactTopics(HelpTopics &topics);
void addSightingTopics(HelpTopics &topics);
void addWatchWindowTopics(HelpTopics &topics);
void addWatchTrafficTopics(HelpTopics &topics);
void addWatchPatternTopics(HelpTopics &topics);
void addWatchListTopics(HelpTopics &topics);
void addKeysTopics(HelpTopics &topics);
void addInvalidationTopics(HelpTopics &topics);
void addRestartTopics(HelpTopics &topics);
void addAuditTopics(HelpTopics &topics);
void addTroubleTopics(HelpTopics &topics);

} // namespace tierlens
