// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QWidget>

namespace tierlens {

// A glowing dot that is moved to where the mouse is. Small, and drawn once: moving it repaints
// only what it leaves and covers. Takes no clicks.
class LaserDot : public QWidget
{
    Q_OBJECT
public:
    explicit LaserDot(QWidget *parent);
    void setScale(double scale);
    void pointTo(QPoint place); // in the parent

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPixmap m_glow;
    double m_scale = 0;
};

} // namespace tierlens
