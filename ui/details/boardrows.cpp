// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/boardrows.h"

#include "details/detailpaint.h"
#include "details/worldcolors.h"
#include "parts/mirrored.h"
#include "theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr double Glide = 9; // per second: nine tenths of the way in a quarter of a second
constexpr double Fade = 1.4; // per second, of the glow
constexpr int TitleHeight = 24, RankWidth = 26, Gap = 10, LeastName = 70;

QString textOf(const std::string &text) { return QString::fromStdString(text); }
} // namespace

BoardRows::BoardRows(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void BoardRows::setRows(const QString &title, const std::vector<Board::Row> &rows)
{
    m_title = title.toUpper();
    std::vector<Shown> next;
    next.reserve(rows.size());
    const auto last = static_cast<double>(rows.size());
    for (const auto &row : rows) {
        const auto rank = static_cast<double>(next.size());
        const auto known = std::find_if(m_rows.begin(), m_rows.end(),
            [&row](const Shown &shown) { return shown.row.id == row.id; });
        Shown shown{row, m_rows.empty() || m_reduced ? rank : last, row.value, 0};
        if (known != m_rows.end()) {
            const auto before = static_cast<double>(known - m_rows.begin());
            shown.place = m_reduced ? rank : known->place;
            shown.value = m_reduced ? row.value : known->value;
            shown.glow = rank < before ? 1 : known->glow;
        }
        next.push_back(std::move(shown));
    }
    m_rows = std::move(next);
    m_moving = true;
    QStringList lines;
    for (const auto &shown : m_rows)
        lines.append(textOf(shown.row.name) + QLatin1Char(' ') + textOf(shown.row.text));
    setAccessibleName(title);
    setAccessibleDescription(lines.join(QStringLiteral(", ")));
}

void BoardRows::advance(SinceStart now)
{
    const double passed = std::chrono::duration<double>(now - m_now).count();
    m_now = now;
    if (!m_moving || passed <= 0)
        return;
    m_moving = false;
    const double step = m_reduced ? 1 : 1 - std::exp(-Glide * std::min(passed, 0.5));
    for (std::size_t rank = 0; rank < m_rows.size(); ++rank) {
        Shown &shown = m_rows[rank];
        const double to = static_cast<double>(rank);
        shown.place += (to - shown.place) * step;
        shown.value += (shown.row.value - shown.value) * step;
        shown.glow = std::max(0.0, shown.glow - Fade * passed);
        if (std::abs(to - shown.place) < 0.01)
            shown.place = to;
        m_moving |= shown.place != to || shown.glow > 0
            || std::abs(shown.row.value - shown.value) > std::abs(shown.row.value) * 0.002;
    }
    update();
}

int BoardRows::rowHeight() const
{
    const int room = height() - TitleHeight;
    const int rows = std::max<int>(8, static_cast<int>(m_rows.size()));
    return std::clamp(room / rows, 16, 30);
}

QSize BoardRows::sizeHint() const { return {320, TitleHeight + 10 * 24}; }

QSize BoardRows::minimumSizeHint() const { return {170, TitleHeight + 5 * 16}; }

void BoardRows::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    painter.setFont(theme().heading());
    painter.setPen(theme().dim);
    painter.drawText(QRect(0, 0, width(), TitleHeight), Qt::AlignLeft | Qt::AlignTop,
        painter.fontMetrics().elidedText(m_title, Qt::ElideRight, width()));
    painter.setClipRect(0, TitleHeight - 4, width(), height() - TitleHeight + 4);
    // The higher rank over the lower one, so that who overtakes is in front.
    for (std::size_t rank = m_rows.size(); rank-- > 0;)
        paintRow(painter, m_rows[rank], rank);
}

void BoardRows::paintRow(QPainter &painter, const Shown &shown, std::size_t rank) const
{
    const int high = rowHeight();
    const QRectF place(0, TitleHeight + shown.place * high, width(), high - 2);
    if (place.bottom() > height() + 1)
        return;
    const Theme &colors = theme();
    const QColor accent = worldColor(shown.row.tone, colors.app);
    const QColor under = blend(colors.panel, colors.raised, 0.6 + 0.4 * shown.glow);
    painter.setPen(Qt::NoPen);
    painter.setBrush(under);
    painter.drawRoundedRect(place, 5, 5);
    const double most = m_rows.front().value > 0 ? m_rows.front().value : 1;
    const double share = std::clamp(shown.value / most, 0.0, 1.0);
    QRectF bar = place;
    bar.setWidth(std::max(6.0, place.width() * share));
    const QColor fill = blend(under, accent, 0.22 + 0.25 * shown.glow);
    painter.setBrush(fill);
    painter.drawRoundedRect(mirrored(*this, bar), 5, 5);

    const QFont name = colors.bold13(), value = colors.mono(12);
    painter.setFont(colors.small());
    painter.setPen(colors.dim);
    painter.drawText(mirrored(*this, QRectF(place.left(), place.top(), RankWidth, place.height())),
        Qt::AlignRight | Qt::AlignVCenter, QString::number(rank + 1));
    painter.setFont(value);
    painter.setPen(colors.text);
    const QRectF inner = place.adjusted(RankWidth + Gap, 0, -Gap, 0);
    QString text = textOf(shown.row.text);
    double textWidth = QFontMetricsF(value).horizontalAdvance(text);
    if (inner.width() - textWidth < LeastName) { // the figure alone leaves room for the name
        text = text.section(QLatin1Char(' '), 0, 0);
        textWidth = QFontMetricsF(value).horizontalAdvance(text);
    }
    painter.drawText(mirrored(*this, inner), Qt::AlignRight | Qt::AlignVCenter, text);
    painter.setFont(name);
    const QRectF room = inner.adjusted(0, 0, -textWidth - Gap, 0);
    painter.drawText(mirrored(*this, room), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(name).elidedText(textOf(shown.row.name), Qt::ElideRight, room.width()));
}

} // namespace tierlens
