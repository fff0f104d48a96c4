// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/timingstab.h"

#include "charts/timechart.h"
#include "charts/waitedhistogram.h"
#include "core/durationtext.h"
#include "details/waterfallview.h"
#include "sightings/sightingtext.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr Duration TellAge = std::chrono::seconds{5};

QColor Theme::*markerColor(const Store::Marker &marker)
{
    switch (marker.kind) {
    case Action::Kind::Restart:
    case Action::Kind::Crash:
    case Action::Kind::Freeze:
        return marker.tier == Tier::Redis ? &Theme::redis : &Theme::postgres;
    case Action::Kind::InvalidateKey:
    case Action::Kind::InvalidatePattern:
    case Action::Kind::InvalidateAll:
    case Action::Kind::ExpireNow:
        return &Theme::invalidated;
    case Action::Kind::Refresh:
    case Action::Kind::Write:
        return &Theme::write;
    case Action::Kind::Policy:
    case Action::Kind::Traffic:
        break;
    }
    return &Theme::dim;
}
} // namespace

TimingsTab::TimingsTab(const Store &store, const Statements &statements, QStringList operationNames,
    QString keyPrefix, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_statements(statements)
    , m_operationNames(std::move(operationNames))
    , m_keyPrefix(std::move(keyPrefix))
    , m_hitRate(new TimeChart(tr("Hit rate"), TimeChart::Unit::Share, this))
    , m_answerTime(new TimeChart(tr("Answer time, log scale"), TimeChart::Unit::LogTime, this))
    , m_waterfall(new WaterfallView(QString(), this))
    , m_waited(new WaitedHistogram(this))
{
    m_hitRate->setObjectName(QStringLiteral("hitRate"));
    m_answerTime->setObjectName(QStringLiteral("answerTime"));
    m_waterfall->setObjectName(QStringLiteral("latestMiss"));
    m_waited->setObjectName(QStringLiteral("whoWaited"));
    m_hitRate->setProperty("helpTopic", QStringLiteral("chart-hit-rate"));
    m_answerTime->setProperty("helpTopic", QStringLiteral("chart-answer-time"));
    m_waterfall->setProperty("helpTopic", QStringLiteral("latest-miss"));
    m_waited->setProperty("helpTopic", QStringLiteral("who-waited"));
    m_hitRate->setEmptyText(tr("No request has asked Redis yet"));
    m_answerTime->setEmptyText(tr("No call has been timed yet"));

    for (auto *chart : {m_hitRate, m_answerTime}) {
        connect(chart, &TimeChart::marksChosen, this,
            [this, chart](const std::vector<std::uint64_t> &ids, QPoint at) {
                Q_EMIT sightingsChosen(ids, chart->mapTo(this, at));
            });
    }
    auto *charts = new QHBoxLayout;
    charts->setSpacing(22);
    charts->addWidget(m_hitRate, 1);
    charts->addWidget(m_answerTime, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 10, 18, 10);
    layout->setSpacing(6);
    layout->addLayout(charts, 190);
    layout->addWidget(m_waterfall, 122);
    layout->addWidget(m_waited, 104);
}

// Where height is short, the charts keep theirs: first the histogram goes, then the latest miss.
void TimingsTab::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int line = fontMetrics().height();
    m_waited->setVisible(height() >= 20 * line);
    m_waterfall->setVisible(height() >= 10 * line);
}

void TimingsTab::setSpan(Duration span)
{
    m_span = span;
    m_hitRate->setRange(span);
    m_answerTime->setRange(span);
    // In a longer span less than a pixel happens in a quarter of a second.
    using std::chrono::milliseconds;
    m_chartLimit.setEvery(std::clamp<Duration>(span / 240, milliseconds{250}, milliseconds{1'000}));
    refreshAtOnce();
}

void TimingsTab::refreshAtOnce()
{
    m_chartLimit.again();
    m_waitedLimit.again();
}

void TimingsTab::refresh(SinceStart now)
{
    if (m_chartLimit.isDue(now)) {
        showCharts(now);
        showMiss(now);
    }
    if (m_waitedLimit.isDue(now))
        m_waited->setBuckets(waitedBuckets(m_store.timings().window(std::chrono::seconds{60})));
}

void TimingsTab::showCharts(SinceStart now)
{
    const auto &history = m_store.timings().history();
    const ChartWindow window{now, m_span};
    m_hitRate->setSeries({{tr("hit rate"), &Theme::hit, hitRateLine(history, window), false}});
    m_answerTime->setSeries({{tr("Postgres p50"), &Theme::postgres,
                                 medianLine(history, MedianOf::PostgresQueries, window)},
        {tr("Redis p50"), &Theme::redis, medianLine(history, MedianOf::RedisReads, window)}});
    std::vector<TimeChart::Marker> markers;
    for (const auto &marker : m_store.markers()) {
        if (now - marker.at <= m_span)
            markers.push_back({double((marker.at - now).count()) / 1e9,
                QString::fromStdString(marker.text), markerColor(marker)});
    }
    std::vector<TimeChart::Mark> marks;
    for (const auto &sighting : m_store.sightings()) {
        if (now - sighting.from <= m_span)
            marks.push_back({double((sighting.from - now).count()) / 1e9,
                sightingText(sighting, now).label, sighting.id});
    }
    m_hitRate->setMarks(marks);
    m_answerTime->setMarks(std::move(marks));
    m_hitRate->setMarkers(markers);
    m_answerTime->setMarkers(std::move(markers));
}

void TimingsTab::showMiss(SinceStart now)
{
    if (m_miss.update(m_store, now, m_waterfall->isHeld()))
        m_waterfall->setWaterfall(waterfallOf(*m_miss.request(), m_statements, m_keyPrefix));
    if (m_miss.request()) {
        m_waterfall->setTitle(missTitle(now));
        return;
    }
    m_waterfall->setTitle(tr("Latest miss"));
    m_waterfall->setEmptyText(m_store.timings().total().requests() == 0
            ? tr("No request yet")
            : tr("No miss yet: everything asked for was in Redis"));
}

QString TimingsTab::missTitle(SinceStart now) const
{
    const auto &miss = m_waterfall->waterfall();
    const auto operation = m_operationNames.value(miss.operation);
    QString title = operation.isEmpty()
        ? tr("Latest miss · %1 · %2").arg(miss.key, durationText(miss.total))
        : tr("Latest miss of %1 · %2 · %3").arg(operation, miss.key, durationText(miss.total));
    const auto age = now - (miss.at + miss.total);
    if (age >= TellAge)
        title += tr(" · %1 ago").arg(upText(std::chrono::duration_cast<std::chrono::seconds>(age)));
    return title;
}

} // namespace tierlens
