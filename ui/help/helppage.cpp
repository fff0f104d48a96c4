// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helppage.h"

#include "help/helptopics.h"
#include "help/shortcutlist.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCoreApplication>
#include <QStringList>
#include <QWidget>

namespace tierlens {

namespace {
struct HelpPageWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

QString paragraphs(const QString &text)
{
    QString html;
    for (const auto &part : text.split(QStringLiteral("\n\n"), Qt::SkipEmptyParts))
        html += QStringLiteral("<p style='margin:0 0 9px 0'>%1</p>").arg(part.toHtmlEscaped());
    return html;
}

QString heading(const QString &text)
{
    return QStringLiteral("<p style='margin:14px 0 3px 0;color:%1'><b>%2</b></p>")
        .arg(theme().dim.name(), text.toHtmlEscaped());
}

QString links(const HelpTopic &topic, const HelpTopics &all)
{
    QStringList found;
    for (const auto &id : topic.seeAlso) {
        if (const auto *other = helpTopicCalled(all, id))
            found << QStringLiteral("<a href='topic:%1' style='color:%2'>%3</a>")
                         .arg(id, theme().app.name(), other->title.toHtmlEscaped());
    }
    return found.isEmpty() ? QString()
                           : heading(HelpPageWords::tr("See also"))
            + QStringLiteral("<p style='margin:0'>%1</p>").arg(found.join(QStringLiteral("<br>")));
}
} // namespace

QString helpPageHtml(const HelpTopic &topic, const HelpTopics &all)
{
    auto html
        = QStringLiteral("<body style='color:%1'><p style='margin:0;color:%2'>%3</p>"
                         "<h2 style='margin:2px 0 10px 0'>%4</h2>")
              .arg(theme().text.name(), theme().dim.name(),
                  helpChapterName(topic.chapter).toHtmlEscaped(), topic.title.toHtmlEscaped());
    html += paragraphs(topic.what);
    if (topic.isFigure())
        html += heading(HelpPageWords::tr("How it is worked out")) + paragraphs(topic.formula)
            + heading(HelpPageWords::tr("Over which time")) + paragraphs(topic.window)
            + heading(HelpPageWords::tr("Where it comes from")) + paragraphs(topic.source);
    if (topic.id == QLatin1String("shortcuts"))
        html += openShortcutsHtml();
    return html + links(topic, all) + QStringLiteral("</body>");
}

QString openShortcutsHtml()
{
    QString html;
    for (const auto *window : QApplication::topLevelWidgets()) {
        if (!window->isVisible())
            continue;
        QString rows;
        for (const auto &line : shortcutsOf(window))
            rows += QStringLiteral("<tr><td style='padding:2px 20px 2px 0;white-space:pre'>"
                                   "<tt>%1</tt></td><td style='padding:2px 0'>%2</td></tr>")
                        .arg(line.keys.toHtmlEscaped(), line.text.toHtmlEscaped());
        if (!rows.isEmpty())
            html += heading(window->windowTitle())
                + QStringLiteral("<table cellspacing='0'>%1</table>").arg(rows);
    }
    return html;
}

} // namespace tierlens
