// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QAbstractButton;

namespace tierlens {

// A row of colours to tell connections apart, the first of them being that of the environment.
class ColorChoice : public QWidget
{
    Q_OBJECT
public:
    explicit ColorChoice(QWidget *parent = nullptr);
    void setUsual(const QColor &color); // of the environment
    void setColor(const QString &color); // "#ff5c77"; empty: the usual
    QString color() const;

Q_SIGNALS:
    void chosen();

private:
    class Swatch;
    std::vector<Swatch *> m_swatches;
};

} // namespace tierlens
