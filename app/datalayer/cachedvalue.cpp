// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/cachedvalue.h"

#include <charconv>

namespace tierlens {

std::string CachedValue::shown(std::size_t atLeast) const
{
    std::string text;
    for (std::size_t i = 0; i < parts.size() && text.size() < atLeast; ++i) {
        if (i > 0)
            text += type == ValueType::Hash && i % 2 == 1 ? "=" : "; ";
        text += parts[i];
    }
    return text;
}

std::uint32_t CachedValue::size() const
{
    std::size_t bytes = 0;
    for (const auto &part : parts)
        bytes += part.size();
    return static_cast<std::uint32_t>(bytes);
}

std::optional<std::uint64_t> parseVersion(std::string_view mark)
{
    if (mark.size() < 2 || mark.front() != 'v')
        return std::nullopt;
    std::uint64_t version = 0;
    const auto [end, error] = std::from_chars(mark.data() + 1, mark.data() + mark.size(), version);
    if (error != std::errc() || end != mark.data() + mark.size())
        return std::nullopt;
    return version;
}

VersionedText splitVersion(std::string_view text)
{
    const auto space = text.rfind(' ');
    if (space != std::string_view::npos) {
        if (const auto version = parseVersion(text.substr(space + 1)))
            return {text.substr(0, space), *version};
    }
    return {text, 0};
}

std::string versionMark(std::uint64_t version) { return 'v' + std::to_string(version); }

std::string withVersion(std::string_view payload, std::uint64_t version)
{
    std::string text(payload);
    text += ' ';
    text += versionMark(version);
    return text;
}

} // namespace tierlens
