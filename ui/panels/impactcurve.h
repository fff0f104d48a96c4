// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/impact.h"

#include <QWidget>

#include <utility>
#include <vector>

namespace tierlens {

// The hit rate from just before an action on; a gap where nobody asked Redis.
class ImpactCurve : public QWidget
{
public:
    using QWidget::QWidget;

    void set(const Impact &impact, const Timings &timings, SinceStart now);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<std::pair<SinceStart, double>> m_points;
    SinceStart m_from{}, m_to{1}, m_action{};
};

} // namespace tierlens
