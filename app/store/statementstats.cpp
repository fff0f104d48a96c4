// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statementstats.h"

#include <algorithm>

namespace tierlens {

void StatementStats::add(const Request &request)
{
    for (const Step &step : request.parts()) {
        if (step.kind != StepKind::Query && step.kind != StepKind::TruthWrite)
            continue;
        if (step.statement == StatementId::None)
            continue;
        auto row = std::find_if(m_rows.begin(), m_rows.end(),
            [&step](const StatementRow &r) { return r.statement == step.statement; });
        if (row == m_rows.end()) {
            m_rows.emplace_back().statement = step.statement;
            row = m_rows.end() - 1;
        }
        if (step.result == StepResult::Ok) {
            row->timing.add(step.took);
            row->rows += step.size;
        } else {
            ++row->failed;
        }
    }
}

} // namespace tierlens
