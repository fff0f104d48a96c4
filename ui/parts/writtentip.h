// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QStyledItemDelegate>
#include <QTextDocument>
#include <QToolTip>

namespace tierlens {

// For a tooltip that shows what a user or a server has written: names and statements that happen
// to look like tags stay as they are.
inline QString asWritten(const QString &text)
{
    if (!Qt::mightBeRichText(text))
        return text;
    return QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(text.toHtmlEscaped());
}

// Shows the tooltips of a table's cells as they are written.
class WrittenTips : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override
    {
        const auto tip = index.data(Qt::ToolTipRole).toString();
        if (event->type() != QEvent::ToolTip || !Qt::mightBeRichText(tip))
            return QStyledItemDelegate::helpEvent(event, view, option, index);
        QToolTip::showText(event->globalPos(), asWritten(tip), view->viewport());
        return true;
    }
};

} // namespace tierlens
