// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/itemroles.h"

#include <QAbstractButton>

namespace tierlens {

// A small button that is on or off: "● hit". On: its accent and a filled ground. Off: dim, without
// ground, struck out, so that the state does not hang on colour.
class DetailChip : public QAbstractButton
{
    Q_OBJECT
public:
    DetailChip(const QString &text, Accent accent, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Accent m_accent;
};

} // namespace tierlens
