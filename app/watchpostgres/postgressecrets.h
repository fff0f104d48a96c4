// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tierlens {

// SQL as a server shows it, with everything that may be a password covered: the literal after the
// word PASSWORD (CREATE ROLE, ALTER USER, OPTIONS of a user mapping, or a column of that name), and
// inside literals and comments what follows "password=" or stands in a URI between : and @. A text
// that the server has cut in the middle of a literal loses all of that literal.
std::string withoutPasswords(std::string_view sql);

// The same, then cut to so many bytes at most, between two characters.
std::string shownSql(std::string_view sql, std::size_t most);

} // namespace tierlens
