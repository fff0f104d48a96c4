// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace tierlens {

// The value of a line "name:value" of INFO or CLUSTER INFO; empty if there is none.
std::string_view infoLine(std::string_view text, std::string_view name);
std::int64_t infoNumber(std::string_view text, std::string_view name); // else 0

} // namespace tierlens
