// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tierlens {

// Redis' own patterns, as SCAN MATCH reads them: * ? [abc] [^a-z] and \ before a character.
bool globMatches(std::string_view pattern, std::string_view text);

} // namespace tierlens
