// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgressecrets.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace tierlens {

namespace {

constexpr std::string_view Cover = "***";

bool isWordPart(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool isSecretWord(std::string_view word)
{
    constexpr std::array words{
        std::string_view("password"), std::string_view("passwd"), std::string_view("passphrase")};
    return std::any_of(words.begin(), words.end(), [&](std::string_view secret) {
        return word.size() >= secret.size()
            && std::equal(secret.begin(), secret.end(), word.end() - std::ptrdiff_t(secret.size()),
                [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
    });
}

std::size_t wordEnd(std::string_view text, std::size_t at)
{
    while (at < text.size() && isWordPart(text[at]))
        ++at;
    return at;
}

// "$tag$" at this place, or nothing ($1 is a parameter).
std::string_view dollarTag(std::string_view text, std::size_t at)
{
    const auto end = wordEnd(text, at + 1);
    if (end >= text.size() || text[end] != '$'
        || (end > at + 1 && std::isdigit(static_cast<unsigned char>(text[at + 1]))))
        return {};
    return text.substr(at, end - at + 1);
}

// Behind the closing quote, or the end of the text if it is cut.
std::size_t literalEnd(std::string_view text, std::size_t open, bool hasBackslashes)
{
    const char quote = text[open];
    for (auto at = open + 1; at < text.size(); ++at) {
        if (hasBackslashes && text[at] == '\\')
            ++at;
        else if (text[at] == quote && at + 1 < text.size() && text[at + 1] == quote)
            ++at;
        else if (text[at] == quote)
            return at + 1;
    }
    return text.size();
}

// Text that is no SQL: "host=x password=y", "postgres://user:y@host", {"password": "y"}.
std::string coverProse(std::string_view text)
{
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text.substr(at, 3) == "://") {
            const auto end = std::min(text.find_first_of("/ \t\n'\"", at + 3), text.size());
            const auto host = text.substr(0, end).rfind('@');
            const auto colon = text.find(':', at + 3);
            // A URI that was cut may have lost its @.
            const bool isCut = host == text.npos || host < at + 3;
            if (colon < end && (colon < host || isCut) && !(isCut && end < text.size())) {
                out.append(text.substr(at, colon + 1 - at)).append(Cover);
                at = isCut ? end : host;
                continue;
            }
            out.append("://");
            at += 3;
            continue;
        }
        if (!isWordPart(text[at])) {
            out += text[at++];
            continue;
        }
        const auto end = wordEnd(text, at);
        const auto word = text.substr(at, end - at);
        out.append(word);
        at = end;
        if (!isSecretWord(word))
            continue;
        // What is between the word and the secret: spaces, signs, a closing and an opening quote.
        auto next = at;
        while (next < text.size() && (isSpace(text[next]) || text[next] == '"'))
            ++next;
        if (next >= text.size() || (text[next] != '=' && text[next] != ':'))
            continue;
        while (next < text.size()
            && (isSpace(text[next]) || text[next] == '=' || text[next] == ':' || text[next] == '>'))
            ++next;
        char quote = 0;
        if (next < text.size() && (text[next] == '\'' || text[next] == '"' || text[next] == '\\')) {
            while (next < text.size()
                && (text[next] == '\'' || text[next] == '"' || text[next] == '\\'))
                quote = text[next++];
        }
        out.append(text.substr(at, next - at)).append(Cover);
        while (next < text.size()
            && (quote ? text[next] != quote
                      : !isSpace(text[next]) && text[next] != '\'' && text[next] != '&'))
            ++next;
        at = next;
    }
    return out;
}

std::size_t commentEnd(std::string_view sql, std::size_t at)
{
    if (sql[at] == '-')
        return std::min(sql.find('\n', at), sql.size());
    int depth = 0;
    while (at < sql.size()) {
        if (sql.substr(at, 2) == "/*") {
            ++depth;
            at += 2;
        } else if (sql.substr(at, 2) == "*/") {
            at += 2;
            if (--depth == 0)
                return at;
        } else {
            ++at;
        }
    }
    return at;
}

} // namespace

std::string withoutPasswords(std::string_view sql)
{
    std::string out;
    out.reserve(sql.size());
    bool isSecret = false; // the next literal is one
    std::size_t at = 0;
    while (at < sql.size()) {
        const char c = sql[at];
        const auto two = sql.substr(at, 2);
        if (two == "--" || two == "/*") {
            const auto end = commentEnd(sql, at);
            out += coverProse(sql.substr(at, end - at));
            at = end;
        } else if (c == '\'') {
            const bool hasBackslashes = at > 0 && (sql[at - 1] == 'e' || sql[at - 1] == 'E')
                && (at < 2 || !isWordPart(sql[at - 2]));
            const auto end = literalEnd(sql, at, hasBackslashes);
            if (isSecret)
                out.append("'").append(Cover).append("'");
            else
                out += coverProse(sql.substr(at, end - at));
            isSecret = false;
            at = end;
        } else if (c == '"') {
            const auto end = literalEnd(sql, at, false);
            const auto name = sql.substr(at, end - at);
            isSecret = name.size() > 2 && isSecretWord(name.substr(1, name.size() - 2));
            out.append(name);
            at = end;
        } else if (const auto tag = c == '$' ? dollarTag(sql, at) : std::string_view();
                   !tag.empty()) {
            const auto begin = at + tag.size();
            const auto close = std::min(sql.find(tag, begin), sql.size());
            out.append(tag);
            // The body of a function or of DO is SQL itself; a secret's is nobody's business.
            if (isSecret)
                out.append(Cover);
            else
                out += withoutPasswords(sql.substr(begin, close - begin));
            if (close < sql.size())
                out.append(tag);
            isSecret = false;
            at = std::min(close + tag.size(), sql.size());
        } else if (isWordPart(c)) {
            const auto end = wordEnd(sql, at);
            const auto word = sql.substr(at, end - at);
            // E'…' and U&'…' belong to the literal.
            const bool isPrefix
                = end < sql.size() && word.size() == 1 && (sql[end] == '\'' || sql[end] == '&');
            if (!isPrefix)
                isSecret = isSecretWord(word);
            out.append(word);
            at = end;
        } else {
            // Between the word and its literal: spaces, =, :=, =>, & of U&'…', casts.
            if (!isSpace(c) && c != '=' && c != ':' && c != '>' && c != '&' && c != '(')
                isSecret = false;
            out += c;
            ++at;
        }
    }
    return out;
}

std::string shownSql(std::string_view sql, std::size_t most)
{
    auto text = withoutPasswords(sql);
    if (text.size() <= most)
        return text;
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    text.resize(end);
    return text;
}

} // namespace tierlens
