// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "help/helptopic.h"

#include <vector>

namespace tierlens {

// All topics, chapter by chapter, in the language spoken now. Made anew with each call.
HelpTopics helpTopics();

// The topics in which all words of `typed` are found, in any order, ignoring case; those with the
// words in their titles first. Nothing typed: all, as they are.
HelpTopics helpFound(const HelpTopics &topics, const QString &typed);

const HelpTopic *helpTopicCalled(const HelpTopics &topics, const QString &id); // null: none

} // namespace tierlens
