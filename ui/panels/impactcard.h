// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/impact.h"

#include <QFrame>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;

namespace tierlens {

class ImpactCurve;
class ImpactNumber;

// What one action has cost, while it settles and after. Floats over the picture; whoever places it
// gives it a width, heightForWidth() answers. Reads values only. GUI thread.
class ImpactCard : public QFrame
{
    Q_OBJECT
public:
    explicit ImpactCard(QWidget *parent = nullptr);

    void setImpact(const Impact &impact, const Timings &timings, SinceStart now);
    void setScale(double scale); // of fonts and distances; presenter mode is read from afar
    void setButtonsShown(bool shown);
    std::uint64_t impactId() const { return m_impact.id; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void dismissed();
    void copied(const QString &sentence); // it is on the clipboard

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void copy();
    void arrange(int width);
    bool isStacked(int width) const;
    bool isBrief(int width) const;
    void arrangeBrief(int width); // figures below, for want of room beside
    int columnsFor(int width) const;
    int headHeight() const;
    int figuresBelow() const;
    int figureHeight() const;
    int px(int units) const;
    QFont small() const;
    QFont bold() const;
    int figureWidth() const;

    Impact m_impact;
    QLabel *m_title, *m_status;
    ImpactCurve *m_curve;
    QPushButton *m_copy, *m_dismiss;
    QWidget *m_figuresArea;
    std::vector<ImpactNumber *> m_figures;
    int m_columns = 0;
    double m_scale = 1;
    bool m_buttonsShown = true;
};

} // namespace tierlens
