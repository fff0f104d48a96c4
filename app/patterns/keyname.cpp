// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/keyname.h"

#include <algorithm>

namespace tierlens {

namespace {

constexpr std::size_t MostParts = 9;
constexpr auto None = std::string_view::npos;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isLetter(char c) { return isUpper(c) || isLower(c); }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool isWeakSeparator(char c) { return c == '-' || c == '_' || c == '#' || c == '@'; }

std::size_t count(std::string_view text, bool (*is)(char))
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is));
}

// How far a name can be read: up to the first control character or byte that is no UTF-8.
std::size_t readableLength(std::string_view key)
{
    std::size_t i = 0;
    while (i < key.size()) {
        const auto byte = static_cast<unsigned char>(key[i]);
        std::size_t length = 1;
        if (byte < 0x20 || byte == 0x7f)
            return i;
        if (byte >= 0x80)
            length = byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : 4;
        if ((byte >= 0x80 && byte < 0xc2) || byte > 0xf4 || i + length > key.size())
            return i;
        for (std::size_t more = 1; more < length; ++more) {
            if ((static_cast<unsigned char>(key[i + more]) & 0xc0U) != 0x80U)
                return i;
        }
        i += length;
    }
    return i;
}

bool isNumber(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('+'))
        text.remove_prefix(1);
    return !text.empty() && count(text, isDigit) == text.size();
}

bool isHexadecimal(std::string_view text) // of eight digits and more, with a number among them
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    const auto digits = count(text, isDigit);
    return text.size() >= 8 && count(text, isHex) == text.size() && digits > 0;
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isHex(text[i]))
            return false;
    }
    return true;
}

bool isEmail(std::string_view text)
{
    const auto at = text.find('@');
    return at != None && at > 0 && text.find('.', at) != None && text.find('@', at + 1) == None;
}

// Dates, times, addresses, decimals, coordinates: digits and what belongs between them.
bool isMadeOfNumbers(std::string_view text)
{
    const auto digits = count(text, isDigit);
    return digits >= 2 && isDigit(text.front()) && digits * 2 >= text.size()
        && text.find_first_not_of("0123456789-_.,+TZ") == None;
}

// Identifiers and tokens of mixed letters and digits.
bool isRandom(std::string_view text)
{
    const auto digits = count(text, isDigit), upper = count(text, isUpper),
               lower = count(text, isLower);
    if (text.size() < 12 || digits < 2 || upper + lower < 2)
        return false;
    if (text.find_first_of("-_") != None)
        return text.size() >= 16 && upper >= 2 && lower >= 2
            && digits + upper + lower + 4 >= text.size();
    if (digits + upper + lower + 3 < text.size())
        return false;
    std::size_t changes = 0;
    for (std::size_t i = 1; i < text.size(); ++i)
        changes += isDigit(text[i]) != isDigit(text[i - 1]) ? 1 : 0;
    return changes >= 3;
}

// Base64 has slashes in it that separate nothing.
bool isBase64(std::string_view text)
{
    const auto fill = text.find_last_not_of('=');
    if (text.size() < 16 || fill == None || text.size() - fill > 3)
        return false;
    text = text.substr(0, fill + 1);
    const auto upper = count(text, isUpper), lower = count(text, isLower),
               digits = count(text, isDigit);
    const auto others = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return c == '+' || c == '/'; }));
    if (upper + lower + digits + others != text.size() || upper < 2 || lower < 2)
        return false;
    std::size_t changes = 0; // words mostly go on in letters of one case
    for (std::size_t i = 1; i < text.size(); ++i) {
        changes
            += isUpper(text[i]) != isUpper(text[i - 1]) || isLower(text[i]) != isLower(text[i - 1])
            ? 1
            : 0;
    }
    return changes * 10 >= text.size() * (text.size() < 28 ? 4 : 3);
}

NamePart::Kind kindOf(std::string_view text)
{
    if (isNumber(text))
        return NamePart::Kind::Number;
    if (text.size() > 1
        && (isHexadecimal(text) || isUuid(text) || isEmail(text) || isMadeOfNumbers(text)
            || isRandom(text)))
        return NamePart::Kind::Value;
    return NamePart::Kind::Word;
}

// "user_12" is a word and a number, "order-12-lines" a word, a number and a word, "page3" a word
// and a number; "red-shoes" remains a word.
void addWord(std::vector<NamePart> &parts, NamePart part)
{
    const auto text = part.text;
    const auto push = [&](std::size_t begin, std::size_t end, std::size_t next) {
        if (end > begin || begin == 0) {
            part.text = text.substr(begin, end - begin);
            part.kind = kindOf(part.text);
            parts.push_back(part);
            part.separator = text.substr(end, next - end);
        }
    };
    std::size_t begin = 0, piece = 0; // of what is not pushed yet; of the piece looked at
    while (piece <= text.size() && parts.size() + 3 <= MostParts) {
        auto end = piece;
        while (end < text.size() && !isWeakSeparator(text[end]))
            ++end;
        const bool isValue
            = end > piece && kindOf(text.substr(piece, end - piece)) != NamePart::Kind::Word;
        if (isValue && (piece > 0 || end < text.size())) {
            if (piece > begin)
                push(begin, piece - 1, piece);
            if (end >= text.size()) {
                begin = piece;
                break;
            }
            push(piece, end, end + 1);
            begin = end + 1;
        }
        piece = end + 1;
    }
    auto digits = text.size();
    while (digits > begin && isDigit(text[digits - 1]))
        --digits;
    if (digits > begin && digits < text.size() && isLetter(text[digits - 1])
        && kindOf(text.substr(begin)) == NamePart::Kind::Word && parts.size() + 2 <= MostParts) {
        push(begin, digits, digits);
        begin = digits;
    }
    part.text = text.substr(begin);
    part.kind = kindOf(part.text);
    parts.push_back(part);
}

} // namespace

std::string_view withoutJavaHeader(std::string_view key)
{
    using namespace std::string_view_literals;
    if (key.size() > 7 && key.starts_with("\xac\xed\x00\x05t"sv))
        key.remove_prefix(7);
    return key;
}

std::vector<NamePart> partsOf(std::string_view key)
{
    key = withoutJavaHeader(key);
    const auto readable = readableLength(key);
    const auto name = key.substr(0, readable);
    const bool dots = name.find_first_of(":|/@") == None;
    const auto separates = [&](std::size_t i) {
        const char c = name[i];
        if (c == ':' || c == '|' || c == '/' || c == '{' || c == '}' || (c == '.' && dots))
            return true;
        // At the end these are what fills up Base64.
        return (c == '=' || c == '&' || c == '?') && name.find_first_not_of("=&?", i) != None;
    };
    const auto stretchAt = [&](std::size_t i) {
        return name.substr(i, std::min(name.find_first_of(":|{}&?", i), name.size()) - i);
    };
    const auto stretchIsOne = [&](std::size_t i) { return isBase64(stretchAt(i)); };
    std::vector<NamePart> parts;
    std::size_t at = 0;
    do {
        const auto begin = at;
        bool isOne = stretchIsOne(at);
        while (!isOne && at < name.size() && separates(at))
            isOne = stretchIsOne(++at);
        const auto text = at;
        at += isOne ? stretchAt(at).size() : 0;
        while (!isOne && at < name.size() && !separates(at))
            ++at;
        NamePart part{key.substr(begin, text - begin), key.substr(text, at - text)};
        const bool isBinary = at == name.size() && readable < key.size();
        if (isBinary || (parts.size() + 1 >= MostParts && at < name.size())) {
            part.text = key.substr(text);
            part.kind = NamePart::Kind::Value;
            at = name.size();
        } else {
            part.kind = isOne ? NamePart::Kind::Value : kindOf(part.text);
        }
        if (part.kind == NamePart::Kind::Word)
            addWord(parts, part);
        else
            parts.push_back(part);
    } while (at < name.size());
    return parts;
}

} // namespace tierlens
