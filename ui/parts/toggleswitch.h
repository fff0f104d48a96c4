// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace tierlens {

// A row of text with a switch at its right end; the whole row is the target. On and off differ by
// the place of the knob and a mark (I, O), not by colour alone.
class ToggleSwitch : public QAbstractButton
{
    Q_OBJECT
public:
    explicit ToggleSwitch(const QString &text, QWidget *parent = nullptr);
    void setCompact(bool compact); // lower, where height is short
    void setWraps(); // its text may take several lines
    QSize sizeHint() const override;
    int heightForWidth(int width) const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QSize trackSize() const;

    bool m_compact = false, m_wraps = false;
};

} // namespace tierlens
