// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/patternrows.h"

#include "core/durationtext.h"
#include "watchtables/valuesource.h"

#include <QCoreApplication>

#include <map>
#include <set>

namespace tierlens {

namespace {
struct PatternRowsWords
{
    Q_DECLARE_TR_FUNCTIONS(PatternRows)
};

enum PatternColumn { Pattern, HitRate, Misses, FilledBy, MissCosts, Saved, Expiring };
constexpr double RarelyHit = 0.3; // below it is asked whether caching is worth it
constexpr std::uint64_t EnoughReads = 50; // of a burst, to say so

constexpr std::uint64_t LeastReads = 20; // of fewer a rate is chance

double hitRateOf(const PatternRow &row)
{
    return row.traffic && row.traffic->reads >= LeastReads ? row.traffic->hitRate() : -1;
}
bool hasLink(const PatternRow &row) { return row.link && !row.link->refused; }

class PatternSource final : public ValueSource<PatternRow>
{
public:
    PatternSource(std::vector<PatternRow> rows, const std::vector<Finding> &findings, bool isPast)
        : ValueSource(std::move(rows))
        , m_isPast(isPast)
    {
        for (const auto &finding : findings) {
            if (finding.isOver() || finding.isWaning() || finding.subject.empty())
                continue;
            m_told[finding.subject] = finding.sentence;
            if (finding.kind == FindingKind::ExpiryCliff)
                m_cliffs.insert(finding.subject);
        }
    }
    std::string key(std::size_t row) const override { return m_rows[row].figures.pattern; }
    double number(const PatternRow &row, int column) const override
    {
        switch (column) {
        case HitRate:
            return hitRateOf(row);
        case Misses:
            return row.missesPerSecond;
        case MissCosts:
            return hasLink(row) ? double(row.link->missCost.count()) : -1;
        case Saved:
            return row.savedPerSecond;
        case Expiring:
            return row.figures.expiringNextMinute;
        default:
            return NoNumber;
        }
    }
    Cell cell(std::size_t index, int column) const override
    {
        Cell cell = cellOf(index, column);
        if (m_isPast)
            cell.tint = cell.detailTint = Tint::Dim;
        return cell;
    }
    Cell cellOf(std::size_t index, int column) const
    {
        const PatternRow &row = m_rows[index];
        switch (column) {
        case Pattern:
            return nameCell(row);
        case HitRate: {
            const double rate = hitRateOf(row);
            return {percentText(rate), {}, rate < 0 ? Tint::Dim : hitRateTint(rate), Tint::Dim,
                false, true, rate};
        }
        case Misses:
            // What was never read cannot have been missed.
            if (row.missesPerSecond < 0
                || (!row.missesFromEvents && row.traffic && row.traffic->reads == 0))
                return {dash(), {}, Tint::Dim};
            // From a burst it is inferred; from key events it is counted.
            return {(row.missesFromEvents ? QString() : QStringLiteral("≈ "))
                + rateText(row.missesPerSecond).chopped(2)};
        case FilledBy:
            return filledCell(row);
        case MissCosts:
            if (!hasLink(row) || row.link->missCost <= Duration::zero())
                return {dash(), {}, Tint::Dim};
            return {durationText(row.link->missCost), {}, Tint::Text, Tint::Dim, false, true};
        case Saved:
            if (row.savedPerSecond < 0)
                return {dash(), {}, Tint::Dim};
            return {savedText(row.savedPerSecond), {}, Tint::Hit, Tint::Dim, false, true};
        case Expiring:
            return expiringCell(row);
        default:
            return {};
        }
    }
    QString tip(std::size_t index, int column) const override
    {
        const PatternRow &row = m_rows[index];
        if (column == FilledBy && row.link)
            return textOfBytes(row.link->text);
        if (column == HitRate && row.traffic && row.traffic->hasHitRate())
            return (row.traffic->reads < LeastReads
                    ? PatternRowsWords::tr("Reads in the burst: %1, too few for a rate")
                    : PatternRowsWords::tr("Reads in the burst: %1"))
                .arg(countText(row.traffic->reads));
        const auto told = m_told.find(row.figures.pattern);
        return column == Pattern && told != m_told.end() ? told->second : QString();
    }

private:
    Cell nameCell(const PatternRow &row) const
    {
        Cell cell{textOfBytes(row.figures.pattern), patternBasis(row), Tint::Text, Tint::Dim, true};
        const PatternFigures &figures = row.figures;
        const double rate = hitRateOf(row);
        const auto told = m_told.find(figures.pattern);
        if (figures.withoutExpiry > 0.9 && told != m_told.end()) {
            cell.detail = PatternRowsWords::tr("%1, no expiry, and it grows")
                              .arg(bytesText(rounded(figures.bytes)));
            cell.detailTint = Tint::Bad;
        } else if (rate >= 0 && rate < RarelyHit && row.traffic->reads >= EnoughReads) {
            cell.detail = PatternRowsWords::tr("hardly ever asked twice: worth caching?");
            cell.detailTint = Tint::Bad;
        }
        return cell;
    }
    static Cell filledCell(const PatternRow &row)
    {
        if (hasLink(row))
            return {oneLineOf(row.link->text), evidenceText(*row.link), Tint::Postgres,
                evidenceTint(*row.link), true};
        QString said = row.traffic ? PatternRowsWords::tr("(not known yet)")
                                   : PatternRowsWords::tr("(a burst tells)");
        if (row.traffic && row.traffic->fills == 0 && row.traffic->writes > 0)
            said = PatternRowsWords::tr("(written by the application)");
        else if (row.traffic && row.traffic->fills == 0 && row.traffic->reads > 0)
            said = PatternRowsWords::tr("(no fill was seen)");
        else if (row.link && row.link->refused)
            said = PatternRowsWords::tr("(you refused a proposal)");
        return {said, {}, Tint::Dim, Tint::Dim};
    }
    Cell expiringCell(const PatternRow &row) const
    {
        const PatternFigures &figures = row.figures;
        if (figures.sampled == 0)
            return {dash(), {}, Tint::Dim};
        if (figures.withoutExpiry > 0.99)
            return {PatternRowsWords::tr("no expiry"), {}, Tint::Miss, Tint::Dim, false, true};
        const auto text = countText(rounded(figures.expiringNextMinute));
        if (m_cliffs.count(figures.pattern) != 0)
            return {text + QStringLiteral(" ▲"), {}, Tint::Miss, Tint::Dim, false, true};
        return {text, {}, Tint::Text, Tint::Dim, false, true};
    }

    bool m_isPast;
    std::map<std::string, QString> m_told; // by pattern
    std::set<std::string> m_cliffs;
};
} // namespace

std::vector<Column> patternColumns()
{
    return {
        {PatternRowsWords::tr("Pattern"),
            PatternRowsWords::tr("A part of the name that takes many values is shown as *"), {}},
        {PatternRowsWords::tr("Hit rate"),
            PatternRowsWords::tr(
                "Inferred from the last burst: a read followed by a write of the same key is "
                "a miss"),
            QStringLiteral("100.0 %"), true, QStringLiteral("pattern-hit-rate")},
        {PatternRowsWords::tr("Misses/s"),
            PatternRowsWords::tr(
                "≈: inferred from the last burst; otherwise counted from key events"),
            QStringLiteral("≈ 10 000"), true, QStringLiteral("pattern-misses")},
        {PatternRowsWords::tr("Filled by"),
            PatternRowsWords::tr(
                "The statement in Postgres that answers the misses, and why we think so"),
            {}, false, QStringLiteral("inferred-link")},
        {PatternRowsWords::tr("One miss costs"),
            PatternRowsWords::tr("Mean time of that statement in Postgres"),
            QStringLiteral("99.9 ms"), true, QStringLiteral("miss-cost")},
        {PatternRowsWords::tr("Saved"),
            PatternRowsWords::tr(
                "Time in Postgres that hits save: hits per second × what one miss costs"),
            QStringLiteral("9999 ms/s"), true, QStringLiteral("saved-time")},
        {PatternRowsWords::tr("Expiring next minute"),
            PatternRowsWords::tr("Keys in all, estimated from sampled ones"),
            QStringLiteral("100 000 ▲"), true, QStringLiteral("expiring-next-minute")}};
}

std::unique_ptr<RowSource> patternRows(
    std::vector<PatternRow> rows, const std::vector<Finding> &findings, bool isPast)
{
    return std::make_unique<PatternSource>(std::move(rows), findings, isPast);
}

QString patternBasis(const PatternRow &row)
{
    if (row.traffic && row.traffic->fills > 0)
        return row.traffic->fills == 1
            ? PatternRowsWords::tr("%1 burst, 1 pair").arg(durationText(row.traffic->span))
            : PatternRowsWords::tr("%1 burst, %2 pairs")
                  .arg(durationText(row.traffic->span), countText(row.traffic->fills));
    if (row.figures.sampled == 0)
        return {};
    const auto about = row.figures.keysError > 0 ? QStringLiteral("≈ ") : QString();
    const auto count = rounded(row.figures.keys);
    const auto keys = about
        + (count == 1 ? PatternRowsWords::tr("1 key")
                      : PatternRowsWords::tr("%1 keys").arg(countText(count)));
    return row.figures.bytes > 0
        ? keys + QStringLiteral(" · ") + bytesText(rounded(row.figures.bytes))
        : keys;
}

QString evidenceText(const PatternLink &link)
{
    switch (link.evidence) {
    case PatternLink::Evidence::Wire:
        return PatternRowsWords::tr("seen on the wire");
    case PatternLink::Evidence::User:
        return PatternRowsWords::tr("confirmed by you");
    case PatternLink::Evidence::Correlation:
        break;
    }
    return PatternRowsWords::tr("inferred, correlation %1")
        .arg(QString::number(link.confidence, 'f', 2));
}

Tint evidenceTint(const PatternLink &link)
{
    return link.evidence == PatternLink::Evidence::Correlation ? Tint::Dim : Tint::Hit;
}

QString savedText(double secondsPerSecond)
{
    if (secondsPerSecond >= 1)
        return QString::number(secondsPerSecond, 'f', secondsPerSecond < 9.95 ? 1 : 0)
            + QStringLiteral(" s/s");
    return QString::number(secondsPerSecond * 1e3, 'f', secondsPerSecond < 0.00995 ? 1 : 0)
        + QStringLiteral(" ms/s");
}

Tint hitRateTint(double rate)
{
    return rate >= 0.9 ? Tint::Hit : rate >= 0.5 ? Tint::Miss : Tint::Bad;
}

} // namespace tierlens
