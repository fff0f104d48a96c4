// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tierlens {

// The last line of the first page: help, and what Tierlens is.
class WelcomeFoot : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomeFoot(QWidget *parent);
};

} // namespace tierlens
