// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/secrettext.h"

#include <QRegularExpression>

namespace tierlens {

QString withoutSecrets(QString text)
{
    // Up to the last @ of the word: a password may have one, too.
    static const QRegularExpression address(QStringLiteral("(://[^:/@\\s]*:)\\S+@"));
    static const QRegularExpression named(
        QStringLiteral("\\b((?:\\w*password|passwd|pwd|secret|token)\"?\\s*[=:]\\s*)"
                       "('[^']*'|\"[^\"]*\"|[^\\s&;,]+)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression auth(
        QStringLiteral("\\b(AUTH\\s+)\\S+(\\s+\\S+)?"), QRegularExpression::NoPatternOption);
    text.replace(address, QStringLiteral("\\1***@"));
    text.replace(named, QStringLiteral("\\1***"));
    text.replace(auth, QStringLiteral("\\1***"));
    return text;
}

} // namespace tierlens
