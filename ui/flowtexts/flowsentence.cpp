// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowtexts/flowsentence.h"

#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

using Condition = FlowFigures::Condition;

FlowLine flowSentence(
    const Store &store, const FlowContext &context, Condition redis, Condition postgres)
{
    const auto &slow = store.operation(static_cast<std::uint8_t>(context.slowOperation));
    const auto &quick = store.operation(static_cast<std::uint8_t>(context.quickOperation));
    const auto say = [](const QStringList &variants, const QString &strong = {}) -> FlowLine {
        return {variants, strong,
            FlowFigures::tr(
                "Medians (p50) since the session began: one GET that hit, against one SELECT after "
                "a miss for the same kind of read.")};
    };
    const auto dead = [](Condition condition) {
        return condition == Condition::Down || condition == Condition::Silent;
    };
    if (dead(redis) && dead(postgres))
        return say({FlowFigures::tr("Neither Redis nor Postgres answers.")});
    if (dead(postgres))
        return say(
            {FlowFigures::tr("Postgres does not answer: only what Redis remembers can be told."),
                FlowFigures::tr("Only what Redis remembers can be told.")});
    if (dead(redis))
        return say({FlowFigures::tr(
                        "Redis does not answer: every read asks Postgres, and nothing is lost."),
            FlowFigures::tr("Every read asks Postgres; nothing is lost.")});
    if (store.timings().total().requests() == 0) {
        if (redis == Condition::Unknown && postgres == Condition::Unknown)
            return say({FlowFigures::tr("Not connected yet.")});
        return say(
            {context.running ? FlowFigures::tr("Waiting for the first request.")
                             : FlowFigures::tr("Traffic is paused; nothing has been asked yet.")});
    }
    if (slow.postgres.count() == 0)
        return say({FlowFigures::tr("Waiting for the first miss.")});
    const auto fromPostgres = durationText(slow.postgres.quantile(0.5));
    if (slow.redis.count() == 0)
        return say({FlowFigures::tr("Postgres answers in %1; waiting for the first hit.")
                        .arg(fromPostgres),
            FlowFigures::tr("Waiting for the first hit.")});
    const auto factorOf = [](const Store::OperationTimings &timings) {
        return double(timings.postgres.quantile(0.5).count())
            / double(std::max<std::int64_t>(1, timings.redis.quantile(0.5).count()));
    };
    const auto fromRedis = durationText(slow.redis.quantile(0.5));
    const double factor = factorOf(slow);
    if (factor < 1.05)
        return say({FlowFigures::tr("Redis gains nothing here: %1 against %2 in Postgres")
                        .arg(fromRedis, fromPostgres),
            FlowFigures::tr("Redis gains nothing here")});
    const auto times = timesText(factor);
    const bool off = redis == Condition::Off;
    const auto full
        = (off ? FlowFigures::tr("Redis would answer %1 faster: %2 against %3 in Postgres")
               : FlowFigures::tr("Redis answers %1 faster here: %2 against %3 in Postgres"))
              .arg(times, fromRedis, fromPostgres);
    const auto brief
        = FlowFigures::tr("Redis %1 faster: %2, not %3").arg(times, fromRedis, fromPostgres);
    QStringList variants{full, brief};
    if (quick.redis.count() > 0 && quick.postgres.count() > 0 && !context.quickName.isEmpty())
        variants.prepend(full + QStringLiteral(" · ")
            + FlowFigures::tr("%1: %2").arg(context.quickName, timesText(factorOf(quick))));
    return say(variants, times);
}

} // namespace tierlens
