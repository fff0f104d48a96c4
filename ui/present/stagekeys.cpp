// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/stagekeys.h"

#include "present/presentscale.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr double SheetSide = 48, SheetRow = 52, SheetTitle = 84, SheetColumns = 40;

QFont sheetFont(double scale) { return sized(theme().text13(), 25 * scale); }
QFont sheetKeyFont(double scale) { return sized(theme().bold13(), 25 * scale); }

double widest(const QFont &font, const StageKeys::Keys &keys, bool first)
{
    const QFontMetricsF metrics(font);
    double wide = 0;
    for (const auto &[key, does] : keys)
        wide = std::max(wide, metrics.horizontalAdvance(first ? key : does));
    return wide;
}
} // namespace

StageKeys::StageKeys(const Keys &keys, QWidget *parent)
    : QWidget(parent)
    , m_keys(keys)
{
    // Opaque, so that the dots that move behind it cost nothing.
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleName(tr("Keys of the presentation"));
    QStringList all;
    for (const auto &[key, does] : m_keys)
        all << key + QStringLiteral(": ") + does;
    setAccessibleDescription(all.join(QStringLiteral("; ")));
    hide();
}

void StageKeys::setScale(double scale)
{
    m_scale = scale;
    update();
}

QSize StageKeys::neededSize() const
{
    const double wide = widest(sheetKeyFont(m_scale), m_keys, true)
        + widest(sheetFont(m_scale), m_keys, false) + (2 * SheetSide + SheetColumns) * m_scale;
    const double high
        = (SheetTitle + SheetSide / 2) * m_scale + double(m_keys.size()) * SheetRow * m_scale;
    return {static_cast<int>(std::ceil(wide)), static_cast<int>(std::ceil(high))};
}

void StageKeys::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &now = theme();
    painter.fillRect(rect(), now.background);
    painter.setPen(QPen(now.line, 2 * m_scale));
    painter.setBrush(now.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 20 * m_scale, 20 * m_scale);
    const double left = SheetSide * m_scale;
    painter.setPen(now.text);
    painter.setFont(sized(now.figure(30), 30 * m_scale));
    painter.drawText(QRectF(left, 0, width() - 2 * left, SheetTitle * m_scale),
        Qt::AlignLeft | Qt::AlignVCenter, accessibleName());
    const double second
        = left + widest(sheetKeyFont(m_scale), m_keys, true) + SheetColumns * m_scale;
    double y = SheetTitle * m_scale;
    for (const auto &[key, does] : m_keys) {
        const QRectF row(left, y, width() - 2 * left, SheetRow * m_scale);
        painter.setFont(sheetKeyFont(m_scale));
        painter.setPen(now.app);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, key);
        painter.setFont(sheetFont(m_scale));
        painter.setPen(now.text);
        painter.drawText(QRectF(second, y, width() - second, row.height()),
            Qt::AlignLeft | Qt::AlignVCenter, does);
        y += row.height();
    }
}

StageHint::StageHint(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleName(text());
    m_stands.setSingleShot(true);
    m_stands.setInterval(2500ms);
    m_fade.setStartValue(1.0);
    m_fade.setEndValue(0.0);
    m_fade.setDuration(600);
    connect(&m_stands, &QTimer::timeout, this, [this] {
        if (m_reduced)
            hide();
        else
            m_fade.start();
    });
    connect(&m_fade, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(&m_fade, &QVariantAnimation::finished, this, [this] { hide(); });
    hide();
}

QString StageHint::text() { return tr("Esc ends · ? keys"); }

void StageHint::setScale(double scale)
{
    m_scale = scale;
    update();
}

void StageHint::appear()
{
    if (m_fade.state() == QAbstractAnimation::Running)
        m_fade.stop();
    m_stands.start();
    show();
    update();
}

void StageHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_fade.state() == QAbstractAnimation::Running)
        painter.setOpacity(m_fade.currentValue().toDouble());
    painter.setFont(sized(theme().text13(), 20 * m_scale));
    painter.setPen(blend(theme().dim, theme().text, 0.35));
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace tierlens
