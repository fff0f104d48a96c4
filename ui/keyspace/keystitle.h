// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QColor>
#include <QFrame>

class QLabel;
class QPushButton;

namespace tierlens {

// Whose keys these are, whether something may be changed there, and the way to allow it; over a
// line in the environment's colour.
class KeysTitle : public QFrame
{
    Q_OBJECT
public:
    explicit KeysTitle(const Connection &connection, QWidget *parent = nullptr);
    void setMayChange(bool mayChange);
    void setCanAsk(bool canAsk); // there is somebody who can allow it
    QString stateText() const;

Q_SIGNALS:
    void changesRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showState();
    const Connection m_connection;
    bool m_mayChange = false, m_canAsk = false;
    QLabel *m_state;
    QPushButton *m_allow;
};

} // namespace tierlens
