// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string>
#include <string_view>

namespace tierlens {

enum class ValueLook : std::uint8_t { Text, Json, Hex };

// A value, or the part of it that was read, as lines that are cheap to lay out: no line is longer
// than MostSigns; where one had to be broken, `isBroken` says so.
struct ValueText
{
    static constexpr int MostSigns = 1000;
    QString text;
    bool isBroken = false;
};
ValueText valueText(std::string_view bytes, ValueLook look, std::int64_t offset = 0);
// JSON with line breaks and indents; numbers, strings and order stay as they were written, sign by
// sign. Nothing: it is no valid JSON, or not an object or a list.
std::optional<QString> prettyJson(std::string_view bytes);
// What it looks like: JSON, text, or neither.
ValueLook bestLook(std::string_view bytes, bool isWhole);

} // namespace tierlens
