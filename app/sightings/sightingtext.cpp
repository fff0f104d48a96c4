// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/sightingtext.h"

#include "core/durationtext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
struct SightingWords
{
    Q_DECLARE_TR_FUNCTIONS(Sighting)
};

QString rounded(double value)
{
    return countText(static_cast<std::uint64_t>(std::llround(std::max(0.0, value))));
}

SightingText stampede(const Sighting &sighting, const Stampede &figures)
{
    const auto key = shownKey(sighting.key);
    const auto count = countText(figures.queries);
    SightingText text;
    text.label = SightingWords::tr("stampede %1×").arg(count);
    text.sentence = sighting.partial
        ? SightingWords::tr(
            "At least %1 requests missed %2 together. PostgreSQL was asked the same "
            "question at least %1 times, at least %3 of them at the same moment, where "
            "once would have done (%1×). At least %4 of its time was wasted.")
        : SightingWords::tr(
            "%1 requests missed %2 together. PostgreSQL was asked the same question "
            "%1 times, %3 of them at the same moment, where once would have done (%1×). "
            "%4 of its time was wasted.");
    text.sentence
        = text.sentence.arg(count, key, countText(figures.atOnce), durationText(figures.wasted));
    text.advice
        = SightingWords::tr("“One query per miss” prevents it: one request asks PostgreSQL, the "
                            "others wait for its answer.");
    return text;
}

QString keysOf(const Sighting &sighting, const Cliff &figures)
{
    const auto pattern = shownKey(sighting.key);
    if (pattern.isEmpty() || figures.ofPattern == 0)
        return keysText(figures.keys);
    return figures.ofPattern >= figures.keys
        ? SightingWords::tr("%1 of %2").arg(keysText(figures.keys), pattern)
        : SightingWords::tr("%1 (%2 of them %3)")
              .arg(keysText(figures.keys), countText(figures.ofPattern), pattern);
}

SightingText cliff(const Sighting &sighting, const Cliff &figures, SinceStart now)
{
    const auto keys = keysOf(sighting, figures);
    const auto spread = durationText(figures.spread), window = durationText(figures.window);
    const auto expected = rounded(figures.expected);
    SightingText text;
    text.label = SightingWords::tr("expiry cliff: %1").arg(keysText(figures.keys));
    text.advice
        = SightingWords::tr("“Spread the expiry times” prevents it: keys that were filled together "
                            "then expire one after the other.");
    switch (figures.outcome) {
    case Cliff::Outcome::Ahead: {
        const auto left = std::chrono::ceil<std::chrono::seconds>(
            std::max(sighting.from - now, Duration::zero()));
        text.brief = SightingWords::tr("cliff in %1").arg(upText(left));
        text.sentence
            = SightingWords::tr("In %1, %2 expire within %3: expect +%4 queries/s for %5.")
                  .arg(upText(left), keys, spread, expected, window);
        break;
    }
    case Cliff::Outcome::Measuring:
        text.sentence
            = SightingWords::tr("%1 expire now, within %2. Expected are +%3 queries/s for %4; "
                                "what comes is being counted.")
                  .arg(keys, spread, expected, window);
        break;
    case Cliff::Outcome::Measured:
        text.sentence
            = SightingWords::tr("%1 expired within %2. Expected were +%3 queries/s for %4, "
                                "+%5 came (%6 before).")
                  .arg(keys, spread, expected, window, rounded(figures.measured),
                      rateText(figures.usual));
        break;
    case Cliff::Outcome::Averted:
        text.label = SightingWords::tr("cliff averted");
        text.sentence
            = SightingWords::tr("Many keys were to expire together, but they left Redis or were "
                                "renewed before: the cliff did not come.");
        break;
    case Cliff::Outcome::Unclear:
        text.sentence
            = SightingWords::tr("%1 were to expire within %2, with +%3 queries/s expected. Redis "
                                "was down meanwhile, so what came of it cannot be told.")
                  .arg(keys, spread, expected);
        break;
    }
    return text;
}

SightingText hotKey(const Sighting &sighting, const HotKey &figures)
{
    const auto key = shownKey(sighting.key);
    const bool over = sighting.state == Sighting::State::Over;
    SightingText text;
    text.label = SightingWords::tr("hot key %1").arg(wholePercentText(figures.mostShare));
    text.sentence = over
        ? (sighting.partial ? SightingWords::tr(
               "%1 took up to %2 of all reads seen one by one, at least %3 over 10 s.")
                            : SightingWords::tr("%1 took up to %2 of all reads, %3 over 10 s."))
              .arg(key, percentText(figures.mostShare), rateText(figures.mostPerSecond))
        : (sighting.partial ? SightingWords::tr(
               "%1 takes %2 of all reads seen one by one, at least %3 over the last "
               "10 s.")
                            : SightingWords::tr("%1 takes %2 of all reads, %3 over the last 10 s."))
              .arg(key, percentText(figures.share), rateText(figures.perSecond));
    text.advice
        = SightingWords::tr("Everything hangs on this one key. “One query per miss” protects "
                            "PostgreSQL when it expires; a long time to live makes that rare.");
    return text;
}

SightingText stale(const Sighting &sighting, const StaleAnswers &figures)
{
    const auto key = shownKey(sighting.key);
    const auto oldest = durationText(figures.oldest);
    const auto count = countText(figures.answers);
    SightingText text;
    text.label = SightingWords::tr("stale by %1").arg(oldest);
    if (figures.answers == 1)
        text.sentence = sighting.partial
            ? SightingWords::tr("At least one answer for %1 was %2 older than the truth.")
                  .arg(key, oldest)
            : SightingWords::tr("One answer for %1 was %2 older than the truth.").arg(key, oldest);
    else
        text.sentence = (sighting.partial
                ? SightingWords::tr(
                    "At least %1 answers for %2 were older than the truth, by up to "
                    "%3 and maybe more.")
                : SightingWords::tr("%1 answers for %2 were older than the truth, by up to %3."))
                            .arg(count, key, oldest);
    text.sentence += QLatin1Char(' ');
    if (figures.write)
        text.sentence
            += SightingWords::tr(
                "The write to %1 at %2 made them stale: Redis kept version %3, PostgreSQL "
                "had version %4.")
                   .arg(shownKey(figures.write->key), momentText(figures.write->at),
                       QString::number(figures.version), QString::number(figures.write->version));
    else
        text.sentence += SightingWords::tr(
            "Redis kept version %1, PostgreSQL had version %2 since %3; which write "
            "it was is not known.")
                             .arg(QString::number(figures.version), QString::number(figures.truth),
                                 momentText(figures.changedAt.value_or(sighting.from)));
    text.advice
        = SightingWords::tr("“Invalidate on write” prevents it; a shorter time to live bounds it.");
    return text;
}

SightingText coldStart(const ColdStart &figures)
{
    SightingText text;
    text.label = SightingWords::tr("cold start");
    switch (figures.cause) {
    case ColdStart::Cause::Restarted:
        text.sentence = SightingWords::tr("Redis came back empty.");
        break;
    case ColdStart::Cause::Invalidated:
        text.sentence = SightingWords::tr("Many keys were invalidated at once.");
        break;
    case ColdStart::Cause::Emptied:
        text.sentence = SightingWords::tr("Somebody emptied Redis.");
        break;
    }
    text.sentence += QLatin1Char(' ')
        + SightingWords::tr("The hit rate had been %1.").arg(percentText(figures.before))
        + QLatin1Char(' ');
    const auto half = wholePercentText(figures.half), target = wholePercentText(figures.target);
    const auto extra = countText(figures.extraQueries());
    if (figures.toHalf && figures.toTarget)
        text.sentence
            += SightingWords::tr("It was back at %1 after %2 and at %3 after %4, at the price of "
                                 "%5 extra queries.")
                   .arg(half, durationText(*figures.toHalf), target,
                       durationText(*figures.toTarget), extra);
    else if (figures.toHalf)
        text.sentence += (figures.interrupted
                ? SightingWords::tr(
                    "It was back at %1 after %2, and not seen to reach %3; %4 extra "
                    "queries.")
                : SightingWords::tr("It was back at %1 after %2 and climbs towards %3; %4 extra "
                                    "queries so far."))
                             .arg(half, durationText(*figures.toHalf), target, extra);
    else
        text.sentence += (figures.interrupted
                ? SightingWords::tr("It was not seen to reach %1 again; %2 extra queries.")
                : SightingWords::tr("It is below %1 still; %2 extra queries so far."))
                             .arg(half, extra);
    text.advice
        = SightingWords::tr("Nothing that matters was lost. “One query per miss” keeps PostgreSQL "
                            "from being asked twice for a key; “Spread the expiry times” keeps "
                            "the keys that now fill together from expiring together.");
    return text;
}
} // namespace

QString shownKey(const std::string &key)
{
    const auto text = QString::fromStdString(key);
    const auto own = QLatin1String("tierlens:");
    return text.startsWith(own) ? text.mid(own.size()) : text;
}

QString sightingName(Sighting::Kind kind)
{
    switch (kind) {
    case Sighting::Kind::Stampede:
        return SightingWords::tr("Stampede");
    case Sighting::Kind::Cliff:
        return SightingWords::tr("Expiry cliff");
    case Sighting::Kind::HotKey:
        return SightingWords::tr("Hot key");
    case Sighting::Kind::Stale:
        return SightingWords::tr("Stale answers");
    case Sighting::Kind::ColdStart:
        break;
    }
    return SightingWords::tr("Cold start");
}

SightingText sightingText(const Sighting &sighting, SinceStart now)
{
    SightingText text;
    if (const auto *crowd = sighting.as<Stampede>())
        text = stampede(sighting, *crowd);
    else if (const auto *ahead = sighting.as<Cliff>())
        text = cliff(sighting, *ahead, now);
    else if (const auto *hot = sighting.as<HotKey>())
        text = hotKey(sighting, *hot);
    else if (const auto *old = sighting.as<StaleAnswers>())
        text = stale(sighting, *old);
    else if (const auto *cold = sighting.as<ColdStart>())
        text = coldStart(*cold);
    text.name = sightingName(sighting.kind());
    if (text.brief.isEmpty())
        text.brief = text.label;
    return text;
}

} // namespace tierlens
