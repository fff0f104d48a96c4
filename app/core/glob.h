// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace tierlens {

// Redis' own patterns, as SCAN MATCH reads them: * ? [abc] [^a-z] and \ before a character.
bool globMatches(std::string_view pattern, std::string_view text);
// Whether `c` is in the class whose first character after the [ is at `at`, which is moved behind
// the class.
bool globClassHas(std::string_view pattern, std::size_t &at, char c);

} // namespace tierlens
