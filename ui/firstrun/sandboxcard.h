// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace tierlens {

// The card of the sandbox on the welcome page. Where something is missing for it, it says what, and
// by which command it comes onto this system.
class SandboxCard : public QFrame
{
    Q_OBJECT
public:
    explicit SandboxCard(QWidget *parent = nullptr);
    void look(const ProgramSearch &search); // on a worker; can be started until it has an answer
    bool isLacking() const { return !m_lack.what.isEmpty(); }

Q_SIGNALS:
    void startRequested();
    void lookRequested(); // again: something may have been installed meanwhile
    void looked(); // isLacking() is known

private:
    void showLack(const ProgramLack &lack);

    ProgramLack m_lack;
    QLabel *m_what;
    QLabel *m_missing, *m_how, *m_command;
    QPushButton *m_copy, *m_again, *m_start;
};

} // namespace tierlens
