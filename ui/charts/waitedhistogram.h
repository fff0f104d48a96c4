// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/waitedbuckets.h"

#include <QRectF>
#include <QString>
#include <QWidget>

#include <chrono>
#include <vector>

namespace tierlens {

// "Who waited": how many answers of the last 60 s took how long, by who gave them. Each bar can
// be pointed at or reached by the arrow keys and tells its exact count.
class WaitedHistogram : public QWidget
{
    Q_OBJECT
public:
    explicit WaitedHistogram(QWidget *parent = nullptr);

    void setBuckets(WaitedBuckets buckets);
    const WaitedBuckets &buckets() const { return m_waited; }
    int selected() const { return m_selected; } // bar pointed at; -1: none

    QSize sizeHint() const override { return {600, 104}; }
    QSize minimumSizeHint() const override { return {300, 78}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QRectF bars() const; // where they stand
    QRectF slot(std::size_t bucket) const; // the bucket's column, full height
    void select(int bucket);
    void paintTitle(QPainter &painter) const;
    void paintBars(QPainter &painter) const;
    void paintFoot(QPainter &painter) const;
    void describe();

    WaitedBuckets m_waited;
    int m_selected = -1;
    std::chrono::steady_clock::time_point m_described{};
};

} // namespace tierlens
