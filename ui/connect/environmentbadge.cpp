// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/environmentbadge.h"

#include "theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
struct EnvironmentWords
{
    Q_DECLARE_TR_FUNCTIONS(Environment)
};

// As WCAG defines it.
double luminance(const QColor &color)
{
    const auto part = [](float share) {
        return share <= 0.04045F ? double(share) / 12.92
                                 : std::pow((double(share) + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF())
        + 0.0722 * part(color.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}
} // namespace

QString environmentName(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        break;
    case Environment::Development:
        return EnvironmentWords::tr("Development");
    case Environment::Sandbox:
        return EnvironmentWords::tr("Sandbox");
    }
    return EnvironmentWords::tr("Production");
}

QString environmentMeaning(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        break;
    case Environment::Development:
        return EnvironmentWords::tr(
            "Others may work there: Tierlens changes something only by your order.");
    case Environment::Sandbox:
        return EnvironmentWords::tr("Nobody minds what happens there: changes are allowed.");
    }
    return EnvironmentWords::tr(
        "People depend on it: read-only, until you decide otherwise with open eyes.");
}

QColor colorOf(const Connection &connection)
{
    if (const QColor own(connection.color); !connection.color.isEmpty() && own.isValid())
        return own;
    switch (connection.environment) {
    case Environment::Production:
        break;
    case Environment::Development:
        return theme().miss;
    case Environment::Sandbox:
        return theme().hit;
    }
    return theme().invalidated;
}

EnvironmentBadge::EnvironmentBadge(const Connection &connection, QWidget *parent)
    : QWidget(parent)
    , m_text(environmentName(connection.environment).toUpper())
    , m_color(colorOf(connection))
{
    setFont(theme().heading());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(environmentName(connection.environment));
    setToolTip(environmentMeaning(connection.environment));
}

QSize EnvironmentBadge::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 20, fontMetrics().height() + 6};
}

void EnvironmentBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_color);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9);
    // Whichever of the two can be read on it.
    const auto &dark = Theme::darkTheme().background;
    const QColor light(Qt::white);
    painter.setPen(contrast(m_color, dark) > contrast(m_color, light) ? dark : light);
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

} // namespace tierlens
