// SPDX-License-Identifier: GPL-3.0-or-later
// Leaving what is open for the welcome page.
#include "parts/askfirst.h"
#include "session/session.h"
#include "window/mainwindow.h"
#include "window/shell.h"

#include <QTimer>

namespace tierlens {

void Shell::leaveForOthers()
{
    const auto leave = [this] {
        // The window is in the middle of a click: leave it time to return from there.
        QTimer::singleShot(0, this, [this] {
            welcome();
            closeSession();
        });
    };
    // What never came up has nothing to lose.
    const bool plays = m_session && m_session->isReady();
    if (m_watch && m_watch->window() && m_watchSees)
        return askFirst(m_watch->window(),
            {tr("End this watch?"),
                plays ? tr("What it has seen is forgotten unless you save it first, and the demo "
                           "behind it ends too.")
                      : tr("What it has seen is forgotten unless you save it first. The servers go "
                           "on as they are."),
                tr("End it"), tr("Stay")},
            leave);
    if (!m_watch && m_window && plays)
        return askFirst(m_window.get(),
            m_session->isSandbox()
                ? AskFirst{tr("End the demo?"),
                    tr("Its traffic and its servers stop, and what was measured is gone."),
                    tr("End it"), tr("Stay")}
                : AskFirst{tr("Leave these servers?"),
                    tr("The traffic stops, and what was measured is gone. The servers go on."),
                    tr("Leave"), tr("Stay")},
            leave);
    leave();
}

} // namespace tierlens
