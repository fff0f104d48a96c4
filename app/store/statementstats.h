// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/histogram.h"

#include <vector>

namespace tierlens {

// One line a statement the demo has sent to Postgres, timed round the call, since the session
// began.
struct StatementRow
{
    StatementId statement = StatementId::None;
    Histogram timing; // answered calls
    std::uint64_t rows = 0;
    std::uint64_t failed = 0;
};

class StatementStats
{
public:
    void add(const Request &request);
    const std::vector<StatementRow> &rows() const { return m_rows; } // in order of appearance

private:
    std::vector<StatementRow> m_rows;
};

} // namespace tierlens
