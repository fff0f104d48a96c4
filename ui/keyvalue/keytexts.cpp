// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/keytexts.h"

#include "core/durationtext.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

namespace {
struct KeyTextsWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyTexts)
};

QString hexEscape(unsigned char byte)
{
    return QStringLiteral("\\x%1").arg(int(byte), 2, 16, QLatin1Char('0'));
}

bool isInvisible(QChar sign)
{
    // Also what turns the direction of the text around it: such a name could pose as another.
    return sign.category() == QChar::Other_Control || sign.category() == QChar::Other_Format
        || sign.category() == QChar::Separator_Line
        || sign.category() == QChar::Separator_Paragraph;
}

// How many bytes the sign at the front takes; 0: this is no UTF-8.
std::size_t signLength(std::string_view bytes)
{
    const auto first = static_cast<unsigned char>(bytes.front());
    const std::size_t length = first < 0x80 ? 1
        : first >= 0xc2 && first < 0xe0     ? 2
        : first >= 0xe0 && first < 0xf0     ? 3
        : first >= 0xf0 && first < 0xf5     ? 4
                                            : 0;
    if (length == 0 || length > bytes.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((static_cast<unsigned char>(bytes[i]) & 0xc0) != 0x80)
            return 0;
    }
    const auto second = length > 1 ? static_cast<unsigned char>(bytes[1]) : 0;
    // Too long a form, a half of a pair of UTF-16, beyond the last sign.
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)
        || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
        return 0;
    return length;
}
} // namespace

QString readableName(std::string_view bytes)
{
    bool plain = true;
    for (const char c : bytes)
        plain = plain && c >= 0x20 && c < 0x7f; // most names; a backslash alone is left as it is
    if (plain)
        return QString::fromLatin1(bytes.data(), qsizetype(bytes.size()));
    QString text;
    bool isEscaped = false;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto length = signLength(bytes.substr(i));
        const auto sign
            = length == 0 ? QString() : QString::fromUtf8(bytes.data() + i, qsizetype(length));
        if (length == 0 || isInvisible(sign.front())) {
            const auto many = std::max<std::size_t>(length, 1);
            for (std::size_t k = 0; k < many; ++k)
                text += hexEscape(static_cast<unsigned char>(bytes[i + k]));
            isEscaped = true;
            i += many;
            continue;
        }
        text += sign;
        i += length;
    }
    if (!isEscaped || bytes.find('\\') == std::string_view::npos)
        return text;
    // Some backslashes are ours and some are the name's: tell them apart.
    text.clear();
    for (std::size_t i = 0; i < bytes.size();) {
        if (bytes[i] == '\\') {
            text += QStringLiteral("\\\\");
            ++i;
            continue;
        }
        const auto until = bytes.find('\\', i);
        text += readableName(bytes.substr(i, until == std::string_view::npos ? until : until - i));
        i = until == std::string_view::npos ? bytes.size() : until;
    }
    return text;
}

bool isReadable(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size();) {
        const auto length = signLength(bytes.substr(i));
        if (length == 0)
            return false;
        const char c = bytes[i];
        if (length == 1
            && ((c >= 0 && c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f))
            return false;
        i += length;
    }
    return true;
}

QString plainTip(const QString &text)
{
    return text.isEmpty()
        ? text
        : QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(text.toHtmlEscaped());
}

QString keyTypeText(KeyType type)
{
    switch (type) {
    case KeyType::Unknown:
        break;
    case KeyType::String:
        return KeyTextsWords::tr("string");
    case KeyType::List:
        return KeyTextsWords::tr("list");
    case KeyType::Set:
        return KeyTextsWords::tr("set");
    case KeyType::SortedSet:
        return KeyTextsWords::tr("sorted set");
    case KeyType::Hash:
        return KeyTextsWords::tr("hash");
    case KeyType::Stream:
        return KeyTextsWords::tr("stream");
    case KeyType::Other:
        return KeyTextsWords::tr("other");
    }
    return QStringLiteral("–");
}

QString expiresInText(std::int64_t expiresAt, std::int64_t now)
{
    if (expiresAt < 0)
        return QStringLiteral("–");
    if (expiresAt == 0)
        return KeyTextsWords::tr("never");
    if (expiresAt <= now)
        return KeyTextsWords::tr("over");
    const auto seconds = (expiresAt - now + 999) / 1000;
    if (seconds < 60)
        return KeyTextsWords::tr("%1 s").arg(seconds);
    if (seconds < 48 * 3600)
        return ttlText(std::chrono::seconds(seconds));
    return KeyTextsWords::tr("%1 d %2 h").arg(seconds / 86400).arg(seconds / 3600 % 24);
}

QString sizeText(std::int64_t bytes)
{
    return bytes < 0 ? QStringLiteral("–") : bytesText(std::uint64_t(bytes));
}

std::string patternMeant(const std::string &text)
{
    return text.empty() || text.find_first_of("*?[\\") != std::string::npos ? text
                                                                            : '*' + text + '*';
}

std::string patternOfBranch(const std::string &prefix)
{
    std::string pattern;
    for (const char c : prefix) {
        if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern + '*';
}

} // namespace tierlens
