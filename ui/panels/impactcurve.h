// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/impact.h"

#include <QWidget>

#include <utility>
#include <vector>

namespace tierlens {

// The hit rate from just before an action on; a gap where nobody asked Redis. Reaches from lowest()
// to 100 %, so that a small dip is seen as well; where that is not 0, the curve says it.
class ImpactCurve : public QWidget
{
public:
    using QWidget::QWidget;

    void set(const Impact &impact, const Timings &timings, SinceStart now);
    double lowest() const { return m_lowest; } // 0 … 0.8, in steps of a tenth

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<std::pair<SinceStart, double>> m_points;
    double m_lowest = 0;
    SinceStart m_from{}, m_to{1}, m_action{};
};

} // namespace tierlens
