// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectioncheck.h"

#include <QWidget>

class QVBoxLayout;

namespace tierlens {

// What the Test button found, line by line; what is lacking comes with the statement that grants
// it, to be copied.
class CheckResults : public QWidget
{
    Q_OBJECT
public:
    explicit CheckResults(QWidget *parent = nullptr);
    void clear();
    void add(const ConnectionCheck &check);
    void addLine(Tier tier, const CheckLine &line);

private:
    QVBoxLayout *m_rows;
};

} // namespace tierlens
