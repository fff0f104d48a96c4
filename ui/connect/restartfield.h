// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/restartway.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace tierlens {

class FieldRow;

// How one server is restarted: what with, the name of the unit or container or the command, and
// below it what exactly will be run.
class RestartField : public QWidget
{
    Q_OBJECT
public:
    // The example is shown while a command is asked for and none is typed.
    RestartField(const QString &label, const QString &example, QWidget *parent = nullptr);
    void setKept(const QString &kept); // as Connection keeps it
    QString kept() const;
    bool isRight() const;

Q_SIGNALS:
    void edited();

private:
    RestartWay way() const;
    void tell();

    QString m_example;
    QComboBox *m_kind;
    QLineEdit *m_name;
    FieldRow *m_row;
};

} // namespace tierlens
