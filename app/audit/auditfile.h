// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditdocument.h"
#include "core/result.h"

#include <QString>
#include <QStringList>

#include <functional>

namespace tierlens {

// PDF needs fonts, so whoever has them makes it: a file from a page of HTML.
using AuditPdfWriter = std::function<Result<Done>(const QString &file, const QString &html)>;

// Writes an audit by the file's ending: html, md, json, pdf (if there is a writer). A name that
// ends in "/": a folder with a CSV file for every table; "x.csv": the same as x-tables.csv,
// x-advice.csv and so on. Each file whole or not at all. Blocks: for a worker.
Result<Done> writeAudit(
    const QString &file, const AuditDocument &document, const AuditPdfWriter &pdf = {});

// What writeAudit() would write: one file, or one for each table.
QStringList auditFiles(const QString &file, const AuditDocument &document);

// Whether writeAudit() knows the ending.
bool isAuditFile(const QString &file);

} // namespace tierlens
