// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace tierlens {

// A field of a form with its name above it and, while it is wrong, the reason below it.
class FieldRow : public QWidget
{
    Q_OBJECT
public:
    // Takes the widget in.
    FieldRow(const QString &label, QWidget *field, QWidget *parent = nullptr);
    void setProblem(const QString &text); // empty: none
    QString problem() const;
    void setNote(const QString &text); // dim, shown while there is no problem
    QLineEdit *edit() const; // null: another kind of field
    QString text() const; // of the edit
    void setText(const QString &text); // leaves the cursor where nothing changed

private:
    void show();
    QWidget *m_field;
    QLabel *m_below;
    QString m_problem, m_note;
};

QLabel *dimText(const QString &text, QWidget *parent); // wraps

} // namespace tierlens
