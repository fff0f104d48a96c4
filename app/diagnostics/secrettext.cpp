// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/secrettext.h"

#include <QRegularExpression>

namespace tierlens {

namespace {
// A value in quotes with whatever is escaped in it (\' or ''); one that is cut off ends with the
// text.
QString quotedPattern()
{
    return QStringLiteral("(?:'(?:[^'\\\\]|\\\\.|'')*(?:'|\\\\?$)"
                          "|\"(?:[^\"\\\\]|\\\\.|\"\")*(?:\"|\\\\?$))");
}

QRegularExpression secretPattern(const QString &before, const QString &after,
    QRegularExpression::PatternOptions options = QRegularExpression::NoPatternOption)
{
    return QRegularExpression(
        before + after, options | QRegularExpression::DotMatchesEverythingOption);
}

// ACL SETUSER name on >password <old #hash !hash ~keys +commands: any number of them; or, in a
// configuration and in what ACL LIST says, "user name on >password …".
void coverUserRules(QString &text)
{
    static const QRegularExpression order(
        QStringLiteral("\\b(?:SETUSER\\b|user\\s+\\S+\\s+(?:(?:on|off|reset)\\b|[-+~&%><#]\\S))"
                       "[^\\n]*"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression rule(
        QStringLiteral("(\\s[><#!])\\S+|(\"[><#!])(?:[^\"\\\\]|\\\\.)*"
                       "|('[><#!])(?:[^'\\\\]|\\\\.)*"));
    qsizetype from = 0;
    for (auto match = order.match(text); match.hasMatch(); match = order.match(text, from)) {
        auto covered = match.captured();
        covered.replace(rule, QStringLiteral("\\1\\2\\3***"));
        text.replace(match.capturedStart(), match.capturedLength(), covered);
        from = match.capturedStart() + covered.size();
    }
}
} // namespace

QString withoutSecrets(QString text)
{
    using Regex = QRegularExpression;
    // Up to the last @ of the word: a password may have one, too.
    static const Regex address(QStringLiteral("(://[^:/@\\s]*:)\\S+@"));
    static const auto value = quotedPattern() + QStringLiteral("|[^\\s&;,]+");
    static const auto word = QStringLiteral("(?:%1|\\S+)").arg(quotedPattern());
    static const auto named = secretPattern(
        QStringLiteral("\\b((?:\\w*password|passwd|pwd|secret|token)[\"']?\\s*[=:]\\s*)"),
        QStringLiteral("(?:%1)").arg(value), Regex::CaseInsensitiveOption);
    // Without a sign only what is quoted: "the password was refused" is no secret.
    static const auto spoken = secretPattern(QStringLiteral("\\b(password\\s+(?:E|U&)?)"),
        QStringLiteral("(?:%1|\\$\\w*\\$.*?(?:\\$\\w*\\$|$))").arg(quotedPattern()),
        Regex::CaseInsensitiveOption);
    static const auto setting
        = secretPattern(QStringLiteral("\\b((?:requirepass|masterauth|auth-pass\\s+\\S+|"
                                       "tls-key-file-pass|tls-client-key-file-pass)[\"']?"
                                       "(?:\\s*[=:]\\s*|\\s+))"),
            word, Regex::CaseInsensitiveOption);
    static const auto auth = secretPattern(
        QStringLiteral("\\b(AUTH2?\"?\\s+)"), QStringLiteral("%1(?:\\s+%1)?").arg(word));
    text.replace(address, QStringLiteral("\\1***@"));
    text.replace(named, QStringLiteral("\\1***"));
    text.replace(spoken, QStringLiteral("\\1***"));
    text.replace(setting, QStringLiteral("\\1***"));
    text.replace(auth, QStringLiteral("\\1***"));
    coverUserRules(text);
    return text;
}

} // namespace tierlens
