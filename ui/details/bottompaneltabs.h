// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace tierlens {

// The tabs' names with a line under the one that is open. Keys and roles are those of QTabBar.
class BottomPanelTabs : public QTabBar
{
    Q_OBJECT
public:
    explicit BottomPanelTabs(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
};

} // namespace tierlens
