// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/flowanimation.h"

#include <QPixmap>

#include <array>

namespace tierlens {

// The dots, drawn once for a theme, size and device pixel ratio; a frame only copies them.
// GUI thread.
class FlowSprites
{
public:
    static constexpr int Fades = 4; // steps of a dot that disappears
    static constexpr int Pulses = 6; // steps of a ripple where something was left

    FlowSprites() = default;
    FlowSprites(double dotSize, double pixelRatio);

    const QPixmap &dot(FlowAnimation::Kind kind, double strength) const;
    const QPixmap &pulse(FlowPipe into, double age) const;
    double side() const { return m_side; } // of a dot's pixmap
    double pulseSide() const { return m_pulseSide; }

    // The shape of a kind, filling `rect`: ● ◆ ■ ✕ ○. Also for legends.
    static void draw(QPainter &painter, FlowAnimation::Kind kind, const QRectF &rect);
    static QColor color(FlowAnimation::Kind kind);

private:
    double m_side = 0, m_pulseSide = 0;
    std::array<std::array<QPixmap, Fades>, FlowAnimation::KindCount> m_dots;
    std::array<std::array<QPixmap, Pulses>, 2> m_pulses; // fill, invalidation
};

} // namespace tierlens
