// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/watchedstatements.h"
#include "watchtables/rowsmodel.h"

#include <memory>
#include <vector>

namespace tierlens {

// Statements of a stretch of time, keyed by their id.
std::vector<Column> statementColumns();
std::unique_ptr<RowSource> statementRows(std::vector<WatchedStatements::Total> totals);
std::string statementKey(std::int64_t id);

// Tables by size, keyed by name. Counts are those of the server since its statistics began.
std::vector<Column> tableColumns();
std::unique_ptr<RowSource> tableRows(std::vector<TableRow> rows, qint64 nowSeconds);

QString changeText(
    double now, double before); // "+34 %", "×12", "new"; before < 0: not known, 0: new

} // namespace tierlens
