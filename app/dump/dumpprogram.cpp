// SPDX-License-Identifier: GPL-3.0-or-later
#include "dump/dumpprogram.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace tierlens {

namespace {
struct DumpProgramWords
{
    Q_DECLARE_TR_FUNCTIONS(DatabaseExport)
};

// "/usr/lib/postgresql/%/bin", newest version first.
QStringList versionsOf(const QString &before, const QString &prefix, const QString &after)
{
    QStringList found;
    auto entries
        = QDir(before).entryList({prefix + QLatin1Char('*')}, QDir::Dirs | QDir::NoDotAndDotDot);
    const auto number
        = [&prefix](const QString &name) { return name.mid(prefix.size()).toDouble(); };
    std::sort(entries.begin(), entries.end(),
        [&](const QString &a, const QString &b) { return number(a) > number(b); });
    for (const auto &entry : entries)
        found.append(before + QLatin1Char('/') + entry + after);
    return found;
}
} // namespace

QStringList dumpProgramFolders()
{
    QStringList folders;
    if (const auto named = qEnvironmentVariable("TIERLENS_PG_BIN"); !named.isEmpty())
        folders.append(named);
    const auto bin = QStringLiteral("/bin");
    folders += versionsOf(QStringLiteral("/usr/lib/postgresql"), {}, bin);
    folders += versionsOf(QStringLiteral("/usr"), QStringLiteral("pgsql-"), bin);
    for (const auto *brew : {"/opt/homebrew/opt", "/usr/local/opt"})
        folders += versionsOf(QLatin1String(brew), QStringLiteral("postgresql@"), bin);
    folders += versionsOf(QStringLiteral("/Applications/Postgres.app/Contents/Versions"), {}, bin);
    folders += versionsOf(QStringLiteral("C:/Program Files/PostgreSQL"), {}, bin);
    return folders;
}

Result<QString> findDumpProgram()
{
    const auto name = QStringLiteral("pg_dump");
    if (const auto found = QStandardPaths::findExecutable(name, dumpProgramFolders());
        !found.isEmpty())
        return found;
    if (const auto found = QStandardPaths::findExecutable(name); !found.isEmpty())
        return found;
    return Error{ErrorKind::Missing, {},
        DumpProgramWords::tr(
            "pg_dump is not on this computer: install the client programs of Postgres "
            "(Debian: sudo apt install postgresql-client).")
            .toStdString(),
        {}};
}

} // namespace tierlens
