// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace tierlens {

// The line at the bottom that tells what is to be seen, as large as it fits, and how it goes on.
class CaptionBar : public QWidget
{
    Q_OBJECT
public:
    struct Line
    {
        QString text;
        bool bad = false; // something did not work
        bool hasNext = false, hasPrevious = false;
        QString waiting; // what the tour waits for; empty: nothing
        double share = -1; // of the time it may wait, 0 … 1
        bool operator==(const Line &) const = default;
    };

    explicit CaptionBar(QWidget *parent);
    void setLine(const Line &line);
    const Line &line() const { return m_line; }
    void setScale(double scale);

Q_SIGNALS:
    void nextRequested();
    void previousRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QRect nextArea() const;
    QRect previousArea() const;
    Line m_line;
    double m_scale = 1;
};

} // namespace tierlens
