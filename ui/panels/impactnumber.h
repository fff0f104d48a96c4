// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/impact.h"
#include "store/impacttext.h"

#include <QColor>
#include <QWidget>

namespace tierlens {

QFont scaledFont(QFont font, double scale); // of the card: presenter mode is read from afar

// One figure of an impact, with what it counts below it.
class ImpactNumber : public QWidget
{
public:
    using QWidget::QWidget;

    void set(const ImpactFigure &figure, const Impact &of);
    void setScale(double scale);
    int neededWidth() const;
    static int heightFor(double scale);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont valueFont() const;
    QFont captionFont() const;

    ImpactFigure m_figure;
    QColor m_color;
    double m_scale = 1;
};

} // namespace tierlens
