// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "parts/paintedparts.h"
#include "watching/trafficdots.h"
#include "watching/trafficfigures.h"

#include <QElapsedTimer>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <utility>
#include <vector>

namespace tierlens {

// Applications, Redis and PostgreSQL with what flows between them, at rates the servers counted.
// Reads nothing by itself. Its timer runs only while something moves and somebody can see it.
class TrafficView : public QWidget, public PaintedParts
{
    Q_OBJECT
public:
    explicit TrafficView(QWidget *parent = nullptr);

    void setFigures(const TrafficFigures &figures);
    const TrafficFigures &figures() const { return m_figures; }
    void setReducedMotion(bool reduced);
    bool isMoving() const { return m_timer.isActive(); }
    QString dotNote() const; // "1 dot = 250 requests"
    void step(Duration by); // time has passed; what the timer calls

    Q_INVOKABLE QString helpTopicAt(QPoint at) const; // see help/helptopicof.h
    static QString helpTopicOf(TrafficPipe pipe);

    int partCount() const override { return 3 + int(TrafficPipes); }
    QRect partRect(int part) const override;
    QString partName(int part) const override;
    QString partText(int part) const override;

    QSize sizeHint() const override { return {1060, 300}; }
    QSize minimumSizeHint() const override { return {560, 236}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QRectF box(int which) const;
    QLineF pipe(TrafficPipe which) const; // in the direction of its dots
    QRegion pipesRegion() const;
    const TrafficFigures::Box &texts(int which) const;
    void startOrStop();
    void paintBase(QPainter &painter) const;
    // `spots`: where the things are that it paints, and their topics of the help.
    using Spots = std::vector<std::pair<QRectF, QString>>;
    void paintBox(QPainter &painter, int which, Spots *spots = nullptr) const;
    void paintPipe(QPainter &painter, TrafficPipe which) const;
    void paintDots(QPainter &painter) const;
    void paintLegend(QPainter &painter) const;
    static void paintMark(QPainter &painter, TrafficPipe which, QPointF middle, double size);

    TrafficFigures m_figures;
    TrafficDots m_dots;
    QPixmap m_base; // what does not move
    QTimer m_timer;
    QElapsedTimer m_elapsed;
    bool m_reduced = false;
};

} // namespace tierlens
