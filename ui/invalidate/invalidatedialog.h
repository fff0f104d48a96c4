// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;

namespace tierlens {

class Session;
struct BlastRadius;

// Asks for a pattern and says what invalidating it would do before it is done. Never modal: the
// picture goes on behind it.
class InvalidateDialog : public QDialog
{
    Q_OBJECT
public:
    InvalidateDialog(Session &session, const QString &pattern, QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &pattern, double foreseen); // queries/s at first; < 0: not known

private:
    void look();
    void forget();
    void say(const QString &effect, const BlastRadius &radius);
    Session &m_session;
    QLineEdit *m_pattern;
    QLabel *m_effect, *m_reasons;
    double m_foreseen = -1;
    QPushButton *m_go;
    QTimer m_typing;
    int m_asked = 0; // answers to an older pattern are dropped
};

} // namespace tierlens
