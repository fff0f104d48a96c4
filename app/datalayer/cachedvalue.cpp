// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/cachedvalue.h"

#include <charconv>
#include <chrono>

namespace tierlens {

std::string CachedValue::shown(std::size_t atLeast) const
{
    if (nothing)
        return "(nothing)";
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

namespace {
// Takes a number off the front.
template <typename Number> bool take(std::string_view &text, Number &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc())
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool take(std::string_view &text, std::string_view word)
{
    if (text.substr(0, word.size()) != word)
        return false;
    text.remove_prefix(word.size());
    return true;
}

constexpr std::string_view Nothing = ",nothing",
                           FreshUntil = ",fresh-until=", LoadMicros = ",load-us=";
} // namespace

std::optional<ValueMark> parseMark(std::string_view text)
{
    if (text.size() < 2 || text.front() != 'v')
        return std::nullopt;
    return parseVersionField(text.substr(1));
}

std::optional<ValueMark> parseVersionField(std::string_view text)
{
    ValueMark mark;
    if (!take(text, mark.version))
        return std::nullopt;
    if (text.empty()) [[likely]]
        return mark;
    mark.nothing = take(text, Nothing);
    if (take(text, FreshUntil)
        && !(take(text, mark.freshUntil) && take(text, LoadMicros) && take(text, mark.loadMicros)))
        return std::nullopt;
    return text.empty() ? std::optional(mark) : std::nullopt;
}

std::string markText(const ValueMark &mark)
{
    std::string text = 'v' + std::to_string(mark.version);
    if (mark.nothing)
        text += Nothing;
    if (mark.freshUntil != 0) {
        text.append(FreshUntil).append(std::to_string(mark.freshUntil));
        text.append(LoadMicros).append(std::to_string(mark.loadMicros));
    }
    return text;
}

MarkedText splitMark(std::string_view text)
{
    const auto space = text.rfind(' ');
    if (space != std::string_view::npos) {
        if (const auto mark = parseMark(text.substr(space + 1)))
            return {text.substr(0, space), *mark};
    }
    return {text, {}};
}

std::string withMark(std::string_view payload, const ValueMark &mark)
{
    std::string text(payload);
    text += ' ';
    text += markText(mark);
    return text;
}

std::int64_t wallMilliseconds()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace tierlens
