// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/fieldrow.h"

#include "theme/theme.h"

#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace tierlens {

QLabel *dimText(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("dim"));
    label->setWordWrap(true);
    return label;
}

FieldRow::FieldRow(const QString &label, QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_below(dimText({}, this))
{
    auto *name = new QLabel(label, this);
    name->setFont(theme().small());
    name->setProperty("role", QStringLiteral("dim"));
    name->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    m_below->setFont(theme().small());
    m_below->setObjectName(QStringLiteral("reason"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    rows->addWidget(name);
    if (qobject_cast<QComboBox *>(field)) { // has no frame of its own
        auto *frame = new QFrame(this);
        frame->setProperty("role", QStringLiteral("field"));
        auto *inside = new QVBoxLayout(frame);
        inside->setContentsMargins(2, 2, 2, 2);
        inside->addWidget(field);
        rows->addWidget(frame);
    } else {
        rows->addWidget(field);
    }
    rows->addWidget(m_below);
    rows->addStretch();
    show();
}

void FieldRow::setProblem(const QString &text)
{
    if (text == m_problem)
        return;
    m_problem = text;
    show();
}

QString FieldRow::problem() const { return m_problem; }

void FieldRow::setNote(const QString &text)
{
    m_note = text;
    show();
}

void FieldRow::show()
{
    // The sign says it as well as the colour.
    m_below->setText(m_problem.isEmpty() ? m_note : QStringLiteral("✕ ") + m_problem);
    m_below->setVisible(!m_below->text().isEmpty());
    m_below->setStyleSheet(m_problem.isEmpty()
            ? QString()
            : QStringLiteral("color: %1").arg(theme().invalidated.name()));
    m_field->setAccessibleDescription(m_problem);
}

QLineEdit *FieldRow::edit() const { return qobject_cast<QLineEdit *>(m_field); }

QString FieldRow::text() const { return edit() ? edit()->text() : QString(); }

void FieldRow::setText(const QString &text)
{
    if (edit() && edit()->text() != text)
        edit()->setText(text);
}

} // namespace tierlens
