// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statementmodel.h"

#include "core/durationtext.h"
#include "models/itemroles.h"
#include "models/tabletext.h"

#include <algorithm>
#include <numeric>

namespace tierlens {

StatementModel::StatementModel(
    const StatementStats &stats, const Statements &statements, QObject *parent)
    : QAbstractTableModel(parent)
    , m_stats(stats)
    , m_statements(statements)
{ }

void StatementModel::update(SinceStart now)
{
    const auto before = m_rows.size();
    measure(now);
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    std::vector<std::size_t> fresh;
    for (auto i = before; i < m_rows.size(); ++i) {
        if (passes(m_rows[i]))
            fresh.push_back(i);
    }
    if (!fresh.empty()) {
        const int at = rowCount();
        beginInsertRows({}, at, at + static_cast<int>(fresh.size()) - 1);
        m_shown.insert(m_shown.end(), fresh.begin(), fresh.end());
        endInsertRows();
    }
    resort();
}

void StatementModel::measure(SinceStart now)
{
    const auto &rows = m_stats.rows();
    m_rows.resize(rows.size());
    Duration all{};
    for (const auto &row : rows)
        all += row.timing.sum();
    // Nobody looked for a while: the window begins again.
    if (!m_past.empty() && (now < m_past.back().at || now - m_past.back().at > RateWindow))
        m_past.clear();
    Past past{now, {}};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const StatementRow &from = rows[i];
        Row &to = m_rows[i];
        if (to.full.isEmpty()) {
            to.full = textOf(m_statements.text(from.statement));
            to.text = oneLine(m_statements.text(from.statement));
        }
        to.calls = from.timing.count();
        to.rows = from.rows;
        to.failed = from.failed;
        to.p50 = from.timing.quantile(0.5);
        to.p99 = from.timing.quantile(0.99);
        to.max = from.timing.max();
        to.time = from.timing.sum();
        to.share = all > Duration::zero() ? double(to.time.count()) / double(all.count()) : 0;
        to.rate = ratePerSecond(i, now);
        past.calls.push_back(to.calls);
    }
    m_past.push_back(std::move(past));
    // One reading from before the window stays: it is where the window begins.
    while (m_past.size() > 2 && now - m_past[1].at >= RateWindow)
        m_past.pop_front();
}

double StatementModel::ratePerSecond(std::size_t row, SinceStart now) const
{
    if (m_past.empty() || now <= m_past.front().at)
        return -1;
    const auto &calls = m_past.front().calls;
    const auto before = row < calls.size() ? calls[row] : 0;
    const double seconds = double((now - m_past.front().at).count()) / 1e9;
    return double(m_rows[row].calls - before) / seconds;
}

bool StatementModel::passes(const Row &row) const
{
    return m_filter.isEmpty() || row.text.contains(m_filter, Qt::CaseInsensitive);
}

void StatementModel::setFilter(const QString &text)
{
    if (text.trimmed() == m_filter)
        return;
    beginResetModel();
    m_filter = text.trimmed();
    m_shown.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (passes(m_rows[i]))
            m_shown.push_back(i);
    }
    std::sort(m_shown.begin(), m_shown.end(),
        [this](std::size_t a, std::size_t b) { return less(a, b); });
    endResetModel();
}

// Equal rows keep the order in which they appeared, so that nothing jumps about.
bool StatementModel::less(std::size_t a, std::size_t b) const
{
    const Row &x = m_rows[a];
    const Row &y = m_rows[b];
    const auto compare = [&](const auto &of) {
        if (of(x) == of(y))
            return a < b;
        return m_order == Qt::AscendingOrder ? of(x) < of(y) : of(y) < of(x);
    };
    switch (m_column) {
    case Text:
        return compare([](const Row &row) -> const QString & { return row.text; });
    case Calls:
        return compare([](const Row &row) { return row.calls; });
    case Rate:
        return compare([](const Row &row) { return row.rate; });
    case P50:
        return compare([](const Row &row) { return row.p50; });
    case P99:
        return compare([](const Row &row) { return row.p99; });
    case Max:
        return compare([](const Row &row) { return row.max; });
    case Rows:
        return compare([](const Row &row) { return row.rows; });
    default:
        return compare([](const Row &row) { return row.time; });
    }
}

void StatementModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    resort();
}

void StatementModel::resort()
{
    auto sorted = m_shown;
    std::sort(
        sorted.begin(), sorted.end(), [this](std::size_t a, std::size_t b) { return less(a, b); });
    if (sorted == m_shown)
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    for (const QModelIndex &old : from) {
        const auto wanted = m_shown[static_cast<std::size_t>(old.row())];
        const auto at = std::find(sorted.begin(), sorted.end(), wanted) - sorted.begin();
        to += index(static_cast<int>(at), old.column());
    }
    m_shown = std::move(sorted);
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

int StatementModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int StatementModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString StatementModel::shownText(const Row &row, int column) const
{
    switch (column) {
    case Text:
        return row.text;
    case Calls:
        return bigText(row.calls);
    case Rate:
        return row.rate < 0 ? QStringLiteral("–") : rateText(row.rate);
    case P50:
        return durationText(row.p50);
    case P99:
        return durationText(row.p99);
    case Max:
        return durationText(row.max);
    case Rows:
        return bigText(row.rows);
    case Time:
        return durationText(row.time);
    case Share:
        return percentText(row.share);
    default:
        return {};
    }
}

QVariant StatementModel::copiedText(const Row &row, int column) const
{
    switch (column) {
    case Calls:
        return QString::number(row.calls);
    case Rate:
        return row.rate < 0 ? QString() : QString::number(row.rate, 'f', 2);
    case P50:
        return copiedMilliseconds(row.p50);
    case P99:
        return copiedMilliseconds(row.p99);
    case Max:
        return copiedMilliseconds(row.max);
    case Rows:
        return QString::number(row.rows);
    case Time:
        return copiedMilliseconds(row.time);
    default:
        return {};
    }
}

QVariant StatementModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shownText(shown, index.column());
    case Qt::ToolTipRole:
        if (index.column() != Text)
            return {};
        return shown.failed == 0 ? shown.full
                                 : shown.full + QStringLiteral("\n\n")
                + tr("Failed calls: %1").arg(countText(shown.failed));
    case Qt::TextAlignmentRole:
        return int((index.column() == Text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Role::Copy:
        return copiedText(shown, index.column());
    case Role::Mono:
        return true;
    case Role::Accent:
        return int(index.column() == Text ? Accent::Postgres : Accent::None);
    default:
        return {};
    }
}

QVariant StatementModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const char *const shown[] = {QT_TR_NOOP("Statement"), QT_TR_NOOP("Calls"),
        QT_TR_NOOP("Calls/s"), QT_TR_NOOP("p50"), QT_TR_NOOP("p99"), QT_TR_NOOP("Max"),
        QT_TR_NOOP("Rows"), QT_TR_NOOP("Time"), QT_TR_NOOP("Share")};
    static const char *const why[] = {QT_TR_NOOP("As it was sent to Postgres"),
        QT_TR_NOOP("Answered since the session began"), QT_TR_NOOP("Over the last 10 s"),
        QT_TR_NOOP("Half of the calls since the session began were quicker than this"),
        QT_TR_NOOP("99 of 100 calls since the session began were quicker than this"),
        QT_TR_NOOP("The slowest call since the session began"),
        QT_TR_NOOP("Rows returned or changed since the session began"),
        QT_TR_NOOP("All calls together since the session began"),
        QT_TR_NOOP("Of the time of all statements since the session began")};
    const bool time = section == P50 || section == P99 || section == Max || section == Time;
    if (role == Qt::DisplayRole && section == m_column)
        return tr(shown[section])
            + (m_order == Qt::AscendingOrder ? QStringLiteral(" ▴") : QStringLiteral(" ▾"));
    if (role == Qt::DisplayRole || role == Role::Copy)
        return time && role == Role::Copy ? tr("%1 (ms)").arg(tr(shown[section]))
                                          : tr(shown[section]);
    if (role == Qt::ToolTipRole)
        return tr(why[section]);
    if (role == Qt::TextAlignmentRole)
        return int((section == Text ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return {};
}

} // namespace tierlens
