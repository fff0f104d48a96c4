// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tierlens {

// The last line of a page: help about it, and what Tierlens is.
class HelpFoot : public QWidget
{
    Q_OBJECT
public:
    explicit HelpFoot(QWidget *parent);
};

} // namespace tierlens
