// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tabletext.h"

#include "models/itemroles.h"

#include <QAbstractItemModel>
#include <QStringList>

#include <set>

namespace tierlens {

namespace {
// A tab or line break inside a cell would tear the table.
QString cell(const QVariant &copy, const QVariant &shown)
{
    QString text = copy.isValid() ? copy.toString() : shown.toString();
    for (QChar &c : text) {
        if (c == QLatin1Char('\t') || c == QLatin1Char('\n') || c == QLatin1Char('\r'))
            c = QLatin1Char(' ');
    }
    return text;
}
} // namespace

QString tableText(const QAbstractItemModel &model, const QModelIndexList &indexes)
{
    std::set<int> rows;
    for (const QModelIndex &index : indexes)
        rows.insert(index.row());
    if (rows.empty())
        return {};
    QString text;
    const auto addLine = [&text](const QStringList &cells) {
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    };
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells += cell(model.headerData(column, Qt::Horizontal, Role::Copy),
            model.headerData(column, Qt::Horizontal));
    addLine(cells);
    for (const int row : rows) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column) {
            const auto index = model.index(row, column);
            cells += cell(index.data(Role::Copy), index.data());
        }
        addLine(cells);
    }
    return text;
}

QString copiedMilliseconds(Duration value)
{
    return QString::number(static_cast<double>(value.count()) / 1e6, 'f', 3);
}

QString textOf(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QString oneLine(std::string_view text) { return textOf(text).simplified(); }

} // namespace tierlens
