// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tierlens {

// One part of a key's name with what stands before it. Views of the key.
struct NamePart
{
    enum class Kind : std::uint8_t {
        Word,
        Number, // digits: mostly an id, sometimes a version
        Value // UUID, hash, e-mail, date, random or binary: never structure
    };
    std::string_view separator;
    std::string_view text;
    Kind kind = Kind::Word;

    // "user_12", "item-7", "page3": a weak separator (or none) makes a part only if many numbers
    // follow the same word.
    bool isWeak() const { return separator.find_first_of(":|/.{}=&?") == std::string_view::npos; }
};

// Splits at : / | = & ? { } and, if nothing else separates, at dots; then words from numbers. The
// separators and parts put together again are the key. At most 9 parts; what follows is one value.
std::vector<NamePart> partsOf(std::string_view key);

// Spring puts seven bytes of Java serialisation before a key; they say nothing.
std::string_view withoutJavaHeader(std::string_view key);

} // namespace tierlens
