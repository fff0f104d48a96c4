// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"

#include <QString>

#include <string>
#include <string_view>

namespace tierlens {

// A name (or a value) for people: UTF-8 as it is; bytes that are none and signs that cannot be seen
// as \xNN, a backslash among such as \\.
QString readableName(std::string_view bytes);
bool isReadable(std::string_view bytes); // UTF-8 without invisible signs but line ends and tabs

// For a tool tip, which would take a name with < and > for HTML: as it is.
QString plainTip(const QString &text);

QString keyTypeText(KeyType type); // "sorted set"; not known: "–"
// What is left until then, in whole seconds: "41 s", "6:52", "3 d 4 h", "over", "never"; not known:
// "–".
QString expiresInText(std::int64_t expiresAt, std::int64_t now);
QString sizeText(std::int64_t bytes); // not known: "–"

// The pattern of SCAN MATCH that the filter's text means: a text without *, ?, [ or \ is looked for
// anywhere in the name.
std::string patternMeant(const std::string &text);
std::string patternOfBranch(const std::string &prefix); // every name that begins so

} // namespace tierlens
