// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/glob.h"

#include <utility>

namespace tierlens {

bool globClassHas(std::string_view pattern, std::size_t &at, char c)
{
    const bool negated = at < pattern.size() && pattern[at] == '^';
    at += negated ? 1 : 0;
    bool found = false;
    for (; at < pattern.size() && pattern[at] != ']'; ++at) {
        if (pattern[at] == '\\' && at + 1 < pattern.size()) {
            found |= pattern[++at] == c;
        } else if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
            char low = pattern[at], high = pattern[at + 2];
            if (low > high)
                std::swap(low, high);
            found |= c >= low && c <= high;
            at += 2;
        } else {
            found |= pattern[at] == c;
        }
    }
    at += at < pattern.size() ? 1 : 0; // the ]
    return found != negated;
}

bool globMatches(std::string_view pattern, std::string_view text)
{
    // The last * and what it has taken so far: going back there is all the backtracking needed.
    std::size_t p = 0, t = 0, star = std::string_view::npos, taken = 0;
    while (t < text.size()) {
        bool matches = false;
        auto next = p;
        if (p < pattern.size()) {
            const char c = pattern[p];
            if (c == '*') {
                star = p++;
                taken = t;
                continue;
            }
            next = p + 1;
            if (c == '?') {
                matches = true;
            } else if (c == '[') {
                matches = globClassHas(pattern, next, text[t]);
            } else {
                const bool escaped = c == '\\' && next < pattern.size();
                matches = (escaped ? pattern[next++] : c) == text[t];
            }
        }
        if (matches) {
            p = next;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace tierlens
