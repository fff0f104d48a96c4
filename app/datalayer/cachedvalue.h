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
struct CachedValue
{
    ValueType type = ValueType::String;
    // String: the payload. List: its elements. Hash: field, value, field, value …
    std::vector<std::string> parts;
    std::uint64_t version = 0; // 0: the value does not say

    std::string shown(std::size_t atLeast = SIZE_MAX) const; // for people; may stop after so many
    std::uint32_t size() const; // bytes, without the version
};

// "511204 v7" → "511204" and 7. A text without a version is all payload, version 0.
struct VersionedText
{
    std::string_view payload;
    std::uint64_t version = 0;
};
VersionedText splitVersion(std::string_view text);
std::optional<std::uint64_t> parseVersion(std::string_view mark); // "v7" → 7
std::string versionMark(std::uint64_t version); // "v7"
std::string withVersion(std::string_view payload, std::uint64_t version);

} // namespace tierlens
