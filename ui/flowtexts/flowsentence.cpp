// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowtexts/flowsentence.h"

#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

using Condition = FlowFigures::Condition;

FlowLine flowSentence(const Store &store, const FlowContext &context, Condition redis,
    Condition postgres, std::uint64_t failedLately)
{
    const auto &slow = store.operation(static_cast<std::uint8_t>(context.slowOperation));
    const auto &quick = store.operation(static_cast<std::uint8_t>(context.quickOperation));
    const auto say = [](const QStringList &variants, const QString &strong = {}) -> FlowLine {
        return {variants, strong,
            FlowFigures::tr(
                "Medians (p50) since the session began: one GET that hit, against one SELECT after "
                "a miss for the same kind of read.")};
    };
    const bool asked = store.timings().total().requests() > 0;
    const auto dead = [asked](Condition condition) {
        return isGone(condition) || (condition == Condition::Starting && asked); // again
    };
    if (dead(redis) && dead(postgres))
        return say({FlowFigures::tr("Neither Redis nor Postgres answers.")});
    if (dead(postgres))
        return say(
            {FlowFigures::tr("Postgres does not answer: only what Redis remembers can be told."),
                FlowFigures::tr("Only what Redis remembers can be told.")});
    // Requests that were waiting for it get no answer, whatever the next ones do.
    if (dead(redis) && failedLately > 0) {
        const auto failed = countText(failedLately);
        return say({FlowFigures::tr("Redis does not answer: reads ask Postgres, and requests that "
                                    "waited for Redis failed (%1 in 10 s).")
                        .arg(failed),
            FlowFigures::tr("Redis does not answer; %1 failed in 10 s.").arg(failed)});
    }
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
    const auto &name = context.slowName;
    // It gains most with one question only, which is named; and what it gains with an ordinary one
    // is said beside it. Short of room the large figure goes first.
    QStringList variants{
        (off ? FlowFigures::tr("Redis would answer “%1” %2 faster: %3 against %4 in Postgres")
             : FlowFigures::tr("Redis answers “%1” %2 faster: %3 against %4 in Postgres"))
            .arg(name, times, fromRedis, fromPostgres),
        FlowFigures::tr("“%1” %2 faster: %3, not %4").arg(name, times, fromRedis, fromPostgres),
        FlowFigures::tr("“%1” %2 faster").arg(name, times)};
    if (quick.redis.count() > 0 && quick.postgres.count() > 0 && !context.quickName.isEmpty()) {
        const auto gains = timesText(factorOf(quick));
        const auto ordinary = FlowFigures::tr("%1: %2").arg(context.quickName, gains);
        for (auto &variant : variants)
            variant += QStringLiteral(" · ") + ordinary;
        variants.append(FlowFigures::tr("Redis gains %1 for %2").arg(gains, context.quickName));
    }
    return say(variants, times);
}

} // namespace tierlens
