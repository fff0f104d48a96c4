// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/statements.h"
#include "store/statementstats.h"

#include <QAbstractTableModel>
#include <QString>

#include <deque>
#include <vector>

namespace tierlens {

// What each statement has cost in Postgres since the session began; sorted and filtered on an
// index of its own. GUI thread; owned by its tab, which calls update() about once a second.
class StatementModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Text, Calls, Rate, P50, P99, Max, Rows, Time, Share, ColumnCount };
    static constexpr Duration RateWindow = std::chrono::seconds{10}; // of calls per second

    StatementModel(
        const StatementStats &stats, const Statements &statements, QObject *parent = nullptr);

    void update(SinceStart now);
    void setFilter(const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    int sortColumn() const { return m_column; }
    Qt::SortOrder sortOrder() const { return m_order; }

private:
    struct Row // figures of one statement, taken at the last update
    {
        QString text, full;
        std::uint64_t calls = 0, rows = 0, failed = 0;
        Duration p50{}, p99{}, max{}, time{};
        double rate = -1, share = 0; // rate < 0: not known yet
    };
    struct Past // calls of each statement at some moment, for the rate
    {
        SinceStart at{};
        std::vector<std::uint64_t> calls;
    };
    const Row &row(int shown) const { return m_rows[m_shown[static_cast<std::size_t>(shown)]]; }
    bool passes(const Row &row) const;
    void measure(SinceStart now);
    double ratePerSecond(std::size_t row, SinceStart now) const;
    bool less(std::size_t a, std::size_t b) const;
    void resort();
    QString shownText(const Row &row, int column) const;
    QVariant copiedText(const Row &row, int column) const;

    const StatementStats &m_stats;
    const Statements &m_statements;
    std::vector<Row> m_rows; // as in the stats
    std::vector<std::size_t> m_shown; // indexes into m_rows
    std::deque<Past> m_past;
    QString m_filter;
    int m_column = Time;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace tierlens
