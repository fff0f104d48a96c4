// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "readings/redislook.h"
#include "watchtables/rowsmodel.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace tierlens {

// Redis' slow log, newest first, keyed by the server's number and time.
std::vector<Column> slowColumns();
std::unique_ptr<RowSource> slowRows(const std::deque<SlowEntry> &entries);

std::vector<Column> spikeColumns();
std::unique_ptr<RowSource> spikeRows(const std::deque<LatencySpike> &spikes);

// Findings with their times. `wallTime`: ms since 1970 of a moment of the session.
std::vector<Column> findingColumns();
std::unique_ptr<RowSource> findingRows(
    const std::deque<Finding> &findings, std::function<qint64(SinceStart)> wallTime);
std::string findingKey(const Finding &finding);

QString clockTime(qint64 msSinceEpoch); // "14:02:07"; of another day with its date
Tint levelTint(Finding::Level level);
QString levelText(Finding::Level level);

} // namespace tierlens
