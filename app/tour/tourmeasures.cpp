// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourmeasures.h"

#include "core/durationtext.h"
#include "session/session.h"

#include <QRegularExpression>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using MeasureKind = TourMeasure::Kind;
using Over = TourMeasure::Over;
using Is = TourCondition::Is;
using Value = std::optional<double>;

QString timeText(double nanoseconds)
{
    return durationText(Duration(static_cast<Duration::rep>(nanoseconds)));
}
} // namespace

const TourMeasure *TourMeasures::find(QStringView name)
{
    const auto &measures = all();
    const auto found = std::find_if(measures.begin(), measures.end(),
        [name](const TourMeasure &measure) { return name == QLatin1String(measure.name); });
    return found == measures.end() ? nullptr : &*found;
}

TourBaseline TourMeasures::baseline(const Session &session)
{
    TourBaseline baseline;
    baseline.at = session.now();
    if (const auto *latest = session.store().impacts().latest())
        baseline.impact = latest->id;
    for (const auto &measure : all()) {
        if (const auto value = measure.read(session, measure.window))
            baseline.values[QLatin1String(measure.name)] = *value;
    }
    return baseline;
}

Value TourMeasures::value(
    const TourMeasure &measure, const Session &session, const TourBaseline &since)
{
    const auto *latest = session.store().impacts().latest();
    if (measure.over == Over::Impact && since.expectsImpact
        && (!latest || latest->id <= since.impact))
        return {}; // the card there is tells of something earlier
    auto value = measure.read(session, measure.window);
    if (measure.over == Over::Step && value) {
        const auto before = since.values.find(QLatin1String(measure.name));
        if (before != since.values.end())
            *value = std::max(0.0, *value - before->second);
    }
    return value;
}

QString TourMeasures::label(const TourMeasure &measure)
{
    return QCoreApplication::translate("TourMeasures", measure.label);
}

QString TourMeasures::text(const TourMeasure &measure, Value value)
{
    if (!value)
        return QStringLiteral("–");
    switch (measure.kind) {
    case MeasureKind::Share:
        return percentText(*value);
    case MeasureKind::Count:
        return countText(static_cast<std::uint64_t>(*value));
    case MeasureKind::Rate:
        return rateText(*value);
    case MeasureKind::Time:
        return timeText(*value);
    case MeasureKind::Factor:
        return timesText(*value);
    case MeasureKind::Money:
        return QString::number(*value, 'f', 2);
    case MeasureKind::State:
        return measure.states.at(static_cast<qsizetype>(*value));
    }
    return {};
}

QString TourMeasures::text(const TourCondition &condition)
{
    const auto *measure = find(condition.measure);
    if (!measure)
        return condition.text;
    const auto name = label(*measure);
    if (measure->over == Over::Impact && measure->kind == MeasureKind::State)
        return condition.value > 0 ? tr("everything is as before") : tr("not all is as before");
    if (measure->kind == MeasureKind::State)
        return (condition.value < 1   ? tr("%1 answers")
                : condition.value < 2 ? tr("%1 is down")
                                      : tr("%1 is silent"))
            .arg(name);
    QString right;
    if (condition.than.isEmpty())
        right = measure->kind == MeasureKind::Share ? wholePercentText(condition.value)
                                                    : text(*measure, condition.value);
    else if (condition.than == QLatin1String("before"))
        right = condition.value == 1 ? tr("before") : tr("%1× before").arg(condition.value);
    else if (const auto *other = find(condition.than))
        right = condition.value == 1 ? label(*other)
                                     : tr("%1× %2").arg(condition.value).arg(label(*other));
    switch (condition.is) {
    case Is::Less:
        return tr("%1 below %2").arg(name, right);
    case Is::AtMost:
        return tr("%1 at most %2").arg(name, right);
    case Is::Equal:
        return tr("%1 exactly %2").arg(name, right);
    case Is::Different:
        return tr("%1 not %2").arg(name, right);
    case Is::AtLeast:
        return tr("%1 at least %2").arg(name, right);
    case Is::More:
        break;
    }
    return tr("%1 above %2").arg(name, right);
}

std::optional<bool> TourMeasures::holds(
    const TourCondition &condition, const Session &session, const TourBaseline &since)
{
    const auto *measure = find(condition.measure);
    // A window must lie behind the change it is to judge; it reaches up to a second further back
    // than it is long, for it begins with a whole one.
    if (!measure
        || (measure->over == Over::Window && session.now() - since.at < measure->window + 1s))
        return {};
    return compared(condition, session, since);
}

bool TourMeasures::isMet(
    const TourCondition &condition, const Session &session, const TourBaseline &since)
{
    return compared(condition, session, since) == true;
}

std::optional<bool> TourMeasures::compared(
    const TourCondition &condition, const Session &session, const TourBaseline &since)
{
    const auto *measure = find(condition.measure);
    if (!measure)
        return {};
    const auto left = value(*measure, session, since);
    double right = condition.value;
    if (condition.than == QLatin1String("before")) {
        const auto before = since.values.find(condition.measure);
        if (before == since.values.end())
            return {};
        right *= before->second;
    } else if (const auto *other = find(condition.than)) {
        const auto than = value(*other, session, since);
        if (!than)
            return {};
        right *= *than;
    }
    if (!left)
        return {};
    switch (condition.is) {
    case Is::Less:
        return *left < right;
    case Is::AtMost:
        return *left <= right;
    case Is::Equal:
        return !(*left < right) && !(*left > right);
    case Is::Different:
        return *left < right || *left > right;
    case Is::AtLeast:
        return *left >= right;
    case Is::More:
        return *left > right;
    }
    return {};
}

QString TourMeasures::filled(const QString &text, const Session &session, const TourBaseline &since)
{
    static const QRegularExpression form(QStringLiteral("\\{([a-z][a-z0-9_]*)(\\.before)?\\}"));
    QString out;
    qsizetype done = 0;
    auto matches = form.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        out += QStringView(text).mid(done, match.capturedStart() - done);
        done = match.capturedEnd();
        const auto name = match.captured(1);
        const auto *measure = find(name);
        if (!measure) {
            out += match.captured(0); // not ours: {answered}
        } else if (match.capturedLength(2) > 0) {
            const auto before = since.values.find(name);
            out += TourMeasures::text(
                *measure, before == since.values.end() ? Value() : Value(before->second));
        } else {
            out += TourMeasures::text(*measure, value(*measure, session, since));
        }
    }
    out += QStringView(text).mid(done);
    return out;
}

} // namespace tierlens
