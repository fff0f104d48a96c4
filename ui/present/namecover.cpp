// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/namecover.h"

#include "session/session.h"

#include <QDir>
#include <QRegularExpression>
#include <QSysInfo>

#include <algorithm>

namespace tierlens {

namespace {
// Said of every address, and therefore of none.
const QStringList &ordinary()
{
    static const QStringList words{QStringLiteral("redis"), QStringLiteral("rediss"),
        QStringLiteral("unix"), QStringLiteral("postgres"), QStringLiteral("postgresql"),
        QStringLiteral("sandbox"), QStringLiteral("private"), QStringLiteral("socket"),
        QStringLiteral("host"), QStringLiteral("hostaddr"), QStringLiteral("port"),
        QStringLiteral("user"), QStringLiteral("dbname"), QStringLiteral("service"),
        QStringLiteral("home"), QStringLiteral("tmp"), QStringLiteral("run"), QStringLiteral("var"),
        QStringLiteral("root"), QStringLiteral("tierlens")};
    return words;
}

QStringList environment()
{
    QStringList names{QSysInfo::machineHostName(), QDir::homePath()};
    for (const char *variable : {"USER", "LOGNAME", "USERNAME", "PGUSER", "PGHOST", "PGDATABASE"})
        names << qEnvironmentVariable(variable);
    return names;
}
} // namespace

QStringList NameCover::namesIn(const QString &address)
{
    static const QRegularExpression between(QStringLiteral("[\\s/@?&=,:'\"\\[\\]]+"));
    QStringList names;
    for (const auto &word : address.split(between, Qt::SkipEmptyParts)) {
        static const QRegularExpression number(QStringLiteral("^\\d+$"));
        const bool tells = word.size() > 1 && !number.match(word).hasMatch()
            && !ordinary().contains(word.toLower());
        if (tells)
            names << word;
    }
    return names;
}

NameCover::NameCover(const Session &session)
    : NameCover(namesIn(session.addressOf(Tier::Redis)) + namesIn(session.addressOf(Tier::Postgres))
        + environment())
{ }

NameCover::NameCover(QStringList names)
    : m_names(std::move(names))
{
    m_names.removeIf(
        [](const QString &name) { return name.size() < 2 || ordinary().contains(name.toLower()); });
    m_names.removeDuplicates();
    std::sort(m_names.begin(), m_names.end(),
        [](const QString &a, const QString &b) { return a.size() > b.size(); });
}

QString NameCover::cover(QString text) const
{
    for (const auto &name : m_names) {
        const QRegularExpression whole(QStringLiteral("(?<![\\p{L}\\p{N}_])")
                + QRegularExpression::escape(name) + QStringLiteral("(?![\\p{L}\\p{N}_])"),
            QRegularExpression::CaseInsensitiveOption
                | QRegularExpression::UseUnicodePropertiesOption);
        text.replace(whole, QStringLiteral("•••"));
    }
    // Addresses in numbers, also those a server has found out for itself.
    static const QRegularExpression numeric(QStringLiteral("\\b\\d{1,3}(\\.\\d{1,3}){3}\\b"));
    return text.replace(numeric, QStringLiteral("•••"));
}

} // namespace tierlens
