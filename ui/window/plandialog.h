// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace tierlens {

// The query that fills a key and how Postgres carries it out, in its own words. Never modal: the
// picture goes on behind it.
class PlanDialog : public QDialog
{
    Q_OBJECT
public:
    PlanDialog(const QString &shownKey, QWidget *parent);

    void setPlan(const QString &text); // as Session::explain() gives it
    void setError(const QString &sentence);

private:
    QString m_whole; // for the clipboard
    QLabel *m_sentence, *m_statement;
    QPlainTextEdit *m_plan;
    QPushButton *m_copy;
};

} // namespace tierlens
