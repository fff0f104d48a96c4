// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;

namespace tierlens {

class Session;

// Asks for a pattern and says what invalidating it would do before it is done. Never modal: the
// picture goes on behind it.
class InvalidateDialog : public QDialog
{
    Q_OBJECT
public:
    InvalidateDialog(Session &session, const QString &pattern, QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &pattern);

private:
    void look();
    Session &m_session;
    QLineEdit *m_pattern;
    QLabel *m_effect;
    QPushButton *m_go;
    QTimer m_typing;
    int m_asked = 0; // answers to an older pattern are dropped
};

} // namespace tierlens
