// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tierlens {

class OptionReader;
struct CommandLine;

// The options of --watch, and which others do not go with it.
void readWatchLine(OptionReader &read, CommandLine &line);

} // namespace tierlens
