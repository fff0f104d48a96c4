// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace tierlens {

// What a server or libpq said when something failed.
struct PostgresFailure
{
    std::string_view words; // verbose form ("FATAL:  28P01: password …"), without passwords
    std::string_view sqlState; // empty: the one in the words, if any
    bool connecting = false;
};
// `place` is user@host:port/database.
Error postgresFailure(const PostgresFailure &failure, const std::string &place);

// The words without the SQLSTATE and the line of source code that the verbose form has.
std::string plainWords(std::string_view words);
std::string_view sqlStateIn(std::string_view words);

} // namespace tierlens
