// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/logrows.h"

#include "core/durationtext.h"
#include "watchtables/valuesource.h"

#include <QCoreApplication>
#include <QDateTime>

namespace tierlens {

namespace {
struct LogRowsWords
{
    Q_DECLARE_TR_FUNCTIONS(LogRows)
};

class SlowSource final : public ValueSource<SlowEntry>
{
public:
    enum SlowColumn { At, Took, Command, Client };
    using ValueSource::ValueSource;
    std::string key(std::size_t row) const override
    {
        return std::to_string(m_rows[row].at) + '/' + std::to_string(m_rows[row].id)
            + m_rows[row].client;
    }
    double number(const SlowEntry &row, int column) const override
    {
        return column == At ? double(row.at) : column == Took ? double(row.took.count()) : NoNumber;
    }
    Cell cell(std::size_t index, int column) const override
    {
        const SlowEntry &row = m_rows[index];
        switch (column) {
        case At:
            return {clockTime(row.at * 1000), {}, Tint::Dim, Tint::Dim, true};
        case Took:
            return {durationText(row.took), {},
                row.took > std::chrono::milliseconds{100} ? Tint::Bad : Tint::Text, Tint::Dim,
                false, true};
        case Command:
            return {oneLineOf(row.command), {}, Tint::Redis, Tint::Dim, true};
        case Client:
            return {textOfBytes(row.client), {}, Tint::Dim};
        default:
            return {};
        }
    }
    QString tip(std::size_t index, int column) const override
    {
        return column == Command ? textOfBytes(m_rows[index].command) : QString();
    }
};

class SpikeSource final : public ValueSource<LatencySpike>
{
public:
    enum SpikeColumn { At, Event, Latest, Worst };
    using ValueSource::ValueSource;
    std::string key(std::size_t row) const override
    {
        return m_rows[row].event + std::to_string(m_rows[row].at);
    }
    double number(const LatencySpike &row, int column) const override
    {
        return column == At    ? double(row.at)
            : column == Latest ? double(row.latest.count())
            : column == Worst  ? double(row.worst.count())
                               : NoNumber;
    }
    Cell cell(std::size_t index, int column) const override
    {
        const LatencySpike &row = m_rows[index];
        switch (column) {
        case At:
            return {clockTime(row.at * 1000), {}, Tint::Dim, Tint::Dim, true};
        case Event:
            return {textOfBytes(row.event), {}, Tint::Redis, Tint::Dim, true};
        case Latest:
            return {durationText(row.latest), {}, Tint::Text, Tint::Dim, false, true};
        case Worst:
            return {durationText(row.worst)};
        default:
            return {};
        }
    }
};

class FindingSource final : public ValueSource<Finding>
{
public:
    enum FindingColumn { At, Level, What };
    FindingSource(const std::deque<Finding> &rows, std::function<qint64(SinceStart)> wallTime)
        : ValueSource({rows.begin(), rows.end()})
        , m_wallTime(std::move(wallTime))
    { }
    std::string key(std::size_t row) const override { return findingKey(m_rows[row]); }
    double number(const Finding &row, int column) const override
    {
        return column == At   ? double(row.since.count())
            : column == Level ? double(row.level)
                              : NoNumber;
    }
    Cell cell(std::size_t index, int column) const override
    {
        const Finding &row = m_rows[index];
        switch (column) {
        case At:
            return {clockTime(m_wallTime(row.since)),
                row.isOver() ? LogRowsWords::tr("until %1").arg(clockTime(m_wallTime(row.until)))
                    : row.isWaning()
                    ? LogRowsWords::tr("seen until %1").arg(clockTime(m_wallTime(row.seen)))
                    : LogRowsWords::tr("going on"),
                Tint::Text, isPast(row) ? Tint::Dim : Tint::Miss, true};
        case Level:
            return {levelText(row.level), {}, isPast(row) ? Tint::Dim : levelTint(row.level),
                Tint::Dim, false, true};
        case What:
            return {row.sentence, row.next, isPast(row) ? Tint::Dim : Tint::Text};
        default:
            return {};
        }
    }
    QString tip(std::size_t index, int column) const override
    {
        if (column != What)
            return {};
        QStringList lines{m_rows[index].sentence};
        for (const auto &figure : m_rows[index].evidence)
            lines << figure.what + QStringLiteral(": ") + figure.value;
        return lines.join(QLatin1Char('\n'));
    }

private:
    static bool isPast(const Finding &row) { return row.isOver() || row.isWaning(); }
    std::function<qint64(SinceStart)> m_wallTime;
};

template <typename Row> std::vector<Row> copied(const std::deque<Row> &rows)
{
    return {rows.begin(), rows.end()};
}
} // namespace

QString clockTime(qint64 msSinceEpoch)
{
    const auto at = QDateTime::fromMSecsSinceEpoch(msSinceEpoch);
    // A log may hold entries of last week.
    const bool today = at.date() == QDate::currentDate();
    return at.toString(today ? QStringLiteral("HH:mm:ss") : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

Tint levelTint(Finding::Level level)
{
    return level == Finding::Level::Problem ? Tint::Bad
        : level == Finding::Level::Warning  ? Tint::Miss
                                            : Tint::Write;
}

QString levelText(Finding::Level level)
{
    switch (level) {
    case Finding::Level::Problem:
        return QStringLiteral("✕ ") + LogRowsWords::tr("problem");
    case Finding::Level::Warning:
        return QStringLiteral("◆ ") + LogRowsWords::tr("warning");
    case Finding::Level::Notice:
        break;
    }
    return QStringLiteral("● ") + LogRowsWords::tr("notice");
}

std::string findingKey(const Finding &finding)
{
    return std::to_string(int(finding.kind)) + '/' + std::to_string(finding.since.count()) + '/'
        + finding.subject;
}

std::vector<Column> slowColumns()
{
    return {{LogRowsWords::tr("When"), LogRowsWords::tr("By the clock of the server"),
                QStringLiteral("2026-12-31 23:59:59")},
        {LogRowsWords::tr("Took"), LogRowsWords::tr("Inside Redis; nothing else ran in that time"),
            QStringLiteral("99.9 ms"), true},
        {LogRowsWords::tr("Command"), {}, {}},
        {LogRowsWords::tr("Client"), {}, QStringLiteral("255.255.255.255:65535 name")}};
}

std::unique_ptr<RowSource> slowRows(const std::deque<SlowEntry> &entries)
{
    return std::make_unique<SlowSource>(copied(entries));
}

std::vector<Column> spikeColumns()
{
    return {{LogRowsWords::tr("When"), {}, QStringLiteral("2026-12-31 23:59:59")},
        {LogRowsWords::tr("What held Redis up"), {}, {}},
        {LogRowsWords::tr("Last time"), {}, QStringLiteral("99.9 ms"), true},
        {LogRowsWords::tr("Worst"), LogRowsWords::tr("Since the server began to count"),
            QStringLiteral("99.9 ms"), true}};
}

std::unique_ptr<RowSource> spikeRows(const std::deque<LatencySpike> &spikes)
{
    return std::make_unique<SpikeSource>(copied(spikes));
}

std::vector<Column> findingColumns()
{
    return {{LogRowsWords::tr("Since"), {}, QStringLiteral("until 23:59:59")},
        {LogRowsWords::tr("Level"), {}, QStringLiteral("◆ warning ")},
        {LogRowsWords::tr("What happened, and what to look at"), {}, {}}};
}

std::unique_ptr<RowSource> findingRows(
    const std::deque<Finding> &findings, std::function<qint64(SinceStart)> wallTime)
{
    return std::make_unique<FindingSource>(findings, std::move(wallTime));
}

} // namespace tierlens
