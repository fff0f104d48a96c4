// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditpages.h"

#include "audit/judging.h"

#include <QRegularExpression>

namespace tierlens {

namespace {
constexpr auto AuditColors
    = "body{color:#1A1F2E;background:#FFFFFF}"
      ".dim{color:#5B6478}.evidence{color:#5B6478}"
      ".good{color:#14683A}.bad{color:#A61B2B}.unknown{color:#7A5A00}"
      ".danger{color:#A61B2B;font-weight:bold}.risk{color:#9A4B00;font-weight:bold}"
      ".improve{color:#1D4E9E;font-weight:bold}.habit{color:#14683A;font-weight:bold}"
      "th{text-align:left;border-bottom:1px solid #8A92A6;vertical-align:bottom}"
      "td{text-align:left;border-bottom:1px solid #DCE0EA;vertical-align:top}"
      ".n{text-align:right;white-space:nowrap}th.n{white-space:normal}.d{white-space:nowrap}";
constexpr auto AuditStyle
    = "body{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;"
      "line-height:1.45;max-width:64em;margin:2em auto;padding:0 1em}"
      "h1{font-size:26px;margin-bottom:4px}h2{font-size:19px;margin-top:28px;margin-bottom:6px}"
      "h3{font-size:14px;margin-top:16px;margin-bottom:4px}"
      "p{margin-top:6px;margin-bottom:2px}.lead{font-size:16px}"
      ".evidence{font-size:12px;margin-top:0;margin-bottom:6px}"
      "table{border-collapse:collapse;margin-top:4px;margin-bottom:4px;font-size:12px}"
      "th{padding:3px 8px}td{padding:3px 8px}"
      "@page{size:A4;margin:16mm}"
      "@media print{body{max-width:none;margin:0;padding:0;font-size:12px}"
      "h1{font-size:21px}h2{font-size:15px;margin-top:18px}h3{font-size:12px}.lead{font-size:13px}"
      ".evidence{font-size:9.5px}h2,h3{break-after:avoid}p{break-inside:avoid}"
      "tr,li{break-inside:avoid}thead{display:table-header-group}table{font-size:9.5px}"
      "th,td{padding:2px 5px}}";
// For QTextDocument, which knows nothing of media; said once, since of two sizes for one thing it
// does not always take the later.
constexpr auto AuditPaperStyle
    = "body{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:12px}"
      "h1{font-size:21px;margin-bottom:4px}h2{font-size:15px;margin-top:18px;margin-bottom:4px}"
      "h3{font-size:12px;margin-top:12px;margin-bottom:3px}"
      "p{margin-top:5px;margin-bottom:2px}.lead{font-size:13px}"
      ".evidence{font-size:10px;margin-top:0;margin-bottom:5px}"
      "table{border-collapse:collapse;margin-top:3px;margin-bottom:3px;font-size:9px}"
      "th{padding:2px 4px;font-size:9px}td{padding:2px 4px;font-size:9px}";

QString escaped(const QString &text) { return text.toHtmlEscaped(); }

// A long name may be broken, so that its column does not take the place of all others; a moment
// only between day and time.
QString cellHtml(const QString &text)
{
    static const QRegularExpression moment(
        QStringLiteral("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d UTC)"));
    if (const auto found = moment.match(text); found.hasMatch() && found.captured(0) == text)
        return QStringLiteral("<span class=\"d\">") + found.captured(1)
            + QStringLiteral("</span> <span class=\"d\">") + found.captured(2)
            + QStringLiteral("</span>");
    constexpr int Short = 14, Longest = 28; // characters without a place to break at
    QString html;
    int run = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto c = text[i];
        html += escaped(QString(c));
        run = c.isSpace() ? 0 : run + 1;
        const bool isJoint = QStringLiteral(":._/,=-").contains(c);
        const bool isSplit = c.isHighSurrogate() || i + 1 == text.size() || text[i + 1].isSpace();
        if (!isSplit && ((isJoint && run >= Short) || run >= Longest)) {
            html += QStringLiteral("<wbr/>");
            run = 0;
        }
    }
    return html;
}

const char *toneClass(AuditStatement::Tone tone)
{
    switch (tone) {
    case AuditStatement::Tone::Good:
        return "good";
    case AuditStatement::Tone::Bad:
        return "bad";
    case AuditStatement::Tone::Unknown:
        return "unknown";
    case AuditStatement::Tone::Plain:
        break;
    }
    return "plain";
}

const char *levelClass(AuditLevel level)
{
    static constexpr const char *Classes[] = {"danger", "risk", "improve", "habit"};
    return Classes[std::size_t(level)];
}

QString evidenceHtml(const std::vector<AuditEvidence> &evidence)
{
    if (evidence.empty())
        return {};
    QStringList parts;
    for (const auto &one : evidence)
        parts.append(escaped(one.asked) + QStringLiteral(" → <b>") + escaped(one.figure)
            + QStringLiteral("</b>"));
    QString text = parts.join(QStringLiteral(" · "));
    if (evidence.front().at > 0)
        text += QStringLiteral(" · ") + escaped(auditClock(evidence.front().at));
    return QStringLiteral("<p class=\"evidence\">%1</p>\n").arg(text);
}

QString statementHtml(const AuditStatement &statement, bool leads)
{
    // Not by arg(): what is inserted may itself hold a %1.
    return QStringLiteral("<p class=\"") + (leads ? QStringLiteral("lead ") : QString())
        + QLatin1String(toneClass(statement.tone)) + QStringLiteral("\">") + escaped(statement.text)
        + QStringLiteral("</p>\n") + evidenceHtml(statement.evidence);
}

QString tableHtml(const AuditTable &table)
{
    QString html = QStringLiteral("<h3>") + escaped(table.title)
        + QStringLiteral("</h3>\n<table cellspacing=\"0\"><thead><tr>");
    for (const auto &column : table.columns)
        html += (column.isNumber ? QStringLiteral("<th class=\"n\">") : QStringLiteral("<th>"))
            + escaped(column.title) + QStringLiteral("</th>");
    html += QStringLiteral("</tr></thead>\n<tbody>\n");
    for (const auto &row : table.rows) {
        html += QStringLiteral("<tr>");
        for (std::size_t i = 0; i < row.size(); ++i)
            html += (table.columns[i].isNumber ? QStringLiteral("<td class=\"n\">")
                                               : QStringLiteral("<td>"))
                + cellHtml(row[i].text) + QStringLiteral("</td>");
        html += QStringLiteral("</tr>\n");
    }
    html += QStringLiteral("</tbody></table>\n");
    if (!table.note.isEmpty())
        html += QStringLiteral("<p class=\"evidence\">") + escaped(table.note)
            + QStringLiteral("</p>\n");
    return html;
}

QString adviceHtml(const std::vector<AuditAdvice> &advice)
{
    if (advice.empty())
        return QStringLiteral("<p>") + escaped(AuditWords::tr("Nothing."))
            + QStringLiteral("</p>\n");
    QString html = QStringLiteral("<ol>\n");
    for (const auto &one : advice)
        html += QStringLiteral("<li><p><span class=\"") + QLatin1String(levelClass(one.level))
            + QStringLiteral("\">") + escaped(auditLevelText(one.level))
            + QStringLiteral("</span> <b>") + escaped(one.what) + QStringLiteral("</b> ")
            + escaped(one.why) + QStringLiteral("</p>\n") + evidenceHtml(one.evidence)
            + QStringLiteral("</li>\n");
    return html + QStringLiteral("</ol>\n");
}
QString bodyHtml(const AuditDocument &document)
{
    QString body = QStringLiteral("<h1>") + escaped(document.title)
        + QStringLiteral("</h1>\n<p class=\"dim\">")
        + escaped(document.environment + QStringLiteral(" · ") + auditClock(document.takenAt)
            + QStringLiteral(" · Tierlens " TIERLENS_VERSION))
        + QStringLiteral("</p>\n");
    for (const auto &statement : document.summary)
        body += statementHtml(statement, true);
    int number = 0;
    for (const auto &section : document.sections) {
        body += QStringLiteral("<h2>%1. ").arg(++number) + escaped(section.title)
            + QStringLiteral("</h2>\n");
        for (const auto &statement : section.statements)
            body += statementHtml(statement, false);
        for (const auto &table : section.tables)
            body += tableHtml(table);
    }
    body += QStringLiteral("<h2>%1. ").arg(++number)
        + escaped(AuditWords::tr("What to do next, the most dangerous first"))
        + QStringLiteral("</h2>\n") + adviceHtml(document.advice);
    body += QStringLiteral("<h2>") + escaped(AuditWords::tr("How this was found out"))
        + QStringLiteral("</h2>\n<p class=\"dim\">") + escaped(document.howItWasDone)
        + QStringLiteral("</p>\n");
    return body;
}

QString pageHtml(const QString &title, const QString &style, const QString &body)
{
    return QStringLiteral("<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>")
        + escaped(title) + QStringLiteral("</title><style>") + style
        + QStringLiteral("</style></head>\n<body>\n") + body + QStringLiteral("</body></html>\n");
}
} // namespace

QString auditHtml(const AuditDocument &document)
{
    return pageHtml(
        document.title, QLatin1String(AuditColors) + QLatin1String(AuditStyle), bodyHtml(document));
}

QString auditPaperHtml(const AuditDocument &document)
{
    auto body = bodyHtml(document);
    body.replace(QLatin1String("<wbr/>"), QLatin1String("&#8203;"));
    return pageHtml(
        document.title, QLatin1String(AuditColors) + QLatin1String(AuditPaperStyle), body);
}

} // namespace tierlens
