// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <array>
#include <vector>

namespace tierlens {

// Two curves over the length of a run, one for each side, over each other: the first solid, the
// second dashed. Each point is the median of that moment over all runs; a gap is a negative value.
class RunCurves : public QWidget
{
    Q_OBJECT
public:
    explicit RunCurves(const QString &title, QWidget *parent = nullptr);
    // Values from 0 up, evenly over `seconds`; `top` is the highest mark, with its text.
    void setCurves(std::array<std::vector<double>, 2> curves, double seconds, double top,
        const QString &topText);
    QSize sizeHint() const override { return {360, 120}; }
    QSize minimumSizeHint() const override { return {220, 96}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title, m_topText;
    std::array<std::vector<double>, 2> m_curves;
    double m_seconds = 0, m_top = 1;
};

} // namespace tierlens
