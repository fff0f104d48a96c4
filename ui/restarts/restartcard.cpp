// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/restartcard.h"

#include "restarts/restartimpacttext.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration CurveBefore = 15s, CurveShortest = 20s;
constexpr int FigureColumns = 3;

QColor figureColor(const RestartFigure &figure)
{
    if (figure.phrase.isEmpty())
        return theme().dim;
    if (figure.isBad)
        return theme().invalidated;
    switch (figure.of) {
    case RestartFigure::Of::Load:
        return theme().postgres;
    case RestartFigure::Of::Reads:
        return theme().miss;
    case RestartFigure::Of::Keys:
    case RestartFigure::Of::Errors:
        return theme().hit;
    case RestartFigure::Of::Back:
    case RestartFigure::Of::HitRate:
    case RestartFigure::Of::Warm:
        break;
    }
    return theme().text;
}

QString topicOf(RestartFigure::Of of)
{
    switch (of) {
    case RestartFigure::Of::Back:
        return QStringLiteral("restart-back");
    case RestartFigure::Of::Keys:
        return QStringLiteral("restart-keys");
    case RestartFigure::Of::HitRate:
        return QStringLiteral("restart-hit-rate");
    case RestartFigure::Of::Warm:
        return QStringLiteral("restart-warm");
    case RestartFigure::Of::Load:
        return QStringLiteral("restart-load");
    case RestartFigure::Of::Reads:
        return QStringLiteral("restart-reads");
    case RestartFigure::Of::Errors:
        break;
    }
    return QStringLiteral("restart-errors");
}

void setTextColor(QLabel *label, const QColor &color)
{
    auto palette = label->palette();
    palette.setColor(QPalette::WindowText, color);
    label->setPalette(palette);
}
} // namespace

// From just before the restart on; a gap where nobody asked, or the server was away.
class RestartCard::Curve : public QWidget
{
public:
    using QWidget::QWidget;

    void set(const RestartImpact &impact, const WatchHistory &history, SinceStart now)
    {
        const bool ofRedis = impact.tier == Tier::Redis;
        m_color = ofRedis ? theme().hit : theme().postgres;
        m_at = impact.at;
        m_from = impact.at - CurveBefore;
        m_to = std::max(impact.at + CurveShortest, now);
        m_points.clear();
        m_most = ofRedis ? 1 : 0;
        const auto moments = history.between(m_from, m_to);
        for (const auto &moment : moments) {
            const bool known = ofRedis ? moment.redis.span > Duration::zero()
                                       : moment.postgres.span > Duration::zero();
            // A slow pace of looking leaves stretches without one: no point, but no gap.
            if (!known && (ofRedis ? moment.redisKnown : moment.postgresKnown))
                continue;
            const double value = !known ? -1
                : ofRedis               ? moment.redis.hitRate()
                                        : moment.postgres.perSecond(moment.postgres.commits);
            m_points.emplace_back(moment.to(), value);
            m_most = std::max(m_most, value);
        }
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF room = QRectF(rect()).adjusted(0, 3, 0, -3);
        const auto x = [&](SinceStart at) {
            return room.left()
                + room.width() * double((at - m_from).count())
                / double(std::max((m_to - m_from).count(), Duration::rep{1}));
        };
        painter.setPen(QPen(theme().line, 1));
        painter.drawLine(room.bottomLeft(), room.bottomRight());
        painter.setPen(QPen(theme().dim, 1, Qt::DotLine));
        painter.drawLine(QPointF(x(m_at), 0), QPointF(x(m_at), height()));
        QPainterPath path;
        bool gap = true;
        for (const auto &[at, value] : m_points) {
            if (value >= 0) {
                const QPointF point(
                    x(at), room.bottom() - value / std::max(m_most, 1e-9) * room.height());
                gap ? path.moveTo(point) : path.lineTo(point);
            }
            gap = value < 0;
        }
        painter.setPen(QPen(m_color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(path);
    }

private:
    std::vector<std::pair<SinceStart, double>> m_points;
    SinceStart m_from{}, m_to{1}, m_at{};
    double m_most = 1;
    QColor m_color;
};

RestartCard::RestartCard(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_status(new QLabel(this))
    , m_curve(new Curve(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_grid(new QGridLayout)
{
    setProperty("role", QStringLiteral("panel"));
    setProperty("helpTopic", QStringLiteral("restart-cost"));
    m_title->setFont(theme().bold13());
    m_status->setFont(theme().small());
    m_status->setProperty("role", QStringLiteral("dim"));
    m_curve->setMinimumHeight(44);
    m_copy->setProperty("role", QStringLiteral("flat"));
    m_copy->setAutoDefault(false);
    m_copy->setFont(theme().small());
    m_copy->setToolTip(tr("Puts these figures on the clipboard, as one sentence."));
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_sentence); });
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addWidget(m_status, 1);
    head->addWidget(m_copy);
    m_grid->setHorizontalSpacing(18);
    m_grid->setVerticalSpacing(2);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(16, 10, 16, 12);
    rows->setSpacing(8);
    rows->addLayout(head);
    rows->addWidget(m_curve);
    rows->addLayout(m_grid);
}

void RestartCard::setImpact(
    const RestartImpact &impact, const WatchHistory &history, SinceStart now)
{
    const bool ofRedis = impact.tier == Tier::Redis;
    if (impact.isOver && !impact.isBack())
        m_title->setText(
            ofRedis ? tr("No restart of Redis was seen") : tr("No restart of Postgres was seen"));
    else
        m_title->setText(ofRedis ? tr("What the restart of Redis cost")
                                 : tr("What the restart of Postgres cost"));
    m_status->setText(restartStatus(impact));
    m_curve->set(impact, history, now);
    m_curve->setToolTip(ofRedis ? tr("Hit rate from 15 s before the restart on, 0 to 100 %.")
                                : tr("Transactions per second from 15 s before the restart on."));
    m_curve->setAccessibleName(m_curve->toolTip());
    m_sentence = restartSentence(impact);
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_sentence);
    const auto figures = restartFigures(impact);
    while (m_figures.size() < figures.size()) {
        const int place = static_cast<int>(m_figures.size());
        auto *value = new QLabel(this), *caption = new QLabel(this);
        value->setFont(theme().figure(18));
        caption->setFont(theme().small());
        caption->setProperty("role", QStringLiteral("dim"));
        m_grid->addWidget(value, 2 * (place / FigureColumns), place % FigureColumns);
        m_grid->addWidget(caption, 2 * (place / FigureColumns) + 1, place % FigureColumns);
        m_figures.push_back({value, caption});
    }
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        const auto &[value, caption] = m_figures[i];
        const bool isShown = i < figures.size();
        value->setVisible(isShown);
        caption->setVisible(isShown);
        if (!isShown)
            continue;
        value->setText(figures[i].value);
        caption->setText(figures[i].caption);
        setTextColor(value, figureColor(figures[i]));
        for (auto *label : {value, caption}) {
            label->setToolTip(figures[i].definition);
            label->setProperty("helpTopic", topicOf(figures[i].of));
        }
        value->setAccessibleName(
            QStringLiteral("%1: %2").arg(figures[i].caption, figures[i].value));
        value->setAccessibleDescription(figures[i].definition);
    }
}

} // namespace tierlens
