// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/coveredcommand.h"

#include <vector>

namespace tierlens {

namespace {

constexpr std::size_t Most = 512;
constexpr std::string_view Cover = "***";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool isWord(std::string_view text, std::string_view word)
{
    if (text.size() != word.size())
        return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (lower(text[i]) != word[i])
            return false;
    }
    return true;
}

bool hasWord(std::string_view text, std::string_view word)
{
    for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
        if (isWord(text.substr(at, word.size()), word))
            return true;
    }
    return false;
}

// requirepass, masterauth, tls-key-file-pass, auth-pass, sentinel-pass …
bool namesSecret(std::string_view setting)
{
    return hasWord(setting, "pass") || hasWord(setting, "auth");
}

std::vector<bool> secretsOf(std::span<const std::string_view> words)
{
    std::vector<bool> secret(words.size(), false);
    const auto cover = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to && i < words.size(); ++i)
            secret[i] = true;
    };
    const auto is = [&](std::size_t index, std::string_view word) {
        return index < words.size() && isWord(words[index], word);
    };
    if (is(0, "auth")) {
        cover(words.size() > 2 ? 2 : 1, words.size());
    } else if (is(0, "hello") || is(0, "migrate")) {
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (is(i, "auth2") || (is(0, "hello") && is(i, "auth")))
                cover(i + 2, i + 3);
            else if (is(i, "auth"))
                cover(i + 1, i + 2);
        }
    } else if (is(0, "acl") && is(1, "setuser")) {
        for (std::size_t i = 3; i < words.size(); ++i)
            secret[i] = words[i].find_first_of("><#!") == 0;
    } else if (is(0, "config") || is(0, "sentinel")) {
        for (std::size_t i = 2; i + 1 < words.size(); ++i) {
            if (!secret[i] && namesSecret(words[i]))
                cover(i + 1, i + 2);
        }
    }
    return secret;
}

void append(std::string &out, std::string_view word)
{
    constexpr std::string_view hex = "0123456789abcdef";
    for (const char c : word) {
        if (out.size() >= Most)
            return;
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f)
            out += c;
        else
            (((out += "\\x") += hex[byte >> 4U]) += hex[byte & 15U]);
    }
}

} // namespace

std::string coveredCommand(std::span<const std::string_view> words)
{
    const auto secret = secretsOf(words);
    std::string out;
    for (std::size_t i = 0; i < words.size() && out.size() < Most; ++i) {
        if (i > 0)
            out += ' ';
        append(out, secret[i] ? Cover : words[i]);
    }
    if (out.size() > Most)
        out.resize(Most);
    return out;
}

} // namespace tierlens
