// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditfile.h"

#include "audit/auditpages.h"
#include "audit/judging.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace tierlens {

namespace {
Result<Done> write(const QString &file, const QByteArray &bytes)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return Error{ErrorKind::Refused, {},
            AuditWords::tr("%1 could not be written: %2.")
                .arg(file, out.errorString())
                .toStdString(),
            {}};
    return Done{};
}

QString suffixOf(const QString &file) { return QFileInfo(file).suffix().toLower(); }

// What the names of the tables' files begin with; empty: it is one file.
QString tablesOf(const QString &file)
{
    if (file.endsWith(QLatin1Char('/')))
        return file;
    return suffixOf(file) == QLatin1String("csv") ? file.left(file.size() - 4) + QLatin1Char('-')
                                                  : QString();
}

QString tableFile(const QString &before, const QString &id)
{
    return before + id + QStringLiteral(".csv");
}

Result<Done> writeTables(const QString &before, const AuditDocument &document)
{
    for (const auto &[id, bytes] : auditCsv(document)) {
        if (auto written = write(tableFile(before, id), bytes); !written)
            return written;
    }
    return Done{};
}
} // namespace

QStringList auditFiles(const QString &file, const AuditDocument &document)
{
    const auto before = tablesOf(file);
    if (before.isEmpty())
        return {file};
    QStringList files;
    for (const auto &[id, bytes] : auditCsv(document))
        files.append(tableFile(before, id));
    return files;
}

bool isAuditFile(const QString &file)
{
    static const QStringList known{QStringLiteral("html"), QStringLiteral("md"),
        QStringLiteral("json"), QStringLiteral("pdf"), QStringLiteral("csv")};
    return file.endsWith(QLatin1Char('/')) || known.contains(suffixOf(file));
}

Result<Done> writeAudit(
    const QString &file, const AuditDocument &document, const AuditPdfWriter &pdf)
{
    if (file.endsWith(QLatin1Char('/'))) {
        if (!QDir().mkpath(file))
            return Error{ErrorKind::Refused, {},
                AuditWords::tr("The folder %1 could not be made.").arg(file).toStdString(), {}};
    }
    if (const auto before = tablesOf(file); !before.isEmpty())
        return writeTables(before, document);
    const auto suffix = suffixOf(file);
    if (suffix == QLatin1String("html"))
        return write(file, auditHtml(document).toUtf8());
    if (suffix == QLatin1String("md"))
        return write(file, auditMarkdown(document).toUtf8());
    if (suffix == QLatin1String("json"))
        return write(file, QJsonDocument(auditJson(document)).toJson());
    if (suffix == QLatin1String("pdf") && pdf)
        return pdf(file, auditPaperHtml(document));
    return Error{ErrorKind::Usage, {},
        AuditWords::tr("%1: the name must end in .html, .md, .json, .pdf, .csv or /.")
            .arg(file)
            .toStdString(),
        {}};
}

} // namespace tierlens
