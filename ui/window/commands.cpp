// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/commands.h"

#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QWidget>

namespace tierlens {

namespace {
// A single letter is a shortcut only while nobody is writing text.
bool isPlainLetter(const QKeySequence &sequence)
{
    return sequence.count() == 1
        && (sequence[0].keyboardModifiers() & ~Qt::ShiftModifier) == Qt::NoModifier
        && sequence[0].key() < Qt::Key_Escape;
}

bool isWriting()
{
    auto *focus = QApplication::focusWidget();
    return qobject_cast<QLineEdit *>(focus) || qobject_cast<QPlainTextEdit *>(focus);
}
} // namespace

Commands::Commands(QWidget *window)
    : QObject(window)
    , m_window(window)
{ }

QAction *Commands::add(
    const QString &text, const QList<QKeySequence> &shortcuts, const std::function<void()> &run)
{
    auto *action = new QAction(text, this);
    action->setShortcuts(shortcuts);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setAutoRepeat(false);
    const bool letter = !shortcuts.isEmpty() && isPlainLetter(shortcuts.constFirst());
    connect(action, &QAction::triggered, this, [run, letter] {
        // Line edits take letters themselves; this catches what they leave, for example Delete.
        if (!(letter && isWriting()))
            run();
    });
    m_window->addAction(action);
    m_all.append(action);
    return action;
}

void Commands::forbid(QAction *action, const QString &why)
{
    action->setEnabled(why.isEmpty());
    action->setToolTip(why);
}

} // namespace tierlens
