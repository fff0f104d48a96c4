// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct ImpactTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

// The card that says what one action of the user cost.
void addImpactTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Demo;
    const auto window = ImpactTopicWords::tr(
        "From the action until it has settled: both servers up, and for one to two seconds a hit "
        "rate of at least 90 %, or of 95 % of what it had been if that is less. After a minute, or "
        "when another action comes, it is given up.");
    const auto source = ImpactTopicWords::tr("Tierlens, request by request.");
    topics.push_back({.id = QStringLiteral("impact-card"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("What an action cost"),
        .what = ImpactTopicWords::tr(
            "After something was invalidated, restarted, crashed, frozen or written, a card says "
            "what it did to the answers, until everything is as before. Copy puts its figures on "
            "the clipboard as one sentence. The curve is the hit rate from 5 seconds before the "
            "action on, from 0 to 100 %."),
        .seeAlso = {QStringLiteral("impact-keys"), QStringLiteral("impact-rows"),
            QStringLiteral("impact-queries"), QStringLiteral("impact-hit-rate"),
            QStringLiteral("impact-down"), QStringLiteral("impact-slowest"),
            QStringLiteral("impact-failed")}});
    topics.push_back({.id = QStringLiteral("impact-keys"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Keys lost or invalidated"),
        .what = ImpactTopicWords::tr(
            "Keys that left Redis by this action. They are copies: each comes back with the next "
            "request for it."),
        .formula = ImpactTopicWords::tr(
            "A restart or a crash: the keys Redis held and no longer has. An invalidation: the "
            "keys it removed."),
        .window = window,
        .source = ImpactTopicWords::tr("What Redis held before and holds after; its own replies to "
                                       "the deletion."),
        .seeAlso = {QStringLiteral("impact-card"), QStringLiteral("cold-start")}});
    topics.push_back({.id = QStringLiteral("impact-rows"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Rows lost"),
        .what = ImpactTopicWords::tr(
            "Writes that Postgres had confirmed and that are no longer there. It should be 0, "
            "whatever happens to either server; if it is not, that is the whole story."),
        .formula = ImpactTopicWords::tr("Confirmed writes that were looked for − those found."),
        .window = ImpactTopicWords::tr("Looked for once the servers are back."),
        .source = ImpactTopicWords::tr("Postgres, asked for each of them."),
        .seeAlso = {QStringLiteral("impact-card"), QStringLiteral("wal")}});
    topics.push_back({.id = QStringLiteral("impact-queries"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Extra queries"),
        .what = ImpactTopicWords::tr("What Postgres had to do more, because Redis could not "
                                     "answer."),
        .formula = ImpactTopicWords::tr(
            "Statements answered since the action − (statements per second in the 10 s before × "
            "seconds since the action); never below 0. After Redis forgot or was silent: the "
            "highest that this has been."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("impact-card"), QStringLiteral("queries")}});
    topics.push_back({.id = QStringLiteral("impact-slowest"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Slowest answer"),
        .what = ImpactTopicWords::tr(
            "The longest anybody waited for an answer to a read. Requests that got none are "
            "counted as failed."),
        .formula = ImpactTopicWords::tr("The longest of all answer times."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("impact-failed"), QStringLiteral("answer-p99")}});
    topics.push_back({.id = QStringLiteral("impact-failed"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Requests failed"),
        .what = ImpactTopicWords::tr("Requests that got no answer at all, from neither server."),
        .formula = ImpactTopicWords::tr("Counted one by one."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("impact-card"), QStringLiteral("outcome")}});
    topics.push_back({.id = QStringLiteral("impact-hit-rate"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Until the hit rate was back"),
        .what = ImpactTopicWords::tr("How long the cache took to be of use again."),
        .formula = ImpactTopicWords::tr(
            "From the action to the moment from which on the hit rate was at least 90 %, or 95 % "
            "of what it had been in the 10 s before if that is less."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("impact-card"), QStringLiteral("cold-start"),
            QStringLiteral("hit-rate")}});
    topics.push_back({.id = QStringLiteral("impact-down"),
        .chapter = Chapter,
        .title = ImpactTopicWords::tr("Down for, frozen for"),
        .what = ImpactTopicWords::tr("How long the server did not answer."),
        .formula = ImpactTopicWords::tr(
            "From the action until the server answered again; after a restart or a crash it must "
            "be the new process that does."),
        .window = window,
        .source = ImpactTopicWords::tr("Tierlens, which keeps asking the server."),
        .seeAlso = {QStringLiteral("impact-card"), QStringLiteral("actions")}});
}

} // namespace tierlens
