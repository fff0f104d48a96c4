// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace tierlens {

// Reading what Redis writes for people: "name:value" lines, "a=1,b=2" lists.

inline std::uint64_t numberOf(std::string_view text) // 0 if it is none
{
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// The value of "name=…" in a list whose parts `separator` holds apart.
inline std::string_view partOf(std::string_view list, std::string_view name, char separator = ',')
{
    while (!list.empty()) {
        const auto end = list.find(separator);
        const auto part = list.substr(0, end);
        if (part.size() > name.size() && part[name.size()] == '=' && part.starts_with(name))
            return part.substr(name.size() + 1);
        if (end == std::string_view::npos)
            break;
        list.remove_prefix(end + 1);
    }
    return {};
}

template <typename Take> void forEachLine(std::string_view text, Take take)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty())
            take(line);
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
    }
}

} // namespace tierlens
