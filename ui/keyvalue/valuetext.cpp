// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/valuetext.h"

#include "keyvalue/keytexts.h"

#include <QByteArray>
#include <QJsonDocument>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int HexColumns = 16;

// Of up to 32 kB at once, on the window's thread: by hand, as formatting each byte takes longer
// than showing them.
QString hexLines(std::string_view bytes, std::int64_t offset)
{
    static constexpr char Digits[] = "0123456789abcdef";
    QString text;
    text.reserve(qsizetype(bytes.size()) * 5 + HexColumns * 5);
    for (std::size_t line = 0; line < bytes.size(); line += HexColumns) {
        text += QStringLiteral("%1  ").arg(offset + std::int64_t(line), 8, 16, QLatin1Char('0'));
        for (std::size_t i = line; i < line + HexColumns; ++i) {
            if (i == line + HexColumns / 2)
                text += QLatin1Char(' ');
            const auto byte = i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
            text += QLatin1Char(i < bytes.size() ? Digits[byte / 16] : ' ');
            text += QLatin1Char(i < bytes.size() ? Digits[byte % 16] : ' ');
            text += QLatin1Char(' ');
        }
        text += QLatin1Char(' ');
        for (const char sign : bytes.substr(line, HexColumns))
            text += QLatin1Char(sign >= 0x20 && sign < 0x7f ? sign : '.');
        text += QLatin1Char('\n');
    }
    text.chop(1);
    return text;
}

// A text that was cut in the middle of a sign is still a text.
std::string_view withoutHalfSign(std::string_view bytes)
{
    for (std::size_t cut = 1; cut <= 3 && cut <= bytes.size(); ++cut) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - cut]);
        if ((byte & 0xc0) == 0xc0) {
            const std::size_t needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
            return needed > cut ? bytes.substr(0, bytes.size() - cut) : bytes;
        }
        if ((byte & 0x80) == 0)
            break;
    }
    return bytes;
}
std::string_view withoutSecondHalf(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < 3 && at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xc0) == 0x80)
        ++at;
    return bytes.substr(at);
}

ValueText inShortLines(const QString &text)
{
    ValueText lines;
    qsizetype from = 0;
    while (from < text.size()) {
        auto end = text.indexOf(QLatin1Char('\n'), from);
        const bool last = end < 0;
        if (last)
            end = text.size();
        while (end - from > ValueText::MostSigns) {
            auto to = from + ValueText::MostSigns;
            if (text[to].isLowSurrogate())
                --to;
            lines.text += QStringView(text).mid(from, to - from);
            lines.text += QLatin1Char('\n');
            lines.isBroken = true;
            from = to;
        }
        lines.text += QStringView(text).mid(from, end - from);
        if (!last)
            lines.text += QLatin1Char('\n');
        from = end + 1;
    }
    return lines;
}

QString signsOf(std::string_view bytes)
{
    QString text;
    std::size_t from = 0;
    while (from <= bytes.size()) {
        auto end = bytes.find_first_of("\n\t", from);
        const bool last = end == std::string_view::npos;
        if (last)
            end = bytes.size();
        auto part = bytes.substr(from, end - from);
        if (!last && bytes[end] == '\n' && !part.empty() && part.back() == '\r')
            part.remove_suffix(1);
        text += readableName(part);
        if (!last)
            text += QLatin1Char(bytes[end]);
        from = end + 1;
    }
    return text;
}
} // namespace

std::optional<QString> prettyJson(std::string_view bytes)
{
    const auto first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (bytes[first] != '{' && bytes[first] != '['))
        return {};
    QJsonParseError error;
    QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size())), &error);
    if (error.error != QJsonParseError::NoError)
        return {};
    // It is valid, so brackets match; only white space outside strings is changed.
    std::string text;
    text.reserve(bytes.size() * 2);
    std::size_t depth = 0;
    const auto line = [&] {
        text += '\n';
        text.append(std::min<std::size_t>(depth, 40) * 2, ' '); // deeper, it would only be blanks
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (c == '"') {
            const auto from = i;
            for (++i; i < bytes.size() && bytes[i] != '"'; ++i)
                i += bytes[i] == '\\' ? 1 : 0;
            text += bytes.substr(from, i - from + 1);
        } else if (c == '{' || c == '[') {
            const auto next = bytes.find_first_not_of(" \t\r\n", i + 1);
            text += c;
            if (next != std::string_view::npos && bytes[next] == (c == '{' ? '}' : ']')) {
                text += bytes[next];
                i = next;
                continue;
            }
            ++depth;
            line();
        } else if (c == '}' || c == ']') {
            --depth;
            line();
            text += c;
        } else if (c == ',') {
            text += c;
            line();
        } else if (c == ':') {
            text += ": ";
        } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            text += c;
        }
    }
    return signsOf(text);
}

ValueText valueText(std::string_view bytes, ValueLook look, std::int64_t offset)
{
    if (look == ValueLook::Hex)
        return {hexLines(bytes, offset), false};
    if (look == ValueLook::Json) {
        if (const auto json = prettyJson(bytes))
            return inShortLines(*json);
    }
    return inShortLines(
        signsOf(offset > 0 ? withoutSecondHalf(withoutHalfSign(bytes)) : withoutHalfSign(bytes)));
}

ValueLook bestLook(std::string_view bytes, bool isWhole)
{
    if (isWhole && prettyJson(bytes))
        return ValueLook::Json;
    const auto seen = isWhole ? bytes : withoutSecondHalf(withoutHalfSign(bytes));
    return isReadable(seen) ? ValueLook::Text : ValueLook::Hex;
}

} // namespace tierlens
