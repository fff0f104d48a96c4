// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditpages.h"

#include "audit/judging.h"

namespace tierlens {

namespace {
// Names of keys and tables must not become markup.
QString plain(const QString &text)
{
    QString out;
    for (const QChar c : text.simplified()) {
        if (QStringLiteral("\\`*_[]<>|#").contains(c))
            out += QLatin1Char('\\');
        out += c;
    }
    return out;
}

QString evidenceMarkdown(const std::vector<AuditEvidence> &evidence, const QString &indent)
{
    QString text;
    for (const auto &one : evidence)
        text += indent + QStringLiteral("- ") + plain(one.asked) + QStringLiteral(" → ")
            + plain(one.figure)
            + (one.at > 0 ? QStringLiteral(" (") + auditClock(one.at) + QLatin1Char(')')
                          : QString())
            + QLatin1Char('\n');
    return text;
}

QString statementMarkdown(const AuditStatement &statement)
{
    return QStringLiteral("- ") + plain(statement.text) + QLatin1Char('\n')
        + evidenceMarkdown(statement.evidence, QStringLiteral("    "));
}

QString tableMarkdown(const AuditTable &table)
{
    QString text = QStringLiteral("\n### ") + plain(table.title) + QStringLiteral("\n\n|");
    QString line = QStringLiteral("|");
    for (const auto &column : table.columns) {
        text += QLatin1Char(' ') + plain(column.title) + QStringLiteral(" |");
        line += column.isNumber ? QStringLiteral("---:|") : QStringLiteral("---|");
    }
    text += QLatin1Char('\n') + line + QLatin1Char('\n');
    for (const auto &row : table.rows) {
        text += QLatin1Char('|');
        for (const auto &cell : row)
            text += QLatin1Char(' ') + plain(cell.text) + QStringLiteral(" |");
        text += QLatin1Char('\n');
    }
    if (!table.note.isEmpty())
        text += QLatin1Char('\n') + plain(table.note) + QLatin1Char('\n');
    return text;
}
} // namespace

QString auditMarkdown(const AuditDocument &document)
{
    QString text = QStringLiteral("# ") + plain(document.title) + QStringLiteral("\n\n")
        + plain(document.environment + QStringLiteral(" · ") + auditClock(document.takenAt)
            + QStringLiteral(" · Tierlens " TIERLENS_VERSION))
        + QStringLiteral("\n\n");
    for (const auto &statement : document.summary)
        text += statementMarkdown(statement);
    int number = 0;
    for (const auto &section : document.sections) {
        text += QStringLiteral("\n## %1. ").arg(++number) + plain(section.title)
            + QStringLiteral("\n\n");
        for (const auto &statement : section.statements)
            text += statementMarkdown(statement);
        for (const auto &table : section.tables)
            text += tableMarkdown(table);
    }
    text += QStringLiteral("\n## %1. ").arg(++number)
        + plain(AuditWords::tr("What to do next, the most dangerous first"))
        + QStringLiteral("\n\n");
    int step = 0;
    for (const auto &one : document.advice)
        text += QStringLiteral("%1. **").arg(++step) + plain(auditLevelText(one.level))
            + QStringLiteral("** ") + plain(one.what) + QLatin1Char(' ') + plain(one.why)
            + QLatin1Char('\n') + evidenceMarkdown(one.evidence, QStringLiteral("    "));
    text += QStringLiteral("\n## ") + plain(AuditWords::tr("How this was found out"))
        + QStringLiteral("\n\n") + plain(document.howItWasDone) + QLatin1Char('\n');
    return text;
}

} // namespace tierlens
