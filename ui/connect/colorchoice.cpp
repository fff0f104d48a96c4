// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/colorchoice.h"

#include "theme/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace tierlens {

class ColorChoice::Swatch : public QAbstractButton
{
public:
    Swatch(const QColor &fill, const QString &name, QWidget *parent)
        : QAbstractButton(parent)
        , color(fill)
    {
        setCheckable(true);
        setFixedSize(26, 26);
        setFocusPolicy(Qt::StrongFocus);
        setAccessibleName(name);
        setToolTip(name);
    }
    QColor color;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const auto middle = QRectF(rect()).center();
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(middle, 7.5, 7.5);
        if (isChecked() || hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(hasFocus() ? theme().app : theme().text, hasFocus() ? 2.4 : 1.6));
            painter.drawEllipse(middle, 11, 11);
        }
    }
};

ColorChoice::ColorChoice(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 3, 0, 3);
    row->setSpacing(3);
    auto *group = new QButtonGroup(this);
    const Theme &colors = theme();
    const std::pair<QColor, QString> offered[] = {{colors.invalidated, tr("As the environment")},
        {colors.redis, tr("Orange")}, {colors.hit, tr("Green")}, {colors.app, tr("Blue")},
        {colors.postgres, tr("Violet")}, {colors.sighting, tr("Pink")}, {colors.dim, tr("Grey")}};
    for (const auto &[color, name] : offered) {
        auto *swatch = new Swatch(color, name, this);
        group->addButton(swatch);
        row->addWidget(swatch);
        m_swatches.push_back(swatch);
        connect(swatch, &QAbstractButton::clicked, this, &ColorChoice::chosen);
    }
    row->addStretch();
    m_swatches.front()->setChecked(true);
}

void ColorChoice::setUsual(const QColor &color)
{
    m_swatches.front()->color = color;
    m_swatches.front()->update();
}

void ColorChoice::setColor(const QString &color)
{
    const QColor wanted(color);
    const auto found = std::find_if(m_swatches.begin() + 1, m_swatches.end(),
        [&wanted](const Swatch *one) { return one->color == wanted; });
    if (color.isEmpty() || !wanted.isValid()) {
        m_swatches.front()->setChecked(true);
    } else if (found != m_swatches.end()) {
        (*found)->setChecked(true);
    } else { // from the other theme, or from the file
        m_swatches.back()->color = wanted;
        m_swatches.back()->setChecked(true);
    }
}

QString ColorChoice::color() const
{
    for (auto *swatch : m_swatches) {
        if (swatch->isChecked() && swatch != m_swatches.front())
            return swatch->color.name();
    }
    return {};
}

} // namespace tierlens
