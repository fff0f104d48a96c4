// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "localservers/localservers.h"

#include <QFrame>

class QAbstractButton;
class QButtonGroup;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace tierlens {

// The servers that run on this computer, as a short list; of each kind one can be chosen to be
// watched. Says so if there are none.
class LocalCard : public QFrame
{
    Q_OBJECT
public:
    explicit LocalCard(QWidget *parent = nullptr);
    void look(const PlacesCall &places, std::chrono::milliseconds patience = ProbePatience);
    Connection chosen() const; // whole addresses; what they are for is not known: production

    static QString described(
        const LocalServer &server); // what it says to who comes without password

Q_SIGNALS:
    void lookRequested(); // again
    void watchRequested(const tierlens::Connection &connection); // passwords in the addresses

private:
    void showFound(const std::vector<LocalServer> &found);
    void addRows(Tier tier, QVBoxLayout *rows);
    const LocalServer *chosenOf(Tier tier) const;

    std::vector<LocalServer> m_found;
    QLabel *m_head;
    QWidget *m_list = nullptr;
    QVBoxLayout *m_rows;
    QPushButton *m_again, *m_watch;
    int m_looks = 0; // generation
};

} // namespace tierlens
