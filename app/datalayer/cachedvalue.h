// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// An answer and the version of the truth it was made from. The version travels with the value, so
// that anybody, also with redis-cli, can see how old a cached answer is:
//
//   string  <payload> v<version>
//   list    its elements, then v<version>
//   hash    its fields, and a field `version`
//
// The mark may go on, without a space: `,nothing` if Postgres has no such row, and
// `,fresh-until=<ms since 1970>,load-us=<µs>` if the answer shall be renewed before Redis forgets
// it.
struct CachedValue
{
    ValueType type = ValueType::String;
    // String: the payload. List: its elements. Hash: field, value, field, value …
    std::vector<std::string> parts;
    std::uint64_t version = 0; // 0: the value does not say
    bool nothing = false; // Postgres has no such row; then there are no parts

    std::string shown(std::size_t atLeast = SIZE_MAX) const; // for people; may stop after so many
    std::uint32_t size() const; // bytes, without the version
};

// What travels with a cached value.
struct ValueMark
{
    std::uint64_t version = 0;
    bool nothing = false;
    std::int64_t freshUntil = 0; // ms since 1970; 0: as long as Redis keeps it
    std::uint32_t loadMicros = 0; // that Postgres took for it; only with freshUntil

    bool operator==(const ValueMark &) const = default;
};
std::optional<ValueMark> parseMark(std::string_view text); // "v7", "v0,nothing"
std::optional<ValueMark> parseVersionField(std::string_view text); // the same without the "v"
std::string markText(const ValueMark &mark);

// "511204 v7" → "511204" and its mark. A text without a mark is all payload, version 0.
struct MarkedText
{
    std::string_view payload;
    ValueMark mark;
};
MarkedText splitMark(std::string_view text);
std::string withMark(std::string_view payload, const ValueMark &mark);

std::int64_t wallMilliseconds(); // since 1970, as the servers and everybody else count

} // namespace tierlens
