// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/connectionpill.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPolygonF>

namespace tierlens {

namespace {
constexpr int Side = 14, Between = 14, Sign = 9, AfterSign = 6, Arrow = 22, LongestTitle = 200;
using State = ServerChange::State;

QColor signColor(State state)
{
    switch (state) {
    case State::Up:
        return theme().hit;
    case State::Lost:
    case State::Frozen:
        return theme().invalidated;
    case State::Connecting:
    case State::Loading:
    case State::Stopping:
    case State::Starting:
        return theme().miss;
    case State::Unknown:
        break;
    }
    return theme().dim;
}

void paintSign(QPainter &painter, State state, const QRectF &at)
{
    const QColor color = signColor(state);
    painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    switch (state) {
    case State::Up:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(at);
        break;
    case State::Lost:
        painter.drawLine(at.topLeft(), at.bottomRight());
        painter.drawLine(at.topRight(), at.bottomLeft());
        break;
    case State::Frozen:
        painter.drawLine(at.topLeft() + QPointF(2, 0), at.bottomLeft() + QPointF(2, 0));
        painter.drawLine(at.topRight() - QPointF(2, 0), at.bottomRight() - QPointF(2, 0));
        break;
    case State::Loading:
    case State::Starting:
    case State::Stopping:
    case State::Connecting:
        painter.drawArc(at.adjusted(1, 1, -1, -1), 30 * 16, 270 * 16);
        break;
    case State::Unknown:
        painter.drawEllipse(at.adjusted(1, 1, -1, -1));
        break;
    }
}
} // namespace

ConnectionPill::ConnectionPill(QWidget *parent)
    : MenuPill(parent)
{
    setFont(theme().bold13());
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    tell();
}

void ConnectionPill::setTitle(const QString &title)
{
    if (title == m_title)
        return;
    m_title = title;
    tell();
}

void ConnectionPill::setServer(Tier tier, State state, const QString &version)
{
    // Redis is known by 7.0, PostgreSQL by 15.
    const auto known = version.section(QLatin1Char('.'), 0, tier == Tier::Redis ? 1 : 0);
    auto &server = m_servers[static_cast<std::size_t>(tier)];
    if (server.state == state && server.version == known)
        return;
    server = {state, known};
    tell();
}

void ConnectionPill::setDetail(Detail detail)
{
    if (detail == m_detail)
        return;
    m_detail = detail;
    updateGeometry();
    update();
}

QString ConnectionPill::stateWord(State state)
{
    switch (state) {
    case State::Up:
        return {};
    case State::Unknown:
        return tr("not connected");
    case State::Connecting:
        return tr("connecting");
    case State::Loading:
        return tr("loading");
    case State::Frozen:
        return tr("no answer");
    case State::Lost:
        return tr("lost");
    case State::Stopping:
        return tr("stopping");
    case State::Starting:
        return tr("starting");
    }
    return {};
}

void ConnectionPill::tell()
{
    QStringList parts;
    for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
        const auto word = stateWord(server(tier).state);
        const auto name
            = tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("PostgreSQL");
        parts << QStringLiteral("%1 %2: %3")
                     .arg(name, server(tier).version, word.isEmpty() ? tr("connected") : word)
                     .simplified();
    }
    const auto servers = parts.join(QLatin1Char('\n'));
    setToolTip(m_title.isEmpty() ? servers : m_title + QLatin1Char('\n') + servers);
    setAccessibleName(tr("Connection: %1").arg(m_title));
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QString ConnectionPill::labelOf(Tier tier) const
{
    if (m_detail == Detail::Signs) // at least which is which
        return tier == Tier::Redis ? QStringLiteral("R") : QStringLiteral("P");
    const Server &s = server(tier);
    QString text = tier == Tier::Redis ? QStringLiteral("Redis")
        : m_detail == Detail::Names    ? QStringLiteral("Postgres")
                                       : QStringLiteral("PostgreSQL");
    const auto word = stateWord(s.state);
    if (!word.isEmpty())
        text += QLatin1Char(' ') + word;
    else if (m_detail == Detail::Versions && !s.version.isEmpty())
        text += QLatin1Char(' ') + s.version;
    return text;
}

QString ConnectionPill::titleShown() const
{
    return fontMetrics().elidedText(
        m_title, Qt::ElideMiddle, m_detail == Detail::Versions ? LongestTitle : LongestTitle / 2);
}

QSize ConnectionPill::sizeHint() const
{
    const QFontMetrics small(theme().small());
    int width = Side + fontMetrics().horizontalAdvance(titleShown()) + Arrow + Side - 4;
    for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
        const auto label = labelOf(tier);
        QFont bold(theme().small());
        bold.setWeight(QFont::DemiBold);
        width += Between + Sign;
        if (!label.isEmpty())
            width += AfterSign + QFontMetrics(bold).horizontalAdvance(label);
    }
    return {width, fontMetrics().height() + 14};
}

QSize ConnectionPill::minimumSizeHint() const { return sizeHint(); }

void ConnectionPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &colors = theme();
    paintShape(painter, hasFocus() ? QPen(colors.app, 1.5) : QPen(colors.line, 1),
        underMouse() ? colors.hover() : colors.raised);

    double x = Side;
    painter.setPen(colors.text);
    const auto title = titleShown();
    painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, title);
    x += fontMetrics().horizontalAdvance(title);
    QFont small(colors.small());
    small.setWeight(QFont::DemiBold);
    painter.setFont(small);
    for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
        x += Between;
        paintSign(painter, server(tier).state, QRectF(x, (height() - Sign) / 2.0, Sign, Sign));
        x += Sign;
        const auto label = labelOf(tier);
        if (label.isEmpty())
            continue;
        x += AfterSign;
        painter.setPen(tier == Tier::Redis ? colors.redis : colors.postgres);
        painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, label);
        x += painter.fontMetrics().horizontalAdvance(label);
    }
    const QPointF tip(width() - Side - 3, height() / 2.0 + 2.5);
    painter.setPen(QPen(colors.dim, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)});
}

} // namespace tierlens
