// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/presentcaption.h"

#include "core/durationtext.h"
#include "present/presentfigures.h"
#include "store/impacttext.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct PresentCaptionWords
{
    Q_DECLARE_TR_FUNCTIONS(PresentCaption)
};
using State = ServerChange::State;

QString median(const RequestCounts &counts, Series series)
{
    const auto &timing = counts.timing(series);
    return timing.count() == 0 ? QString() : durationText(timing.quantile(0.5));
}

bool isDead(State state) { return state == State::Lost || state == State::Frozen; }
bool isComing(State state)
{
    return state == State::Starting || state == State::Loading || state == State::Connecting
        || state == State::Stopping;
}

QString typicalOf(const PresentNow &now)
{
    return now.typical ? durationText(*now.typical) : QString();
}

QString outage(const Store &store, const PresentNow &now)
{
    const auto redis = store.servers().server(Tier::Redis).state;
    const auto postgres = store.servers().server(Tier::Postgres).state;
    const auto failed = now.counts.of(Outcome::Failed);
    if (isDead(redis) && isDead(postgres))
        return PresentCaptionWords::tr("Redis and Postgres are both away: nobody gets an answer.");
    if (redis == State::Lost || redis == State::Frozen) {
        const auto what = redis == State::Lost
            ? PresentCaptionWords::tr("Redis is down, so every question goes to Postgres.")
            : PresentCaptionWords::tr("Redis is silent, so questions go to Postgres.");
        const auto typical = typicalOf(now);
        if (typical.isEmpty())
            return what;
        return what + QLatin1Char(' ')
            + (failed == 0
                    ? PresentCaptionWords::tr("A typical answer takes %1, but nobody goes without.")
                          .arg(typical)
                    : PresentCaptionWords::tr("A typical answer takes %1.").arg(typical));
    }
    if (isDead(postgres)) {
        const auto hits = now.counts.of(Outcome::Hit);
        if (hits > 0 && failed == 1)
            return PresentCaptionWords::tr(
                "Postgres is away. Redis still tells what it remembers; 1 question in 3 seconds "
                "got no answer.");
        if (hits > 0 && failed > 0)
            return PresentCaptionWords::tr(
                "Postgres is away. Redis still tells what it remembers; %1 questions in "
                "3 seconds got no answer.")
                .arg(countText(failed));
        if (hits > 0)
            return PresentCaptionWords::tr(
                "Postgres is away, and so far nobody notices: Redis remembers what is asked.");
        return PresentCaptionWords::tr(
            "Postgres is away: what Redis does not remember cannot be answered.");
    }
    if (isComing(redis))
        return PresentCaptionWords::tr("Redis is on its way back.");
    if (isComing(postgres))
        return PresentCaptionWords::tr(
            "Postgres is coming back. It reads its log first, so that nothing confirmed is lost.");
    return {};
}

QString redisForgot(const Impact &impact)
{
    if (impact.keysLost == 0)
        return PresentCaptionWords::tr("Redis was restarted and has lost no key.");
    if (!impact.settled)
        return PresentCaptionWords::tr(
            "Redis came back with nothing. Each answer is asked of Postgres once, and "
            "remembered again.");
    const auto rows = impact.rowsLost && *impact.rowsLost == 0
        ? PresentCaptionWords::tr("No row was lost.")
        : QString();
    const auto wanted = hitRateWanted(impact);
    const auto known = wanted > 0
        ? PresentCaptionWords::tr("Redis forgot %1. After %2 and %3 extra queries it answered %4 "
                                  "of the questions again, nearly as many as before.")
              .arg(keysText(impact.keysLost), durationText(impact.settledAfter),
                  countText(impact.extraQueries()), wholePercentText(wanted))
        : PresentCaptionWords::tr(
            "Redis forgot %1. After %2 and %3 extra queries it knew enough again.")
              .arg(keysText(impact.keysLost), durationText(impact.settledAfter),
                  countText(impact.extraQueries()));
    return (known + QLatin1Char(' ') + rows).trimmed();
}

QString unanswered(std::uint64_t questions)
{
    return questions == 1
        ? PresentCaptionWords::tr("1 question got no answer.")
        : PresentCaptionWords::tr("%1 questions got no answer.").arg(countText(questions));
}

QString postgresWasAway(const Impact &impact)
{
    const auto away = impact.downFor
        ? PresentCaptionWords::tr("Postgres was away for %1.").arg(durationText(*impact.downFor))
        : PresentCaptionWords::tr("Postgres was stopped.");
    const auto who = impact.failed == 0 ? PresentCaptionWords::tr("Nobody went without an answer.")
                                        : unanswered(impact.failed);
    QString rows;
    if (impact.rowsLost)
        rows = *impact.rowsLost == 0
            ? PresentCaptionWords::tr("What it had confirmed is still there.")
            : *impact.rowsLost == 1 ? PresentCaptionWords::tr("1 confirmed write is gone.")
                                    : PresentCaptionWords::tr("%1 confirmed writes are gone.")
                                          .arg(countText(*impact.rowsLost));
    return (away + QLatin1Char(' ') + who + QLatin1Char(' ') + rows).trimmed();
}

QString silence(const Impact &impact)
{
    const auto name = impact.action.tier == Tier::Redis ? PresentCaptionWords::tr("Redis")
                                                        : PresentCaptionWords::tr("Postgres");
    const auto what = impact.downFor
        ? PresentCaptionWords::tr("%1 was silent for %2.").arg(name, durationText(*impact.downFor))
        : PresentCaptionWords::tr("%1 was silent for a while.").arg(name);
    return what + QLatin1Char(' ')
        + (impact.failed == 0 ? PresentCaptionWords::tr("Nobody went without an answer.")
                              : unanswered(impact.failed));
}

QString written(const TrafficSettings &traffic)
{
    if (!traffic.cache)
        return PresentCaptionWords::tr(
            "The truth has changed in Postgres, and everybody sees it at once.");
    if (traffic.writeBehind)
        return PresentCaptionWords::tr("Redis has the new value; Postgres is told a little later.");
    if (traffic.writeThrough)
        return PresentCaptionWords::tr(
            "The truth has changed in Postgres, and Redis was told the new value.");
    if (traffic.invalidateOnWrite || traffic.notifyInvalidation)
        return PresentCaptionWords::tr(
            "The truth has changed. The old copy was thrown away: who asks next fetches "
            "the new one.");
    return PresentCaptionWords::tr(
        "The truth has changed, but the old copy stays in Redis until it expires.");
}

QString done(const Impact &impact, const TrafficSettings &traffic)
{
    switch (impact.action.kind) {
    case Action::Kind::Restart:
    case Action::Kind::Crash:
        return impact.action.tier == Tier::Redis ? redisForgot(impact) : postgresWasAway(impact);
    case Action::Kind::Freeze:
        return silence(impact);
    case Action::Kind::InvalidateKey:
    case Action::Kind::InvalidatePattern:
    case Action::Kind::InvalidateAll:
        return impact.keysLost == 1
            ? PresentCaptionWords::tr(
                "One copy was thrown away. Whoever asks next fetches it from Postgres.")
            : PresentCaptionWords::tr(
                "%1 were thrown away. Nothing is lost: each comes back when it is asked for.")
                  .arg(keysText(impact.keysLost));
    case Action::Kind::ExpireNow:
        return PresentCaptionWords::tr(
            "Its time is up: whoever asks next fetches it from Postgres.");
    case Action::Kind::Refresh:
        return PresentCaptionWords::tr("The copy in Redis is fresh from Postgres.");
    case Action::Kind::Write:
        return written(traffic);
    case Action::Kind::Policy:
    case Action::Kind::Traffic:
        break;
    }
    return {};
}

QString usual(const PresentNow &now)
{
    const double rate = now.hitRate;
    if (rate < 0)
        return now.counts.requests() == 0
            ? PresentCaptionWords::tr("Nobody is asking just now.")
            : PresentCaptionWords::tr("Nothing that Redis remembers is asked for just now.");
    const auto share = percentText(rate), hit = median(now.counts, Series::Hit);
    const auto miss = median(now.counts, Series::Miss);
    if (rate < 0.5 && !miss.isEmpty())
        return PresentCaptionWords::tr(
            "Redis knows only %1 of what is asked. The rest is fetched from Postgres, in "
            "%2, and remembered.")
            .arg(share, miss);
    if (miss.isEmpty())
        return PresentCaptionWords::tr(
            "Redis remembers all that is asked, and answers in %1. Postgres has nothing to do.")
            .arg(hit);
    return PresentCaptionWords::tr(
        "Redis answers %1 of the questions, in %2. The rest is asked of Postgres, in %3.")
        .arg(share, hit, miss);
}
} // namespace

QString presentCaption(
    const Store &store, const TrafficSettings &traffic, const Impact *impact, const PresentNow &now)
{
    const auto &timings = store.timings();
    if (const auto trouble = outage(store, now); !trouble.isEmpty())
        return trouble;
    if (timings.total().requests() == 0)
        return PresentCaptionWords::tr("Nothing has been asked yet.");
    if (!traffic.running)
        return PresentCaptionWords::tr(
            "Nobody asks now. What Redis remembers runs out, key by key.");
    const auto typical = typicalOf(now);
    if (!traffic.cache && !typical.isEmpty())
        return PresentCaptionWords::tr(
            "Without its short-term memory the app asks Postgres every time: %1 for a "
            "typical answer.")
            .arg(typical);
    if (impact) {
        if (const auto told = done(*impact, traffic); !told.isEmpty())
            return told;
    }
    return usual(now);
}

} // namespace tierlens
