// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisinfo.h"

#include <algorithm>
#include <charconv>

namespace tierlens {

std::string_view infoLine(std::string_view text, std::string_view name)
{
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.size() <= name.size() || !line.starts_with(name) || line[name.size()] != ':')
            continue;
        line.remove_prefix(name.size() + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        return line;
    }
    return {};
}

std::int64_t infoNumber(std::string_view text, std::string_view name)
{
    const auto digits = infoLine(text, name);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

} // namespace tierlens
