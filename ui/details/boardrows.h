// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace tierlens {

// A board's list, best first. A row that changes its place glides there, so that overtaking is
// seen. GUI thread; its owner hands it boards and the time.
class BoardRows : public QWidget
{
    Q_OBJECT
public:
    explicit BoardRows(QWidget *parent = nullptr);
    void setRows(const QString &title, const std::vector<Board::Row> &rows);
    void advance(SinceStart now); // repaints only while something moves
    void setReducedMotion(bool reduced) { m_reduced = reduced; }
    bool isMoving() const { return m_moving; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Shown
    {
        Board::Row row;
        double place = 0; // where it is drawn now; its rank is where it belongs
        double value = 0; // length of its bar, as drawn now
        double glow = 0; // 1: has just moved up
    };
    int rowHeight() const;
    void paintRow(QPainter &painter, const Shown &shown, std::size_t rank) const;

    QString m_title;
    std::vector<Shown> m_rows; // by rank
    SinceStart m_now{};
    bool m_moving = false, m_reduced = false;
};

} // namespace tierlens
