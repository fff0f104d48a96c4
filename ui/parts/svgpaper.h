// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPaintDevice>
#include <QSize>

#include <memory>

namespace tierlens {

// Paper for a QPainter that becomes SVG: paths, text as text (so that it can be searched and
// edited), clipping, opacity, pictures as PNG. Gradients become their plain colour.
class SvgPaper : public QPaintDevice
{
public:
    SvgPaper(QSize size, const QString &title);
    ~SvgPaper() override;

    QByteArray svg() const; // after the painter has ended
    QPaintEngine *paintEngine() const override;

protected:
    int metric(PaintDeviceMetric metric) const override;

private:
    class Engine;
    QSize m_size;
    QString m_title;
    std::unique_ptr<Engine> m_engine;
};

} // namespace tierlens
