// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/htmlpage.h"

#include <QStringList>

namespace tierlens {

namespace {
QString row(const QString &line, const char *tag)
{
    // Split at bars that are not escaped.
    QStringList cells{QString()};
    const auto inner = line.mid(1, line.size() - 2);
    for (int i = 0; i < inner.size(); ++i) {
        if (inner[i] == QLatin1Char('\\') && i + 1 < inner.size())
            cells.last() += inner[++i];
        else if (inner[i] == QLatin1Char('|'))
            cells.append(QString());
        else
            cells.last() += inner[i];
    }
    QString html = QStringLiteral("<tr>");
    for (const auto &cell : cells)
        html += QStringLiteral("<%1>%2</%1>")
                    .arg(QLatin1String(tag), cell.trimmed().toHtmlEscaped());
    return html + QStringLiteral("</tr>\n");
}

constexpr auto Style = "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em "
                       "auto;padding:0 1em;color:#1A1F2E}"
                       "table{border-collapse:collapse;margin:.5em 0}td,th{border-bottom:1px solid "
                       "#DCE0EA;padding:.3em .8em;text-align:left}"
                       "td+td{font-variant-numeric:tabular-nums}h2{margin-top:1.6em}";
} // namespace

QString asHtml(const QString &markdown, const QString &title)
{
    const auto lines = markdown.split(QLatin1Char('\n'));
    QString body;
    bool list = false;
    for (int i = 0; i < lines.size(); ++i) {
        const auto &line = lines[i];
        const bool item = line.startsWith(QLatin1String("- "));
        if (item != list)
            body += item ? QStringLiteral("<ul>\n") : QStringLiteral("</ul>\n");
        list = item;
        if (item) {
            body += QStringLiteral("<li>%1</li>\n").arg(line.mid(2).toHtmlEscaped());
        } else if (line.startsWith(QLatin1String("## "))) {
            body += QStringLiteral("<h2>%1</h2>\n").arg(line.mid(3).toHtmlEscaped());
        } else if (line.startsWith(QLatin1String("# "))) {
            body += QStringLiteral("<h1>%1</h1>\n").arg(line.mid(2).toHtmlEscaped());
        } else if (line.startsWith(QLatin1Char('|'))) {
            body += QStringLiteral("<table>\n") + row(line, "th");
            for (i += 2; i < lines.size() && lines[i].startsWith(QLatin1Char('|')); ++i)
                body += row(lines[i], "td");
            body += QStringLiteral("</table>\n");
            --i;
        } else if (!line.isEmpty()) {
            body += QStringLiteral("<p>%1</p>\n").arg(line.toHtmlEscaped());
        }
    }
    return QStringLiteral("<!doctype html>\n<html lang=\"en\"><head><meta "
                          "charset=\"utf-8\"><title>%1</title>"
                          "<style>%2</style></head>\n<body>\n%3</body></html>\n")
        .arg(title.toHtmlEscaped(), QLatin1String(Style), body);
}

} // namespace tierlens
