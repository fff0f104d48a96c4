// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QModelIndexList>
#include <QString>

#include <string_view>

class QAbstractItemModel;

namespace tierlens {

// Rows of a model as tab-separated text with a line of headings, for the clipboard. Takes any
// indexes of the rows wanted; cells come in the order of rows and columns.
QString tableText(const QAbstractItemModel &model, const QModelIndexList &indexes);

// A duration for a spreadsheet: milliseconds without a unit, "41.613".
QString copiedMilliseconds(Duration value);

QString textOf(std::string_view bytes); // UTF-8, as keys and statements are
QString oneLine(std::string_view text); // runs of white space become one space

} // namespace tierlens
