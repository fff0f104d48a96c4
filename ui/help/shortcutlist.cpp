// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/shortcutlist.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>
#include <QMenu>
#include <QShortcut>
#include <QStringList>
#include <QWidget>

#include <algorithm>

namespace tierlens {

namespace {
struct ShortcutListWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

// A menu is a window of its own while it is open; what is in it belongs to what opens it.
const QWidget *windowOf(const QObject *object)
{
    for (; object; object = object->parent()) {
        const auto *widget = qobject_cast<const QWidget *>(object);
        if (widget && widget->isWindow() && !qobject_cast<const QMenu *>(widget))
            return widget;
    }
    return nullptr;
}

QString plain(QString text)
{
    text = text.section(QLatin1Char('\t'), 0, 0);
    return text.remove(QLatin1Char('&'));
}
} // namespace

std::vector<ShortcutLine> shortcutsOf(const QWidget *window)
{
    std::vector<ShortcutLine> lines;
    const auto add = [&lines](const QList<QKeySequence> &sequences, const QString &text) {
        QStringList keys;
        for (const auto &sequence : sequences)
            keys.append(sequence.toString(QKeySequence::NativeText));
        keys.removeAll(QString());
        const auto said = plain(text);
        const bool known = std::any_of(lines.begin(), lines.end(),
            [&](const ShortcutLine &line) { return line.text == said; });
        if (!keys.isEmpty() && !said.isEmpty() && !known)
            lines.push_back({keys.join(ShortcutListWords::tr(" or ")), said});
    };
    for (const auto *action : window->findChildren<QAction *>()) {
        if (windowOf(action) == window)
            add(action->shortcuts(), action->text());
    }
    for (const auto *shortcut : window->findChildren<QShortcut *>()) {
        if (windowOf(shortcut) == window)
            add({shortcut->key()}, shortcut->whatsThis());
    }
    return lines;
}

} // namespace tierlens
