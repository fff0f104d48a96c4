// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartpoints.h"
#include "theme/theme.h"

#include <QPixmap>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace tierlens {

// A line chart over time with named lines, vertical event markers and a crosshair. The only thing
// the rest of the window sees of Qt Charts, which draws grid and lines into a picture; words and
// crosshair are painted over it, so that moving the pointer costs next to nothing.
class TimeChart : public QWidget
{
    Q_OBJECT
public:
    enum class Unit { Share, LogTime }; // y: 0 … 1, or log10 of milliseconds
    struct Series
    {
        QString name;
        QColor Theme::*color = &Theme::text;
        ChartLine line;
        bool named = true; // its name stands at the end of the line
    };
    struct Marker
    {
        double x = 0; // seconds, 0 = now
        QString text;
        QColor Theme::*color = &Theme::dim;
    };

    struct Mark // a rare thing that was recognised; x > 0: it is still ahead
    {
        double x = 0;
        QString text;
        std::uint64_t id = 0;
    };

    TimeChart(QString title, Unit unit, QWidget *parent = nullptr);
    ~TimeChart() override;

    void setRange(Duration span); // from `span` ago to now
    void setEmptyText(const QString &text) { m_emptyText = text; }
    // Both replace what was there; the picture is made at the next paint.
    void setSeries(std::vector<Series> series);
    void setMarkers(std::vector<Marker> markers);
    void setMarks(std::vector<Mark> marks);

    QRectF plot() const; // where the lines are
    QString readout(double x) const; // the values at a moment, as the crosshair shows them
    QSize sizeHint() const override { return {430, 190}; }
    QSize minimumSizeHint() const override { return {200, 96}; }

Q_SIGNALS:
    // A mark, or several that lie together, was clicked or chosen by Enter; `at` is where it is.
    void marksChosen(const std::vector<std::uint64_t> &ids, QPoint at);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // arrows move the crosshair
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    class Canvas; // Qt Charts
    bool isEmpty() const;
    double xAt(double seconds) const; // pixels
    double yAt(double value) const;
    double secondsAt(double x) const;
    double lowest() const;
    double highest() const;
    double reach() const; // seconds: how far from the crosshair a point still counts
    QString valueText(double y) const;
    QString agoText(double seconds) const;
    void makePicture();
    void paintScale(QPainter &painter) const;
    std::vector<QRectF> paintMarkers(QPainter &painter) const;
    std::vector<QRectF> paintNames(QPainter &painter, std::vector<QRectF> taken) const;
    void paintCrosshair(QPainter &painter) const;
    struct Spot
    {
        QRectF rect;
        std::vector<const Mark *> marks; // oldest first
        bool ahead = false;
        QRectF triangle() const; // rect is where a click finds it
    };
    std::vector<Spot> spots() const;
    void paintMarks(QPainter &painter, const std::vector<QRectF> &names) const;
    void choose(const Spot &spot);
    QString markText(const Spot &spot) const;
    void describe();

    QString m_title, m_emptyText;
    Unit m_unit;
    Duration m_span = std::chrono::seconds{60};
    Decades m_decades;
    std::vector<Series> m_series;
    std::vector<Marker> m_markers;
    std::vector<Mark> m_marks;
    std::optional<double> m_pointer; // x of the crosshair
    std::unique_ptr<Canvas> m_canvas;
    QPixmap m_picture;
    bool m_stale = true;
    std::chrono::steady_clock::time_point m_described{};
};

} // namespace tierlens
