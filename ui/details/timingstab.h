// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/statements.h"
#include "details/detailpaint.h"
#include "models/waterfallrows.h"

#include <QString>
#include <QStringList>
#include <QWidget>

namespace tierlens {

class TimeChart;
class WaitedHistogram;
class WaterfallView;

// Hit rate and answer times as charts, the latest miss taken apart, and who had to wait. Reads the
// store a few times a second, however often it is asked to.
class TimingsTab : public QWidget
{
    Q_OBJECT
public:
    TimingsTab(const Store &store, const Statements &statements, QStringList operationNames,
        QString keyPrefix, QWidget *parent = nullptr);

    void refresh(SinceStart now);
    void setSpan(Duration span); // of the charts
    void refreshAtOnce(); // the next refresh() is not put off

Q_SIGNALS:
    void sightingsChosen(const std::vector<std::uint64_t> &ids, QPoint at); // in this widget

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showCharts(SinceStart now);
    void showMiss(SinceStart now);
    QString missTitle(SinceStart now) const;

    const Store &m_store;
    const Statements &m_statements;
    QStringList m_operationNames;
    QString m_keyPrefix;
    Duration m_span = std::chrono::seconds{60};
    ShownMiss m_miss;
    TimeChart *m_hitRate;
    TimeChart *m_answerTime;
    WaterfallView *m_waterfall;
    WaitedHistogram *m_waited;
    RefreshLimit m_chartLimit{std::chrono::milliseconds{250}};
    RefreshLimit m_waitedLimit{std::chrono::milliseconds{1'000}};
};

} // namespace tierlens
