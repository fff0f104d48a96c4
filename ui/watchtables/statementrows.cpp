// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/statementrows.h"

#include "core/durationtext.h"
#include "watchtables/valuesource.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct StatementRowsWords
{
    Q_DECLARE_TR_FUNCTIONS(StatementRows)
};

constexpr double Worse = 1.25; // as many times as before: worth a colour

enum StatementColumn { Statement, Share, Calls, CallsChange, Mean, MeanChange, RowsEach, Buffers };
using Total = WatchedStatements::Total;

double ratio(double now, double before)
{
    return before > 0 ? now / before : before < 0 ? -1 : 1e9;
}

class StatementSource final : public ValueSource<Total>
{
public:
    explicit StatementSource(std::vector<Total> rows)
        : ValueSource(std::move(rows))
    {
        for (const auto &row : m_rows)
            m_time += row.counts.time;
    }
    std::string key(std::size_t row) const override { return statementKey(m_rows[row].counts.id); }
    double number(const Total &row, int column) const override
    {
        switch (column) {
        case Share:
            return double(row.counts.time.count());
        case Calls:
            return row.callsPerSecond;
        case CallsChange:
            return ratio(row.callsPerSecond, row.callsPerSecondBefore);
        case Mean:
            return double(row.counts.mean().count());
        case MeanChange:
            return meanChange(row);
        case RowsEach:
            return row.counts.calls == 0 ? 0 : double(row.counts.rows) / double(row.counts.calls);
        case Buffers:
            return buffers(row);
        default:
            return NoNumber;
        }
    }
    Cell cell(std::size_t index, int column) const override
    {
        const Total &row = m_rows[index];
        switch (column) {
        case Statement:
            if (row.counts.id == 0)
                return {StatementRowsWords::tr("all other statements together"), {}, Tint::Dim};
            return {oneLineOf(row.counts.text), {}, Tint::Postgres, Tint::Dim, true};
        case Share: {
            const double share = m_time > Duration::zero()
                ? double(row.counts.time.count()) / double(m_time.count())
                : 0;
            return {percentText(share), {}, Tint::Text, Tint::Dim, false, true};
        }
        case Calls:
            return {rateText(row.callsPerSecond)};
        case CallsChange:
            return change(row.callsPerSecond, row.callsPerSecondBefore);
        case Mean:
            return {durationText(row.counts.mean()), {}, Tint::Text, Tint::Dim, false, true};
        case MeanChange:
            return row.meanBefore > Duration::zero()
                ? change(double(row.counts.mean().count()), double(row.meanBefore.count()))
                : Cell{dash(), {}, Tint::Dim};
        case RowsEach:
            return {
                QString::number(number(row, RowsEach), 'f', number(row, RowsEach) < 9.95 ? 1 : 0)};
        case Buffers: {
            const double rate = buffers(row);
            return {percentText(rate), {},
                rate < 0         ? Tint::Dim
                    : rate < 0.9 ? Tint::Miss
                                 : Tint::Text};
        }
        default:
            return {};
        }
    }
    QString tip(std::size_t index, int column) const override
    {
        if (column != Statement)
            return {};
        const auto text = textOfBytes(m_rows[index].counts.text);
        const auto user = textOfBytes(m_rows[index].counts.user);
        return user.isEmpty()
            ? text
            : text + QStringLiteral("\n\n") + StatementRowsWords::tr("User: %1").arg(user);
    }

private:
    static double meanChange(const Total &row)
    {
        return row.meanBefore > Duration::zero()
            ? ratio(double(row.counts.mean().count()), double(row.meanBefore.count()))
            : -1;
    }
    static double buffers(const Total &row)
    {
        const auto all = row.counts.blocksHit + row.counts.blocksRead;
        return all == 0 ? -1 : double(row.counts.blocksHit) / double(all);
    }
    static Cell change(double now, double before)
    {
        const double times = ratio(now, before);
        return {changeText(now, before), {},
            times < 0               ? Tint::Dim
                : times > Worse     ? Tint::Miss
                : times < 1 / Worse ? Tint::Hit
                                    : Tint::Dim};
    }
    Duration m_time{};
};

enum TableColumn { Table, Size, Indexes, LiveRows, Dead, Scans, Vacuum };

class TableSource final : public ValueSource<TableRow>
{
public:
    TableSource(std::vector<TableRow> rows, qint64 now)
        : ValueSource(std::move(rows))
        , m_now(now)
    { }
    std::string key(std::size_t row) const override { return m_rows[row].name; }
    double number(const TableRow &row, int column) const override
    {
        switch (column) {
        case Size:
            return double(row.bytes);
        case Indexes:
            return double(row.indexBytes);
        case LiveRows:
            return double(row.rows);
        case Dead:
            return deadShare(row);
        case Scans:
            return double(row.sequentialScans);
        case Vacuum:
            return double(row.lastVacuum);
        default:
            return NoNumber;
        }
    }
    Cell cell(std::size_t index, int column) const override
    {
        const TableRow &row = m_rows[index];
        switch (column) {
        case Table:
            return {textOfBytes(row.name), {}, Tint::Text, Tint::Dim, true};
        case Size:
            return {bytesText(row.bytes), {}, Tint::Text, Tint::Dim, false, true};
        case Indexes:
            return {bytesText(row.indexBytes)};
        case LiveRows:
            return {QStringLiteral("≈ ") + bigText(row.rows)};
        case Dead: {
            const double share = deadShare(row);
            return {bigText(row.deadRows) + QStringLiteral(" · ") + percentText(share), {},
                share > 0.2 && row.deadRows > 1000 ? Tint::Miss : Tint::Dim};
        }
        case Scans:
            return {bigText(row.sequentialScans) + QStringLiteral(" / ") + bigText(row.indexScans)};
        case Vacuum: {
            if (row.lastVacuum == 0)
                return {StatementRowsWords::tr("never"), {},
                    row.deadRows > 1000 ? Tint::Miss : Tint::Dim};
            const auto ago = std::chrono::seconds{std::max<qint64>(0, m_now - row.lastVacuum)};
            return {StatementRowsWords::tr("%1 ago").arg(upText(ago))};
        }
        default:
            return {};
        }
    }

private:
    static double deadShare(const TableRow &row)
    {
        return row.rows + row.deadRows == 0
            ? 0
            : double(row.deadRows) / double(row.rows + row.deadRows);
    }
    qint64 m_now;
};
} // namespace

std::string statementKey(std::int64_t id) { return std::to_string(id); }

QString changeText(double now, double before)
{
    if (before < 0)
        return dash();
    if (before == 0)
        return now > 0 ? StatementRowsWords::tr("new") : dash();
    const double times = now / before;
    if (times >= 9.95)
        return timesText(times);
    const auto percent = std::llround((times - 1) * 100);
    return (percent > 0          ? QStringLiteral("+")
                   : percent < 0 ? QStringLiteral("−")
                                 : QString())
        + QString::number(std::abs(percent)) + QStringLiteral(" %");
}

std::vector<Column> statementColumns()
{
    const auto before = StatementRowsWords::tr("Against the stretch of the same length before");
    return {{StatementRowsWords::tr("Statement"),
                StatementRowsWords::tr("As the server normalised it; of the chosen time"), {}},
        {StatementRowsWords::tr("Share"),
            StatementRowsWords::tr("Of the time that all statements took in Postgres"),
            QStringLiteral("100.0 %"), true, QStringLiteral("watch-share")},
        {StatementRowsWords::tr("Calls/s"),
            StatementRowsWords::tr("Mean over the time that was watched"),
            QStringLiteral("99 999/s"), true, QStringLiteral("watch-calls")},
        {StatementRowsWords::tr("Δ Calls"), before, QStringLiteral("+999 %"), true,
            QStringLiteral("watch-before")},
        {StatementRowsWords::tr("Mean"), StatementRowsWords::tr("Time in Postgres of one call"),
            QStringLiteral("99.9 ms"), true, QStringLiteral("watch-mean")},
        {StatementRowsWords::tr("Δ Mean"), before, QStringLiteral("+999 %"), true,
            QStringLiteral("watch-before")},
        {StatementRowsWords::tr("Rows"), StatementRowsWords::tr("Of one call"),
            QStringLiteral("99999"), true, QStringLiteral("watch-rows")},
        {StatementRowsWords::tr("Buffer hits"),
            StatementRowsWords::tr("Blocks found in the memory of Postgres"),
            QStringLiteral("100.0 %"), true, QStringLiteral("statement-buffers")}};
}

std::unique_ptr<RowSource> statementRows(std::vector<Total> totals)
{
    return std::make_unique<StatementSource>(std::move(totals));
}

std::vector<Column> tableColumns()
{
    const auto since = StatementRowsWords::tr("Since the statistics of the server began");
    return {{StatementRowsWords::tr("Table"), {}, {}},
        {StatementRowsWords::tr("Size"),
            StatementRowsWords::tr("With what is stored apart, without indexes"),
            QStringLiteral("999 bytes"), true},
        {StatementRowsWords::tr("Indexes"), {}, QStringLiteral("999 bytes"), true},
        {StatementRowsWords::tr("Rows"), StatementRowsWords::tr("Estimate of the server"),
            QStringLiteral("≈ 99.9 M"), true},
        {StatementRowsWords::tr("Dead rows"),
            StatementRowsWords::tr("Left behind by changes, until VACUUM takes them"),
            QStringLiteral("99.9 M · 99.9 %"), true},
        {StatementRowsWords::tr("Scans whole / by index"), since, QStringLiteral("99.9 M / 99.9 M"),
            true},
        {StatementRowsWords::tr("Vacuum"), StatementRowsWords::tr("By hand or by itself"),
            QStringLiteral("999 m ago"), true}};
}

std::unique_ptr<RowSource> tableRows(std::vector<TableRow> rows, qint64 nowSeconds)
{
    return std::make_unique<TableSource>(std::move(rows), nowSeconds);
}

} // namespace tierlens
