// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSlider>

#include <vector>

namespace tierlens {

// A slider over chosen values that lie about evenly on a logarithmic scale: 1 s, 2 s, 3 s … 1 h.
// The value 0 at the end stands for "without a limit". While it is dragged it only tells where it
// is (moved); chosen() comes when it is let go, so that one pull is one order. The mouse wheel does
// nothing: it belongs to the panel that scrolls.
class LogSlider : public QSlider
{
    Q_OBJECT
public:
    explicit LogSlider(std::vector<double> steps, QWidget *parent = nullptr);

    double step() const { return stepAt(m_steps, value()); }
    void setNearest(double value); // tells nobody
    bool isMoving() const { return isSliderDown(); }

    static int placeOf(const std::vector<double> &steps, double value); // the nearest by ratio
    static double stepAt(const std::vector<double> &steps, int place);
    static const std::vector<double> &secondSteps(); // 1 s … 1 h
    static const std::vector<double> &rateSteps(); // 1/s … 20 000/s, without a limit

Q_SIGNALS:
    void moved(double value);
    void chosen(double value);

protected:
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    std::vector<double> m_steps;
    bool m_quiet = false;
};

} // namespace tierlens
