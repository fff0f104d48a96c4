// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/keyeventflags.h"

#include <algorithm>

namespace tierlens {

namespace {
bool has(std::string_view setting, char letter) { return setting.find(letter) != setting.npos; }

std::string spelledOut(std::string_view setting)
{
    std::string letters(setting);
    if (has(setting, 'A'))
        letters += "g$lshzxetd"; // what A stands for, in all versions
    std::sort(letters.begin(), letters.end());
    letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
    std::erase(letters, 'A');
    return letters;
}
} // namespace

KeyEventFlags keyEventFlags(std::string_view setting)
{
    const bool most = has(setting, 'A');
    return {
        has(setting, 'E'), has(setting, 'm'), most || has(setting, 'x'), most || has(setting, 'e')};
}

std::string withKeyEvents(std::string_view setting)
{
    const auto flags = keyEventFlags(setting);
    std::string out(setting);
    if (!flags.published)
        out += 'E';
    if (!flags.expired)
        out += 'x';
    if (!flags.evicted)
        out += 'e';
    if (!flags.misses)
        out += 'm';
    return out;
}

bool sameKeyEvents(std::string_view a, std::string_view b)
{
    return spelledOut(a) == spelledOut(b);
}

} // namespace tierlens
