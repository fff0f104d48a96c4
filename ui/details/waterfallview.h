// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/waterfallrows.h"

#include <QString>
#include <QWidget>

namespace tierlens {

// Paints one request taken apart: a row for each step, its bar where and as long as it was. While
// the pointer is on it or it has the focus, whoever feeds it leaves it alone (isHeld).
class WaterfallView : public QWidget
{
    Q_OBJECT
public:
    explicit WaterfallView(QString emptyText, QWidget *parent = nullptr);

    void setWaterfall(Waterfall waterfall);
    void setTitle(const QString &title); // above the rows
    void setEmptyText(const QString &text);
    void clear();
    bool isHeld() const { return underMouse() || hasFocus(); }
    const Waterfall &waterfall() const { return m_waterfall; }

    // Where the bar of a row is, in a track from `left` to `right`; never less than MinBar wide.
    static constexpr double MinBar = 3;
    static QRectF barOf(const Waterfall::Row &row, Duration total, const QRectF &track);

    QSize sizeHint() const override { return {600, 122}; }
    QSize minimumSizeHint() const override { return {300, 84}; }

Q_SIGNALS:
    void released(); // the pointer or the focus has left it

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void copy() const;
    void describe();
    double rowPitch() const;
    QRectF rowRect(std::size_t row) const;
    void paintTitle(QPainter &painter) const;
    void paintRow(QPainter &painter, const Waterfall::Row &row, const QRectF &rect) const;
    void paintText(
        QPainter &painter, const Waterfall::Row &row, const QRectF &track, const QRectF &bar) const;

    QString m_title, m_emptyText;
    Waterfall m_waterfall;
};

} // namespace tierlens
