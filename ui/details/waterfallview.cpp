// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/waterfallview.h"

#include "core/durationtext.h"
#include "details/detailpaint.h"
#include "parts/writtentip.h"
#include "theme/contrast.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr double AxisTitleHeight = 24;
constexpr double LeastNameWidth = 74, LeastTookWidth = 84; // with the usual font
constexpr double TallestBar = 18;

QFont nameFont()
{
    QFont font = theme().small();
    font.setWeight(QFont::DemiBold);
    return font;
}

double nameWidth(const QString &who)
{
    return std::max(LeastNameWidth, QFontMetricsF(nameFont()).horizontalAdvance(who) + 12);
}

double tookWidth()
{
    return std::max(LeastTookWidth,
        QFontMetricsF(theme().mono()).horizontalAdvance(QStringLiteral("0 000 ms")) + 12);
}
} // namespace

WaterfallView::WaterfallView(QString emptyText, QWidget *parent)
    : QWidget(parent)
    , m_emptyText(std::move(emptyText))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Where the time of a request went"));
    setAccessibleDescription(m_emptyText);
}

void WaterfallView::setWaterfall(Waterfall waterfall)
{
    m_waterfall = std::move(waterfall);
    describe();
    update();
}

void WaterfallView::setTitle(const QString &title)
{
    if (title == m_title)
        return;
    m_title = title;
    update();
}

void WaterfallView::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    describe();
    update();
}

void WaterfallView::clear()
{
    m_waterfall = {};
    m_title.clear();
    describe();
    update();
}

void WaterfallView::describe()
{
    setAccessibleDescription(m_waterfall.rows.empty() ? m_emptyText : waterfallText(m_waterfall));
}

QRectF WaterfallView::barOf(const Waterfall::Row &row, Duration total, const QRectF &track)
{
    const double all = std::max(1.0, double(total.count()));
    const auto share
        = [all](Duration value) { return std::clamp(double(value.count()) / all, 0.0, 1.0); };
    const double width = std::min(track.width(), std::max(MinBar, share(row.took) * track.width()));
    const double left
        = std::min(track.left() + share(row.offset) * track.width(), track.right() - width);
    return {left, track.top(), width, track.height()};
}

// All steps fit, however many there are; three of them have the room of the picture.
double WaterfallView::rowPitch() const
{
    const auto rows = std::max<std::size_t>(3, m_waterfall.rows.size());
    return std::min(32.0, (height() - AxisTitleHeight) / double(rows));
}

QRectF WaterfallView::rowRect(std::size_t row) const
{
    return {0, AxisTitleHeight + double(row) * rowPitch(), double(width()), rowPitch()};
}

void WaterfallView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs so in any language
    painter.fillRect(rect(), theme().panel);
    painter.setRenderHint(QPainter::Antialiasing);
    paintTitle(painter);
    if (m_waterfall.rows.empty()) {
        painter.setFont(theme().small());
        painter.setPen(theme().dim);
        painter.drawText(QRectF(0, AxisTitleHeight, width(), height() - AxisTitleHeight),
            Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    }
    for (std::size_t i = 0; i < m_waterfall.rows.size(); ++i)
        paintRow(painter, m_waterfall.rows[i], rowRect(i));
    if (hasFocus()) {
        painter.setPen(QPen(theme().app, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void WaterfallView::paintTitle(QPainter &painter) const
{
    painter.setFont(nameFont());
    painter.setPen(theme().dim);
    QRectF line(0, 0, width(), AxisTitleHeight);
    if (isHeld() && !m_waterfall.rows.empty()) {
        const auto held = tr("held");
        painter.setPen(theme().app);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, held);
        painter.setPen(theme().dim);
        line.setRight(line.right() - QFontMetricsF(painter.font()).horizontalAdvance(held) - 12);
    }
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(m_title, Qt::ElideRight, line.width()));
}

void WaterfallView::paintRow(QPainter &painter, const Waterfall::Row &row, const QRectF &rect) const
{
    const QColor color = accentColor(row.accent);
    // All bars begin at one line, so the widest name counts.
    const double names = nameWidth(QStringLiteral("Postgres"));
    painter.setFont(nameFont());
    painter.setPen(color);
    painter.drawText(QRectF(rect.left(), rect.top(), names, rect.height()),
        Qt::AlignLeft | Qt::AlignVCenter, row.who);
    painter.setFont(theme().mono());
    painter.setPen(theme().text);
    painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, durationText(row.took));

    const double tall = std::min(TallestBar, rect.height() - 3);
    const QRectF track(rect.left() + names, rect.center().y() - tall / 2,
        rect.width() - names - tookWidth(), tall);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().raised);
    painter.drawRoundedRect(track, 4, 4);
    const QRectF bar = barOf(row, m_waterfall.total, track);
    const double round = std::min(4.0, bar.width() / 2);
    painter.setBrush(color);
    painter.drawRoundedRect(bar, round, round);
    paintText(painter, row, track, bar);
}

// In the bar if it is wide enough, else on the side where there is more room.
void WaterfallView::paintText(
    QPainter &painter, const Waterfall::Row &row, const QRectF &track, const QRectF &bar) const
{
    constexpr double TextGap = 8;
    painter.setFont(theme().mono(11));
    const QFontMetricsF metrics(painter.font());
    const double wanted = metrics.horizontalAdvance(row.text) + 2;
    const double inside = bar.width() - 2 * TextGap;
    const double before = bar.left() - track.left() - 2 * TextGap;
    const double after = track.right() - bar.right() - 2 * TextGap;
    QRectF place(bar.left() + TextGap, track.top(), inside, track.height());
    if (inside >= wanted || (inside >= before && inside >= after)) {
        painter.setPen(inkOn(accentColor(row.accent)));
    } else {
        const bool right = after >= wanted || after >= before;
        painter.setPen(theme().dim);
        place.setLeft(right ? bar.right() + TextGap : track.left() + TextGap);
        place.setWidth(right ? after : before);
        if (!right)
            place.setLeft(std::max(place.left(), place.right() - wanted));
    }
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(row.text, Qt::ElideRight, place.width() + 1));
}

void WaterfallView::copy() const
{
    if (!m_waterfall.rows.empty())
        QApplication::clipboard()->setText(waterfallText(m_waterfall));
}

void WaterfallView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        QWidget::keyPressEvent(event);
}

void WaterfallView::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_waterfall.rows.empty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy these steps"), this, [this] { copy(); });
    menu->popup(event->globalPos());
}

void WaterfallView::enterEvent(QEnterEvent *event)
{
    update();
    QWidget::enterEvent(event);
}

void WaterfallView::leaveEvent(QEvent *event)
{
    update();
    QWidget::leaveEvent(event);
    Q_EMIT released();
}

void WaterfallView::focusInEvent(QFocusEvent *event)
{
    update();
    QWidget::focusInEvent(event);
}

void WaterfallView::focusOutEvent(QFocusEvent *event)
{
    update();
    QWidget::focusOutEvent(event);
    Q_EMIT released();
}

void WaterfallView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        update();
    QWidget::changeEvent(event);
}

// A statement may be longer than its row.
bool WaterfallView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (std::size_t i = 0; i < m_waterfall.rows.size(); ++i) {
        if (!rowRect(i).contains(help->pos()))
            continue;
        const auto &row = m_waterfall.rows[i];
        QToolTip::showText(help->globalPos(),
            asWritten(tr("%1\nbegan after %2, took %3")
                          .arg(row.text, durationText(row.offset), durationText(row.took))),
            this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

} // namespace tierlens
