// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QList>
#include <QObject>

#include <functional>

namespace tierlens {

// Every command of the window as a QAction: one list for shortcuts, palette and shortcut sheet.
class Commands : public QObject
{
    Q_OBJECT
public:
    explicit Commands(QWidget *window);
    QAction *add(const QString &text, const QList<QKeySequence> &shortcuts,
        const std::function<void()> &run);
    // Not offered, and why: the tooltip says it wherever the command is shown.
    static void forbid(QAction *action, const QString &why);
    const QList<QAction *> &all() const { return m_all; }

private:
    QWidget *m_window;
    QList<QAction *> m_all;
};

} // namespace tierlens
