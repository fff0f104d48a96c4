// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/allowchangesdialog.h"

#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

AllowChangesDialog::AllowChangesDialog(const Connection &connection, QWidget *parent)
    : QDialog(parent)
    , m_mustType(connection.isReadOnly())
    , m_name(connection.name.trimmed())
    , m_typed(new QLineEdit(this))
    , m_stay(new QPushButton(tr("Stay read-only"), this))
    , m_allow(new QPushButton(tr("Allow changes"), this))
{
    setWindowTitle(tr("Allow changes"));
    setProperty("helpTopic", QStringLiteral("watch-changes"));
    setMinimumWidth(460);
    auto *question = new QLabel(
        tr("May Tierlens change something on %1?")
            .arg(m_name.isEmpty() ? tr("these servers") : QStringLiteral("“%1”").arg(m_name)),
        this);
    question->setFont(theme().bold13());
    auto *what = new QLabel(
        tr("From then on its tools can delete keys and restart servers. Each of them still says "
           "beforehand what it would do, and asks. Nothing is changed by allowing it, watching "
           "itself goes on reading only, and it ends when this window is closed."),
        this);
    what->setProperty("role", QStringLiteral("dim"));
    auto *type = new QLabel(tr("Type the connection's name, %1, to allow it:").arg(m_name), this);
    type->setBuddy(m_typed);
    for (QLabel *label : {question, what, type})
        label->setWordWrap(true);
    m_typed->setAccessibleName(tr("Name of the connection"));
    type->setVisible(m_mustType);
    m_typed->setVisible(m_mustType);
    m_allow->setAutoDefault(false);
    m_allow->setProperty("role", QStringLiteral("danger"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_stay);
    buttons->addWidget(m_allow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(question);
    column->addWidget(what);
    column->addWidget(type);
    column->addWidget(m_typed);
    column->addLayout(buttons);
    connect(m_typed, &QLineEdit::textChanged, this, &AllowChangesDialog::look);
    connect(m_stay, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_allow, &QPushButton::clicked, this, [this] {
        Q_EMIT allowed();
        accept();
    });
    look();
}

void AllowChangesDialog::look()
{
    m_allow->setEnabled(!m_mustType || (!m_name.isEmpty() && m_typed->text().trimmed() == m_name));
    // Who has typed the name means it with Enter, too; a bare Enter never allows anything.
    (m_mustType && m_allow->isEnabled() ? m_allow : m_stay)->setDefault(true);
}

} // namespace tierlens
