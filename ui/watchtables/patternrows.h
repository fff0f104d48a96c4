// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "live/patternrow.h"
#include "watchtables/rowsmodel.h"

#include <memory>
#include <vector>

namespace tierlens {

// The table of key patterns. Keyed by pattern.
std::vector<Column> patternColumns();
// `isPast`: Redis is away, so they are what was known of it.
std::unique_ptr<RowSource> patternRows(
    std::vector<PatternRow> rows, const std::vector<Finding> &findings, bool isPast = false);

// What a PatternRow rests on, in a few words: "5.0 s burst, 212 pairs".
QString patternBasis(const PatternRow &row);
// "seen on the wire", "inferred, correlation 0.93", "confirmed by you".
QString evidenceText(const PatternLink &link);
Tint evidenceTint(const PatternLink &link);
QString savedText(double secondsPerSecond); // "61 s/s"
Tint hitRateTint(double rate);

} // namespace tierlens
