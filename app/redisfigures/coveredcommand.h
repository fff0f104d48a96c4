// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tierlens {

// A command as one line of at most 512 bytes, with *** in place of passwords (AUTH, HELLO, CONFIG
// SET, ACL SETUSER, MIGRATE, SENTINEL SET). What cannot be printed is written as \xNN.
std::string coveredCommand(std::span<const std::string_view> words);

} // namespace tierlens
