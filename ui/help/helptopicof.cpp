// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helptopicof.h"

#include <QMetaObject>
#include <QStringList>
#include <QTabBar>
#include <QTableView>
#include <QVariant>
#include <QWidget>

#include <optional>

namespace tierlens {

namespace {
// The column of a table or the tab of a bar; -1: none.
int partOf(const QWidget *widget, const std::optional<QPoint> &at)
{
    if (const auto *table = qobject_cast<const QTableView *>(widget))
        return at ? table->columnAt(table->viewport()->mapFromParent(*at).x())
                  : table->currentIndex().column();
    if (const auto *tabs = qobject_cast<const QTabBar *>(widget))
        return at ? tabs->tabAt(*at) : tabs->currentIndex();
    return -1;
}

QString invoked(const QWidget *widget, const std::optional<QPoint> &at)
{
    QString topic;
    auto *object = const_cast<QWidget *>(widget); // what is invoked is const
    const auto *known = widget->metaObject();
    if (at && known->indexOfMethod("helpTopicAt(QPoint)") >= 0)
        QMetaObject::invokeMethod(object, "helpTopicAt", Qt::DirectConnection,
            Q_RETURN_ARG(QString, topic), Q_ARG(QPoint, *at));
    else if (!at && known->indexOfMethod("helpTopicInFocus()") >= 0)
        QMetaObject::invokeMethod(
            object, "helpTopicInFocus", Qt::DirectConnection, Q_RETURN_ARG(QString, topic));
    return topic;
}

QString saidBy(const QWidget *widget, const std::optional<QPoint> &at)
{
    auto topic = invoked(widget, at);
    if (topic.isEmpty())
        topic = widget->property("helpTopics").toStringList().value(partOf(widget, at));
    return topic.isEmpty() ? widget->property("helpTopic").toString() : topic;
}

HelpPlace placeOf(const QWidget *widget, std::optional<QPoint> at)
{
    for (; widget; widget = widget->parentWidget()) {
        if (const auto topic = saidBy(widget, at); !topic.isEmpty())
            return {topic, widget->isWindow()};
        if (!at)
            continue;
        if (widget->isWindow() && widget->parentWidget()) // a dialog lies over its parent
            at = widget->parentWidget()->mapFromGlobal(widget->mapToGlobal(*at));
        else
            at = widget->mapToParent(*at);
    }
    return {};
}
} // namespace

HelpPlace helpInFocus(const QWidget *widget) { return placeOf(widget, std::nullopt); }

HelpPlace helpUnder(const QWidget *widget, QPoint at) { return placeOf(widget, at); }

} // namespace tierlens
