// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditdocument.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <utility>
#include <vector>

namespace tierlens {

// A page that needs no other file and prints on white paper; also what QTextDocument understands.
QString auditHtml(const AuditDocument &document);
QString auditPaperHtml(const AuditDocument &document); // for QTextDocument, to be printed on A4
QString auditMarkdown(const AuditDocument &document);

// {"format": 1, "kind": "tierlens-audit", "tierlens": {"version"}, "audited": name of the
// connection, "environment", "taken_at": ISO 8601 UTC, "method": text,
//  "summary": [statement], "sections": [{"id", "title", "statements": [statement],
//  "tables": [{"id", "title", "note", "rows": [{column id: value}]}]}],
//  "advice": [{"rule", "level": "danger|risk|improve|habit", "subject", "what", "why",
//  "evidence": [evidence]}]}
// statement: {"text", "tone": "plain|good|bad|unknown", "evidence": [evidence]};
// evidence: {"asked", "figure", "at": ISO 8601 UTC}. Values of tables: bytes, counts and seconds as
// numbers (moments: Unix seconds), shares 0 … 1, null: not known or never.
QJsonObject auditJson(const AuditDocument &document);

// Each table as CSV (RFC 4180, UTF-8, first line: column ids), by its id; the advice as "advice". A
// text that a spreadsheet would take for a formula gets an apostrophe before it.
std::vector<std::pair<QString, QByteArray>> auditCsv(const AuditDocument &document);

} // namespace tierlens
