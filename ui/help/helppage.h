// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "help/helptopic.h"

#include <QString>

namespace tierlens {

// A topic as the HTML that QTextBrowser knows, in the colours of the theme in use. Links to other
// topics have addresses "topic:id"; ids that are not in `all` are left out.
QString helpPageHtml(const HelpTopic &topic, const HelpTopics &all);

// The shortcuts of all windows that are open, to stand below the topic of that name.
QString openShortcutsHtml();

} // namespace tierlens
