// SPDX-License-Identifier: GPL-3.0-or-later
#include "tour/tourwords.h"

#include "session/timedaction.h"
#include "tour/tourmeasures.h"

#include <QRegularExpression>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
using MeasureKind = TourMeasure::Kind;
using Is = TourCondition::Is;

Error usage(const QString &text) { return {ErrorKind::Usage, {}, text.toStdString(), {}}; }

QString measureNames()
{
    QStringList names;
    for (const auto &measure : TourMeasures::all())
        names.append(QLatin1String(measure.name));
    return names.join(QStringLiteral(", "));
}

std::optional<Is> comparison(QStringView sign)
{
    static const std::pair<QLatin1String, Is> signs[]
        = {{QLatin1String("<"), Is::Less}, {QLatin1String("<="), Is::AtMost},
            {QLatin1String("="), Is::Equal}, {QLatin1String("!="), Is::Different},
            {QLatin1String(">="), Is::AtLeast}, {QLatin1String(">"), Is::More}};
    for (const auto &[text, is] : signs) {
        if (sign == text)
            return is;
    }
    return std::nullopt;
}

// What one unit is worth in the measure's own; none: that unit does not belong to it.
std::optional<double> unitWorth(MeasureKind kind, const QString &unit)
{
    static const std::pair<MeasureKind, std::vector<std::pair<QLatin1String, double>>> known[] = {
        {MeasureKind::Share, {{QLatin1String("%"), 0.01}}},
        {MeasureKind::Count, {{QLatin1String(""), 1}}},
        {MeasureKind::Rate, {{QLatin1String(""), 1}, {QLatin1String("/s"), 1}}},
        {MeasureKind::Time,
            {{QLatin1String("us"), 1e3}, {QLatin1String("ms"), 1e6}, {QLatin1String("s"), 1e9}}},
        {MeasureKind::Factor, {{QLatin1String(""), 1}}},
        {MeasureKind::Money, {{QLatin1String(""), 1}}},
    };
    for (const auto &[of, units] : known) {
        for (const auto &[name, worth] : units) {
            if (of == kind && unit == name)
                return worth;
        }
    }
    return std::nullopt;
}

QString example(const TourMeasure &measure)
{
    const auto name = QLatin1String(measure.name);
    switch (measure.kind) {
    case MeasureKind::Share:
        return name + QStringLiteral(" > 90 %");
    case MeasureKind::Time:
        return name + QStringLiteral(" < 1 ms");
    case MeasureKind::Rate:
        return name + QStringLiteral(" < 100");
    case MeasureKind::State:
        return name + QLatin1Char(' ') + measure.states.constFirst();
    case MeasureKind::Count:
    case MeasureKind::Factor:
    case MeasureKind::Money:
        break;
    }
    return name + QStringLiteral(" > 0");
}
} // namespace

Result<TourCondition> TourWords::condition(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "^([a-z][a-z0-9_]*)(?:\\s*(<=|>=|!=|<|>|=)\\s*|\\s+)(?:(\\d+(?:\\.\\d+)?)\\s*([^\\s\\dx]*)"
        "(?:\\s*x\\s+([a-z][a-z0-9_]*))?|([a-z][a-z0-9_]*))$"));
    const auto bad = [&text](const QString &why) {
        return usage(QStringLiteral("\"%1\": %2").arg(text, why));
    };
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return bad(tr("write a condition like \"hit_rate > 90 %\" or \"redis up\"."));
    TourCondition condition;
    condition.text = text.trimmed();
    condition.measure = match.captured(1);
    const auto *measure = TourMeasures::find(condition.measure);
    if (!measure)
        return bad(
            tr("there is no measure \"%1\"; known are %2.").arg(condition.measure, measureNames()));
    const auto sign = match.captured(2);
    const auto word = match.captured(6);
    if (measure->kind == MeasureKind::State) {
        const auto state = measure->states.indexOf(word);
        if (!sign.isEmpty() || state < 0)
            return bad(tr("say what it shall be, without a sign: %1 %2.")
                           .arg(condition.measure, measure->states.join(QStringLiteral("|"))));
        condition.value = double(state);
        return condition;
    }
    const auto is = comparison(sign);
    if (!is)
        return bad(tr("a comparison is missing, for example \"%1\".").arg(example(*measure)));
    condition.is = *is;
    condition.than = word.isEmpty() ? match.captured(5) : word;
    condition.value = word.isEmpty() ? match.captured(3).toDouble() : 1;
    const auto unit = match.captured(4);
    if (condition.than.isEmpty()) {
        const auto worth = unitWorth(measure->kind, unit);
        if (!worth)
            return bad(tr("\"%1\" is not how this is measured; write for example \"%2\".")
                           .arg(unit.isEmpty() ? match.captured(3) : unit, example(*measure)));
        condition.value *= *worth;
    } else if (!unit.isEmpty()) {
        return bad(tr("compare with a figure or with another measure, not with both."));
    } else if (condition.than != QLatin1String("before")) {
        const auto *other = TourMeasures::find(condition.than);
        if (!other || other->kind != measure->kind)
            return bad(tr("\"%1\" is nothing to compare this with.").arg(condition.than));
    }
    return condition;
}

Result<TourOrder> TourWords::order(const QString &text)
{
    using Verb = TourOrder::Verb;
    struct Form
    {
        const char *verb;
        Verb means;
        enum { Nothing, Server, Word } with;
    };
    static constexpr Form forms[] = {{"restart", Verb::Restart, Form::Server},
        {"crash", Verb::Crash, Form::Server}, {"freeze", Verb::Freeze, Form::Server},
        {"invalidate", Verb::Invalidate, Form::Word}, {"write", Verb::Write, Form::Nothing},
        {"order", Verb::Perform, Form::Word}, {"expire", Verb::Expire, Form::Word},
        {"pause", Verb::Pause, Form::Nothing}, {"resume", Verb::Resume, Form::Nothing}};
    const auto words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const auto bad = [&text](const QString &why) {
        return usage(QStringLiteral("\"%1\": %2").arg(text, why));
    };
    for (const auto &form : forms) {
        if (words.value(0) != QLatin1String(form.verb))
            continue;
        TourOrder order;
        order.verb = form.means;
        const bool timed = order.verb == Verb::Freeze && words.size() == 3;
        if (words.size() != (form.with == Form::Nothing ? 1 : 2) && !timed) {
            if (form.with == Form::Server)
                return bad(tr("say which server, redis or postgres."));
            return bad(form.with == Form::Word ? tr("one word says what.")
                                               : tr("nothing stands after it."));
        }
        order.what = words.value(1);
        if (form.with == Form::Server) {
            if (order.what != QLatin1String("redis") && order.what != QLatin1String("postgres"))
                return bad(tr("\"%1\" is no server; say redis or postgres.").arg(order.what));
            order.tier = order.what == QLatin1String("redis") ? Tier::Redis : Tier::Postgres;
        }
        if (order.verb == Verb::Invalidate && order.what == QLatin1String("everything"))
            order.what = QStringLiteral("*");
        if (timed) {
            const auto span = parseSpan(words[2]);
            if (!span || *span > 60s || *span < 100ms)
                return bad(tr("give a time from 100ms to 60s."));
            order.span = *span;
        }
        return order;
    }
    return bad(tr("known are restart|crash|freeze redis|postgres, invalidate PATTERN|everything, "
                  "write, order NAME, expire KEY, pause, resume."));
}

Result<Done> TourWords::checkPlaceholders(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("\\{([^{}]*)\\}?"));
    auto matches = form.globalMatch(text);
    while (matches.hasNext()) {
        auto name = matches.next().captured(1);
        const auto whole = name;
        if (name.endsWith(QLatin1String(".before")))
            name.chop(7);
        if (!TourMeasures::find(name) && name != QLatin1String("answered"))
            return usage(tr("\"{%1}\" is no measured value; known are %2, answered.")
                             .arg(whole, measureNames()));
    }
    return Done{};
}

} // namespace tierlens
