// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/shortcutsheet.h"

#include "theme/theme.h"

#include <QAction>
#include <QGridLayout>
#include <QLabel>
#include <QStringList>

namespace tierlens {

ShortcutSheet::ShortcutSheet(const QList<QAction *> &actions, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(26, 22, 26, 22);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(8);
    int row = 0;
    for (const auto *action : actions) {
        if (action->shortcuts().isEmpty() || action->text().isEmpty())
            continue;
        QStringList keys;
        for (const auto &sequence : action->shortcuts())
            keys.append(sequence.toString(QKeySequence::NativeText));
        auto *shortcut = new QLabel(keys.join(tr(" or ")), this);
        shortcut->setFont(theme().mono(13));
        auto *text = new QLabel(action->text(), this);
        grid->addWidget(shortcut, row, 0);
        grid->addWidget(text, row++, 1);
    }
}

} // namespace tierlens
