// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/trafficview.h"

#include "core/durationtext.h"

#include <QPaintEngine>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int FrameMs = 33;
constexpr double Mark = 8; // size of a dot
constexpr double Bed = 11; // width of a pipe
} // namespace

TrafficView::TrafficView(QWidget *parent)
    : QWidget(parent)
{
    installPaintedParts();
    setAccessibleName(tr("Traffic between applications, Redis and PostgreSQL"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_timer.setInterval(FrameMs);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this,
        [this] { step(std::chrono::nanoseconds{m_elapsed.nsecsElapsed()}); });
}

void TrafficView::setFigures(const TrafficFigures &figures)
{
    if (figures == m_figures)
        return;
    m_figures = figures;
    m_dots.setRates(
        figures.moves ? figures.perSecond : std::array<double, TrafficPipes>{-1, -1, -1, -1});
    m_base = {};
    startOrStop();
    update();
}

void TrafficView::setReducedMotion(bool reduced)
{
    m_reduced = reduced;
    m_dots.clear();
    startOrStop();
    update();
}

QString TrafficView::dotNote() const
{
    const auto size = m_dots.perDot();
    return size == 1 ? tr("1 dot = 1 request") : tr("1 dot = %1 requests").arg(countText(size));
}

void TrafficView::step(Duration by)
{
    m_elapsed.restart();
    m_dots.advance(by);
    update(pipesRegion());
    if (!m_dots.moves())
        m_timer.stop();
}

void TrafficView::startOrStop()
{
    const bool runs = isVisible() && !m_reduced && m_dots.moves();
    if (runs && !m_timer.isActive()) {
        m_elapsed.start();
        m_timer.start();
    } else if (!runs) {
        m_timer.stop();
    }
}

const TrafficFigures::Box &TrafficView::texts(int which) const
{
    return which == 0 ? m_figures.applications : which == 1 ? m_figures.redis : m_figures.postgres;
}

QRectF TrafficView::box(int which) const
{
    const double side = 20, room = width() - 2 * side, top = 54, bottom = height() - 24;
    const std::array<double, 3> widths{std::max(138.0, room * 0.166), std::max(184.0, room * 0.244),
        std::max(168.0, room * 0.202)};
    const double gap = (room - widths[0] - widths[1] - widths[2]) / 2;
    double left = side;
    for (int i = 0; i < which; ++i)
        left += widths[std::size_t(i)] + gap;
    return {left, top, widths[std::size_t(which)], bottom - top};
}

QLineF TrafficView::pipe(TrafficPipe which) const
{
    const bool near = which == TrafficPipe::Asked || which == TrafficPipe::Hits;
    const bool there = which == TrafficPipe::Asked || which == TrafficPipe::Misses;
    const QRectF left = box(near ? 0 : 1), right = box(near ? 1 : 2);
    const double y = left.top() + left.height() * (there ? 0.34 : 0.62);
    const QLineF line(left.right(), y, right.left(), y);
    return there ? line : QLineF(line.p2(), line.p1());
}

QRegion TrafficView::pipesRegion() const
{
    QRegion region;
    for (std::size_t i = 0; i < TrafficPipes; ++i) {
        const QLineF line = pipe(static_cast<TrafficPipe>(i));
        region
            += QRectF(line.p1(), line.p2()).normalized().adjusted(0, -Bed, 0, Bed).toAlignedRect();
    }
    return region;
}

QRect TrafficView::partRect(int part) const
{
    if (part < 3)
        return box(part).toAlignedRect();
    const QLineF line = pipe(static_cast<TrafficPipe>(part - 3));
    return QRectF(line.p1(), line.p2()).normalized().adjusted(0, -Bed, 0, Bed).toAlignedRect();
}

QString TrafficView::partName(int part) const
{
    if (part < 3)
        return texts(part).title;
    const QString names[]
        = {tr("Commands to Redis"), tr("Hits"), tr("Misses"), tr("Fills, inferred")};
    return names[part - 3];
}

QString TrafficView::partText(int part) const
{
    if (part >= 3)
        return m_figures.labels[std::size_t(part - 3)];
    const auto &box = texts(part);
    QStringList said;
    for (const auto &text : {box.word, box.problem, box.note})
        said << text;
    for (const auto &figure : box.figures)
        said << figure.value + QLatin1Char(' ') + figure.what;
    said << box.foot;
    said.removeAll(QString());
    return said.join(QStringLiteral(", "));
}

void TrafficView::paintMark(QPainter &painter, TrafficPipe which, QPointF middle, double size)
{
    const double half = size / 2;
    switch (which) {
    case TrafficPipe::Asked:
    case TrafficPipe::Hits:
        painter.drawEllipse(middle, half, half);
        break;
    case TrafficPipe::Misses: {
        const double reach = size * 0.68;
        painter.drawPolygon(QPolygonF{middle + QPointF(0, -reach), middle + QPointF(reach, 0),
            middle + QPointF(0, reach), middle + QPointF(-reach, 0)});
        break;
    }
    case TrafficPipe::Fills:
        painter.drawRect(QRectF(middle.x() - half, middle.y() - half, size, size));
        break;
    }
}

namespace {
QColor pipeColor(TrafficPipe which)
{
    switch (which) {
    case TrafficPipe::Asked:
        return theme().app;
    case TrafficPipe::Hits:
        return theme().hit;
    case TrafficPipe::Misses:
        return theme().miss;
    case TrafficPipe::Fills:
        break;
    }
    return theme().write;
}
} // namespace

void TrafficView::paintPipe(QPainter &painter, TrafficPipe which) const
{
    const QLineF line = pipe(which);
    const bool known = m_figures.perSecond[std::size_t(which)] >= 0;
    const QColor color = pipeColor(which);
    if (known) {
        painter.setPen(QPen(blend(theme().panel, color, 0.26), Bed, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
    } else {
        painter.setPen(QPen(theme().line, 1.5, Qt::DashLine, Qt::FlatCap));
        painter.drawLine(line);
    }
    QFont font = theme().small();
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(which == TrafficPipe::Asked || !known ? theme().dim : color);
    const bool above = which == TrafficPipe::Asked || which == TrafficPipe::Misses;
    const int tall = painter.fontMetrics().height() + 2;
    const QRectF room(std::min(line.x1(), line.x2()) + 2,
        above ? line.y1() - Bed - tall - 3 : line.y1() + Bed + 3, std::abs(line.dx()) - 4, tall);
    painter.drawText(room, Qt::AlignCenter,
        painter.fontMetrics().elidedText(
            m_figures.labels[std::size_t(which)], Qt::ElideRight, int(room.width())));
}

void TrafficView::paintBox(QPainter &painter, int which, Spots *spots) const
{
    const Theme &now = theme();
    const auto &said = texts(which);
    const QColor accent = which == 0 ? now.app : which == 1 ? now.redis : now.postgres;
    const QColor fill = which == 0 ? now.appFill : which == 1 ? now.redisFill : now.postgresFill;
    const QRectF frame = box(which);
    const bool away = !said.word.isEmpty();
    painter.setBrush(away ? now.panel : fill);
    painter.setPen(QPen(away ? blend(now.panel, colorOf(said.wordTint), 0.8) : accent, 1.75,
        away ? Qt::DashLine : Qt::SolidLine));
    painter.drawRoundedRect(frame, 11, 11);
    QRectF room = frame.adjusted(15, 13, -12, -11);
    const auto line = [&painter, &room](
                          const QFont &font, const QColor &color, const QString &text, double gap) {
        painter.setFont(font);
        painter.setPen(color);
        const int tall = painter.fontMetrics().height();
        if (text.isEmpty() || room.top() + tall > room.bottom())
            return false;
        painter.drawText(QRectF(room.left(), room.top(), room.width(), tall),
            Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(text, Qt::ElideRight, int(room.width())));
        room.setTop(room.top() + tall + gap);
        return true;
    };
    const auto spot = [&](double top, double bottom, const QString &topic) {
        if (spots)
            spots->emplace_back(
                QRectF(QPointF(frame.left(), top), QPointF(frame.right(), bottom)), topic);
    };
    line(now.title(), accent, said.title, 1);
    double top = room.top();
    line(now.small(), now.dim, said.note, 0);
    spot(top, room.top(), said.noteTopic);
    if (!said.foot.isEmpty()) {
        QFont font = now.small();
        if (said.footTint != Tint::Dim)
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(colorOf(said.footTint));
        const int tall = painter.fontMetrics().height();
        painter.drawText(QRectF(room.left(), room.bottom() - tall, room.width(), tall),
            Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(said.foot, Qt::ElideRight, int(room.width())));
        spot(room.bottom() - tall, room.bottom(), said.footTopic);
        room.setBottom(room.bottom() - tall - 4);
    }
    room.setTop(room.top() + 8);
    if (away || said.figures.empty()) {
        spot(room.top(), room.bottom(),
            away ? QStringLiteral("trouble") : QStringLiteral("trouble-no-figures"));
        if (away)
            line(now.figure(17), colorOf(said.wordTint),
                (said.sign + QLatin1Char(' ') + said.word).trimmed(), 4);
        painter.setFont(now.small());
        painter.setPen(away ? now.text : now.dim);
        painter.drawText(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, said.problem);
        return;
    }
    for (const auto &figure : said.figures) {
        const double needed
            = QFontMetrics(now.figure(22)).height() + QFontMetrics(now.small()).height();
        if (room.top() + needed > room.bottom() + 4)
            break;
        top = room.top();
        line(now.figure(22), colorOf(figure.tint), figure.value, -3);
        line(now.small(), now.dim, figure.what, 5);
        spot(top, room.top(), figure.topic);
    }
}

// What the shapes mean, at the right of the heading.
void TrafficView::paintLegend(QPainter &painter) const
{
    const std::pair<TrafficPipe, QString> marks[] = {{TrafficPipe::Fills, tr("fill")},
        {TrafficPipe::Misses, tr("miss")}, {TrafficPipe::Hits, tr("hit")}};
    painter.setFont(theme().small());
    double right = width() - 22;
    for (const auto &[mark, text] : marks) {
        const int wide = painter.fontMetrics().horizontalAdvance(text);
        painter.setPen(theme().dim);
        painter.drawText(QRectF(right - wide, 16, wide + 1, 20), Qt::AlignVCenter, text);
        painter.setPen(Qt::NoPen);
        painter.setBrush(pipeColor(mark));
        paintMark(painter, mark, {right - wide - 10, 27}, Mark);
        right -= wide + 30;
    }
}

void TrafficView::paintBase(QPainter &painter) const
{
    const Theme &now = theme();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), now.background);
    painter.setPen(QPen(now.line, 1));
    painter.setBrush(now.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12);
    painter.setFont(now.title());
    painter.setPen(now.text);
    const int wide = painter.fontMetrics().horizontalAdvance(m_figures.heading);
    painter.drawText(QRectF(20, 14, wide + 2, 24), Qt::AlignVCenter, m_figures.heading);
    paintLegend(painter);
    painter.setFont(now.small());
    painter.setPen(now.dim);
    QString note = m_figures.window;
    if (m_figures.moves && m_dots.moves())
        note += QStringLiteral(" · ") + dotNote();
    const QRectF room(20 + wide + 12, 15, width() - wide - 32 - 190, 24);
    painter.drawText(room, Qt::AlignVCenter,
        painter.fontMetrics().elidedText(note, Qt::ElideRight, int(room.width())));
    for (std::size_t i = 0; i < TrafficPipes; ++i)
        paintPipe(painter, static_cast<TrafficPipe>(i));
    for (int i = 0; i < 3; ++i)
        paintBox(painter, i);
}

void TrafficView::paintDots(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const auto standing = m_reduced ? m_dots.standing() : std::vector<TrafficDots::Dot>();
    for (const auto &dot : m_reduced ? standing : m_dots.dots()) {
        painter.setBrush(pipeColor(dot.pipe));
        paintMark(painter, dot.pipe, pipe(dot.pipe).pointAt(dot.along), Mark);
    }
}

void TrafficView::paintEvent(QPaintEvent *event)
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (m_base.size() != pixels || m_base.devicePixelRatio() != ratio) {
        m_base = QPixmap(pixels);
        m_base.setDevicePixelRatio(ratio);
        QPainter painter(&m_base);
        paintBase(painter);
    }
    QPainter painter(this);
    if (painter.paintEngine()->type() == QPaintEngine::SVG
        || painter.paintEngine()->type() >= QPaintEngine::User) {
        paintBase(painter); // a drawing, not pixels: it keeps its texts
        paintDots(painter);
        return;
    }
    for (const QRect &part : event->region())
        painter.drawPixmap(QRectF(part), m_base,
            QRectF(
                part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio));
    painter.setClipRegion(pipesRegion());
    paintDots(painter);
}

void TrafficView::resizeEvent(QResizeEvent *) { m_base = {}; }

void TrafficView::showEvent(QShowEvent *) { startOrStop(); }

void TrafficView::hideEvent(QHideEvent *)
{
    m_timer.stop();
    m_dots.clear();
}

void TrafficView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::FontChange) {
        m_base = {};
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace tierlens
