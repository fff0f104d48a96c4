// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/environmentbadge.h"

#include "theme/contrast.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

namespace tierlens {

namespace {
struct EnvironmentWords
{
    Q_DECLARE_TR_FUNCTIONS(Environment)
};
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
    return EnvironmentWords::tr("People depend on it: read-only until you allow changes.");
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
    painter.setPen(inkOn(m_color));
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

} // namespace tierlens
