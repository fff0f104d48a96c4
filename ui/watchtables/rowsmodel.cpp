// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/rowsmodel.h"

#include <algorithm>
#include <unordered_map>

namespace tierlens {

RowsModel::RowsModel(std::vector<Column> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{ }

RowsModel::~RowsModel() = default;

std::vector<RowsModel::Shown> RowsModel::arranged(const RowSource &source) const
{
    std::vector<std::size_t> rows;
    rows.reserve(source.count());
    for (std::size_t row = 0; row < source.count(); ++row) {
        bool passes = m_filter.isEmpty();
        for (int column = 0; !passes && column < columnCount(); ++column) {
            const Cell cell = source.cell(row, column);
            passes = cell.text.contains(m_filter, Qt::CaseInsensitive)
                || cell.detail.contains(m_filter, Qt::CaseInsensitive);
        }
        if (passes)
            rows.push_back(row);
    }
    if (m_column >= 0 && source.isSortable()) {
        std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
            return m_order == Qt::AscendingOrder ? source.less(a, b, m_column)
                                                 : source.less(b, a, m_column);
        });
    }
    std::vector<Shown> shown;
    shown.reserve(rows.size());
    for (const auto row : rows)
        shown.push_back({row, source.key(row)});
    return shown;
}

void RowsModel::show(std::unique_ptr<RowSource> source)
{
    auto wanted = arranged(*source);
    become(std::move(wanted), std::move(source));
}

void RowsModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    if (m_source)
        become(arranged(*m_source), nullptr);
}

void RowsModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (m_source)
        become(arranged(*m_source), nullptr);
}

void RowsModel::move(const std::vector<int> &to)
{
    const auto from = persistentIndexList();
    QModelIndexList moved;
    moved.reserve(from.size());
    for (const QModelIndex &old : from) {
        const int row = to[static_cast<std::size_t>(old.row())];
        moved += row < 0 ? QModelIndex() : createIndex(row, old.column());
    }
    changePersistentIndexList(from, moved);
}

// Three steps, each one that views understand: what is gone moves to the end and is removed; what
// is new is added at the end; then everything takes its place.
void RowsModel::become(std::vector<Shown> wanted, std::unique_ptr<RowSource> source)
{
    std::unordered_map<std::string, std::size_t> places; // in `wanted`
    places.reserve(wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        places.emplace(wanted[i].key, i);
    std::vector<std::size_t> stay; // places of what is there already, as they will follow
    std::vector<bool> isThere(wanted.size(), false);
    std::size_t gone = 0;
    for (const auto &old : m_shown) {
        const auto found = places.find(old.key);
        if (found == places.end() || isThere[found->second]) {
            ++gone;
            continue;
        }
        isThere[found->second] = true;
        stay.push_back(found->second);
    }
    if (gone > 0) {
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        std::vector<int> to(m_shown.size(), -1);
        std::vector<Shown> first, last;
        std::vector<bool> taken(wanted.size(), false);
        for (std::size_t i = 0; i < m_shown.size(); ++i) {
            const auto found = places.find(m_shown[i].key);
            if (found != places.end() && !taken[found->second]) {
                taken[found->second] = true;
                to[i] = static_cast<int>(first.size());
                first.push_back(m_shown[i]);
            } else {
                last.push_back(m_shown[i]);
            }
        }
        const auto kept = static_cast<int>(first.size());
        first.insert(first.end(), last.begin(), last.end());
        m_shown = std::move(first);
        move(to);
        Q_EMIT layoutChanged({}, VerticalSortHint);
        beginRemoveRows({}, kept, static_cast<int>(m_shown.size()) - 1);
        m_shown.resize(static_cast<std::size_t>(kept));
        endRemoveRows();
    }
    if (source)
        m_source = std::move(source);
    for (std::size_t i = 0; i < stay.size(); ++i)
        m_shown[i] = wanted[stay[i]];
    if (stay.size() < wanted.size()) {
        beginInsertRows({}, static_cast<int>(stay.size()), static_cast<int>(wanted.size()) - 1);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (!isThere[i]) {
                stay.push_back(i);
                m_shown.push_back(wanted[i]);
            }
        }
        endInsertRows();
    }
    if (!std::is_sorted(stay.begin(), stay.end())) {
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        m_shown = std::move(wanted);
        std::vector<int> to;
        to.reserve(stay.size());
        for (const auto place : stay)
            to.push_back(static_cast<int>(place));
        move(to);
        Q_EMIT layoutChanged({}, VerticalSortHint);
    }
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

Cell RowsModel::cell(const QModelIndex &index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    return m_source && row < m_shown.size() ? m_source->cell(m_shown[row].row, index.column())
                                            : Cell();
}

std::string RowsModel::keyAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_shown[static_cast<std::size_t>(row)].key
                                        : std::string();
}

int RowsModel::rowOf(const std::string &key) const
{
    const auto found = std::find_if(
        m_shown.begin(), m_shown.end(), [&](const Shown &shown) { return shown.key == key; });
    return found == m_shown.end() ? -1 : static_cast<int>(found - m_shown.begin());
}

int RowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int RowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant RowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return cell(index).text;
    case Qt::AccessibleTextRole: {
        const Cell shown = cell(index);
        return shown.detail.isEmpty() ? shown.text
                                      : shown.text + QStringLiteral(", ") + shown.detail;
    }
    case Qt::ToolTipRole:
        return m_source->tip(m_shown[static_cast<std::size_t>(index.row())].row, index.column());
    case Qt::TextAlignmentRole:
        return int((m_columns[static_cast<std::size_t>(index.column())].right ? Qt::AlignRight
                                                                              : Qt::AlignLeft)
            | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const Column &column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole && section == m_column)
        return column.title
            + (m_order == Qt::AscendingOrder ? QStringLiteral(" ▴") : QStringLiteral(" ▾"));
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::ToolTipRole)
        return column.tip;
    if (role == Qt::TextAlignmentRole)
        return int((column.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace tierlens
