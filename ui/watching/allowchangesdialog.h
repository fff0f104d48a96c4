// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace tierlens {

// Asks whether Tierlens' tools may change anything on a connection that began read-only. In
// production its name has to be typed.
class AllowChangesDialog : public QDialog
{
    Q_OBJECT
public:
    explicit AllowChangesDialog(const Connection &connection, QWidget *parent = nullptr);

Q_SIGNALS:
    void allowed();

private:
    void look();

    const bool m_mustType; // its name, which then has to have one
    const QString m_name;
    QLineEdit *m_typed;
    QPushButton *m_stay, *m_allow;
};

} // namespace tierlens
