// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/watchpills.h"

#include "core/durationtext.h"
#include "parts/connectionpill.h"
#include "theme/contrast.h"
#include "theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr int Margin = 14, Between = 10, BarWidth = 104;
using State = ServerChange::State;

QFont semibold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

QColor stateColor(State state)
{
    switch (state) {
    case State::Up:
        return theme().hit;
    case State::Lost:
    case State::Frozen:
        return theme().invalidated;
    default:
        return theme().miss;
    }
}

// Small shares need more digits than a hit rate: 0.18 %, 0.002 %.
QString smallPercent(double share)
{
    const double percent = share * 100;
    const int digits = percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : percent >= 0.01 ? 2 : 3;
    return QString::number(percent, 'f', percent == std::floor(percent) ? 0 : digits)
        + QStringLiteral(" %");
}

void drawArrow(QPainter &painter, QPointF tip)
{
    painter.setPen(QPen(theme().dim, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)});
}
} // namespace

QString environmentLabel(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return WatchPill::tr("production");
    case Environment::Development:
        return WatchPill::tr("development");
    case Environment::Sandbox:
        break;
    }
    return WatchPill::tr("sandbox");
}

QColor environmentColor(const Connection &connection)
{
    if (const QColor own(connection.color); !connection.color.isEmpty() && own.isValid())
        return own;
    switch (connection.environment) {
    case Environment::Production:
        return theme().invalidated;
    case Environment::Development:
        return theme().app;
    case Environment::Sandbox:
        break;
    }
    return theme().hit;
}

WatchPill::WatchPill(QWidget *parent)
    : MenuPill(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this] {
        if (m_menu)
            m_menu->popup(mapToGlobal(QPoint(0, height() + 4)));
    });
    tell();
}

void WatchPill::setConnection(const Connection &connection, bool isSnapshot, bool mayChange)
{
    m_connection = connection;
    m_isSnapshot = isSnapshot;
    m_mayChange = mayChange;
    tell();
}

void WatchPill::setServer(Server &server, State state, const QString &word, bool failing)
{
    if (server.state == state && server.word == word && server.isFailingOver == failing)
        return;
    server.state = state;
    server.word = word;
    server.isFailingOver = failing;
    tell();
}

QString WatchPill::failingOverWord() { return tr("failing over"); }

QString WatchPill::Server::stateWord() const
{
    return isFailingOver ? failingOverWord() : ConnectionPill::stateWord(state);
}

void WatchPill::setServers(bool redis, bool postgres)
{
    m_redis.isThere = redis;
    m_postgres.isThere = postgres;
    tell();
}

void WatchPill::setBrief(Brief brief)
{
    m_brief = brief;
    updateGeometry();
    update();
}

void WatchPill::tell()
{
    QStringList parts{environmentLabel(m_connection.environment)};
    if (const auto word = changeWord(); !word.isEmpty())
        parts << word;
    for (const auto &[name, server] : {std::pair{QStringLiteral("Redis"), &m_redis},
             {QStringLiteral("PostgreSQL"), &m_postgres}}) {
        if (!server->isThere)
            continue;
        const auto word = server->stateWord();
        parts << (name + QLatin1Char(' ') + server->word).trimmed() + QStringLiteral(": ")
                + (word.isEmpty() ? tr("answers") : word);
    }
    setAccessibleName(tr("Connection: %1").arg(m_connection.name));
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    setToolTip(parts.join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

QString WatchPill::changeWord() const
{
    if (m_isSnapshot)
        return tr("snapshot");
    if (!m_connection.isReadOnly())
        return {};
    return m_mayChange ? tr("changes allowed") : tr("read-only");
}

QString WatchPill::shownName() const
{
    const auto name = m_connection.name.isEmpty() ? tr("no name") : m_connection.name;
    return QFontMetrics(theme().bold13())
        .elidedText(name, Qt::ElideMiddle, m_brief > Brief::No ? 110 : 200);
}

double WatchPill::draw(QPainter *painter) const
{
    double x = Margin;
    const auto text = [&](const QFont &font, const QColor &color, const QString &what) {
        if (painter) {
            painter->setFont(font);
            painter->setPen(color);
            painter->drawText(QRectF(x, 0, 1000, height()), Qt::AlignVCenter, what);
        }
        x += QFontMetricsF(font).horizontalAdvance(what) + Between;
    };
    text(theme().bold13(), theme().text, shownName());
    const QFont badge = semibold(theme().heading());
    const auto named = environmentLabel(m_connection.environment).toUpper();
    const double wide = QFontMetricsF(badge).horizontalAdvance(named) + 20;
    if (painter) {
        const QColor color = environmentColor(m_connection);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        const double tall = QFontMetricsF(badge).height() + 4;
        const QRectF at(x, (height() - tall) / 2, wide, tall);
        painter->drawRoundedRect(at, tall / 2, tall / 2);
        painter->setFont(badge);
        painter->setPen(inkOn(color));
        painter->drawText(at, Qt::AlignCenter, named);
    }
    x += wide + Between;
    const QFont small = semibold(theme().small());
    const bool isWarning = m_connection.isReadOnly() && m_mayChange && !m_isSnapshot;
    // That production is read-only is said as long as there is any room for it.
    if (const auto word = changeWord();
        !word.isEmpty() && (isWarning || m_isSnapshot || m_brief < Brief::Most))
        text(small, isWarning ? theme().miss : theme().dim, word);
    const std::pair<const Server *, QColor> servers[]
        = {{&m_redis, theme().redis}, {&m_postgres, theme().postgres}};
    for (const auto &[server, color] : servers) {
        if (!server->isThere || m_isSnapshot)
            continue;
        const bool up = server->state == State::Up && !server->isFailingOver;
        if (painter) {
            const QRectF at(x, height() / 2.0 - 4.5, 9, 9);
            const auto shown = server->isFailingOver ? State::Lost : server->state;
            painter->setPen(up ? QPen(Qt::NoPen) : QPen(stateColor(shown), 1.8));
            painter->setBrush(up ? QBrush(stateColor(State::Up)) : QBrush(Qt::NoBrush));
            if (server->state == State::Lost && !server->isFailingOver) {
                painter->drawLine(at.topLeft(), at.bottomRight());
                painter->drawLine(at.topRight(), at.bottomLeft());
            } else {
                painter->drawEllipse(at);
            }
        }
        x += 15;
        const auto word
            = up || server->state == State::Unknown ? server->word : server->stateWord();
        if (m_brief == Brief::No || !up)
            text(small, color, word);
    }
    return x + 8 + Margin;
}

QSize WatchPill::sizeHint() const
{
    return {qCeil(draw(nullptr)), QFontMetrics(theme().bold13()).height() + 14};
}

void WatchPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor edge = environmentColor(m_connection);
    paintShape(painter, QPen(hasFocus() ? theme().text : edge, 1.4),
        blend(theme().panel, edge, underMouse() ? 0.14 : 0.07));
    draw(&painter);
    drawArrow(painter, {width() - Margin - 3.0, height() / 2.0 + 2.5});
}

CostMeter::CostMeter(QWidget *parent)
    : MenuPill(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this,
        [this] { m_menu.popup(mapToGlobal(QPoint(0, height() + 4))); });
    for (const double share : {0.001, 0.005, 0.01, 0.02, 0.05}) {
        auto *action = m_menu.addAction(tr("At most %1 of server time").arg(smallPercent(share)));
        action->setCheckable(true);
        action->setData(share);
        connect(action, &QAction::triggered, this, [this, share] { Q_EMIT budgetChosen(share); });
    }
    setCost({}, {}, m_budget);
}

QString CostMeter::sideText(const QString &name, const Side &side, bool commands)
{
    if (!side.isThere)
        return {};
    const double seconds = double(side.use.span.count()) / 1e9;
    if (seconds <= 0)
        return tr("%1: nothing measured yet").arg(name);
    auto text = (commands ? tr("%1: %2 commands/s, %3 of its time")
                          : tr("%1: %2 queries/s, %3 of one session's time"))
                    .arg(name, QString::number(double(side.use.commands) / seconds, 'f', 1),
                        smallPercent(side.use.share()));
    if (side.pace > Duration::zero())
        text += QStringLiteral(" · ") + tr("looks every %1").arg(durationText(side.pace));
    if (side.reason == QLatin1String("budget"))
        text += QStringLiteral(" · ") + tr("slowed down to stay within the budget");
    else if (side.reason == QLatin1String("hidden"))
        text += QStringLiteral(" · ") + tr("slowed down while the window is hidden");
    else if (!side.reason.isEmpty())
        text += QStringLiteral(" · ") + tr("slowed down because the server is slow");
    return text;
}

void CostMeter::setCost(const Side &redis, const Side &postgres, double budget)
{
    m_budget = budget;
    m_share = -1;
    m_slowed = false;
    for (const auto *side : {&redis, &postgres}) {
        if (side->isThere && side->use.span > Duration::zero())
            m_share = std::max(m_share, side->use.share());
        m_slowed = m_slowed || side->reason == QLatin1String("budget");
    }
    QStringList lines{tr("What Tierlens itself costs the servers, over the last 10 s")};
    for (const auto &text : {sideText(QStringLiteral("Redis"), redis, true),
             sideText(QStringLiteral("PostgreSQL"), postgres, false)}) {
        if (!text.isEmpty())
            lines << text;
    }
    lines << tr("The server that bears more is shown. Press to choose the budget.");
    setToolTip(lines.join(QLatin1Char('\n')));
    setAccessibleName(tr("Our own cost: %1").arg(figure()));
    setAccessibleDescription(lines.mid(1).join(QStringLiteral("; ")));
    for (QAction *action : m_menu.actions())
        action->setChecked(std::abs(action->data().toDouble() - budget) < 1e-9);
    update();
}

QString CostMeter::figure() const
{
    return m_share < 0 ? QStringLiteral("–")
                       : tr("%1 of %2").arg(smallPercent(m_share), smallPercent(m_budget));
}

void CostMeter::setBrief(bool brief)
{
    m_brief = brief;
    updateGeometry();
    update();
}

QSize CostMeter::sizeHint() const
{
    const QFontMetrics text(theme().small()), figure(semibold(theme().small()));
    const int widest = figure.horizontalAdvance(
        tr("%1 of %2").arg(QStringLiteral("0.000 %"), QStringLiteral("0.5 %")));
    int wide = 2 * Margin + Between + widest + (m_brief ? BarWidth / 2 : BarWidth);
    if (!m_brief)
        wide += text.horizontalAdvance(tr("Our own cost")) + Between;
    return {wide, QFontMetrics(theme().bold13()).height() + 14};
}

void CostMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &now = theme();
    paintShape(
        painter, QPen(hasFocus() ? now.app : now.line, 1), underMouse() ? now.hover() : now.panel);
    const double used = m_share < 0 || m_budget <= 0 ? 0 : std::min(1.0, m_share / m_budget);
    const QColor color = m_slowed || used >= 1 ? now.miss : now.hit;
    double x = Margin;
    painter.setFont(now.small());
    if (!m_brief) {
        painter.setPen(now.dim);
        painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, tr("Our own cost"));
        x += painter.fontMetrics().horizontalAdvance(tr("Our own cost")) + Between;
    }
    const QRectF bar(x, height() / 2.0 - 3, m_brief ? BarWidth / 2.0 : BarWidth, 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(now.line);
    painter.drawRoundedRect(bar, 3, 3);
    painter.setBrush(color);
    if (used > 0)
        painter.drawRoundedRect(
            QRectF(bar.topLeft(), QSizeF(std::max(6.0, bar.width() * used), 6)), 3, 3);
    painter.setFont(semibold(now.small()));
    painter.setPen(m_share < 0 ? now.dim : color);
    painter.drawText(
        QRectF(bar.right() + Between, 0, width(), height()), Qt::AlignVCenter, figure());
}

} // namespace tierlens
