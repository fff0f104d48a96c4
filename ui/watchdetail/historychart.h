// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "parts/paintedparts.h"
#include "watchdetail/historycurves.h"

#include <QWidget>

#include <functional>
#include <optional>

namespace tierlens {

// One curve with its title, axis and, fainter, what was before. Dragging chooses a stretch of time;
// so do Shift with the arrow keys and Return. Escape and a double click ask for the time until now.
// Gaps in what was watched stay gaps.
class HistoryChart : public QWidget, public PaintedParts
{
    Q_OBJECT
public:
    explicit HistoryChart(QWidget *parent = nullptr);

    void setCurve(Curve curve, CurveRange range);
    void setClock(std::function<QString(SinceStart)> clock)
    {
        m_clock = std::move(clock);
    } // texts of times
    void setTimesShown(bool shown); // begin and end below it
    const Curve &curve() const { return m_curve; }
    QRectF plot() const;
    SinceStart timeAt(double x) const;
    double xOf(SinceStart at) const;
    QString summary() const; // "Hit rate: now 84.0 %, between 83.1 % and 97.4 %"

    int partCount() const override { return 1; }
    QRect partRect(int) const override { return plot().toAlignedRect(); }
    QString partName(int) const override { return m_curve.title; }
    QString partText(int) const override { return summary(); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

Q_SIGNALS:
    void rangeChosen(SinceStart from, SinceStart to);
    void liveRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void drawCurve(QPainter &painter, const std::vector<Curve::Point> &points, const QColor &color,
        double width) const;
    void drawMarked(QPainter &painter) const; // chosen stretch, and the place pointed at
    double yOf(double value) const;
    const Curve::Point *nearest(SinceStart at) const;

    Curve m_curve;
    CurveRange m_range;
    double m_top = 1;
    bool m_timesShown = false;
    std::function<QString(SinceStart)> m_clock;
    std::optional<SinceStart> m_pointed, m_anchor; // where the cursor is; where the stretch began
    bool m_dragging = false;
};

} // namespace tierlens
