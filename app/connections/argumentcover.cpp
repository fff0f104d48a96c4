// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/argumentcover.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tierlens {

namespace {
void cover(char *from, char *to) { std::fill(from, to, '*'); }

// scheme://user:password@host, with the last @ before the path, as passwords may hold one.
void coverUri(char *text)
{
    char *const scheme = std::strstr(text, "://");
    if (!scheme)
        return;
    char *const begin = scheme + 3;
    char *const end = begin + std::strcspn(begin, "/?#");
    char *at = nullptr;
    for (char *c = begin; c < end; ++c) {
        if (*c == '@')
            at = c;
    }
    // A raw slash in a password would hide the @: then cover up to the last one there is.
    if (!at)
        at = std::strrchr(begin, '@');
    char *const colon = std::find(begin, begin + std::strlen(begin), ':');
    if (at && colon < at)
        cover(colon + 1, at);
}

// password=… of keywords ('…' quoted or up to a blank) and of a URI's query (up to &).
void coverWord(char *text, std::string_view word)
{
    for (char *found = std::strstr(text, word.data()); found;
         found = std::strstr(found + 1, word.data())) {
        char *value = found + word.size();
        while (*value == ' ' || *value == '=')
            ++value;
        char *end = value;
        if (*value == '\'') {
            for (end = value + 1; *end && *end != '\''; ++end) {
                if (*end == '\\' && end[1])
                    ++end;
            }
            if (*end)
                ++end; // the closing quote
        } else {
            end = value + std::strcspn(value, " &");
        }
        cover(value, end);
    }
}
} // namespace

void coverPasswords(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        coverUri(argv[i]);
        for (const std::string_view word : {"password=", "password ="})
            coverWord(argv[i], word);
    }
}

} // namespace tierlens
