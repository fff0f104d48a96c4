// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct DemoDiagramWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

// What is said of the requests themselves: how many, how quickly answered.
void addDemoDiagramTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Demo;
    topics.push_back({.id = QStringLiteral("flow-diagram"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("The picture of the requests"),
        .what = DemoDiagramWords::tr(
            "The app asks Redis. A hit comes straight back. A miss goes on to Postgres; its row "
            "comes back, and is left in Redis on the way (the fill). A write goes to Postgres, and "
            "the keys it concerns are removed from Redis (invalidated).\n\n"
            "A server that is gone is crossed out, one that does not answer is marked as silent, "
            "and the dots stop before it.\n\n"
            "The arrow keys go from box to box; F1 then tells about that box, and Shift+F1 about "
            "the number under the mouse."),
        .seeAlso = {QStringLiteral("dots"), QStringLiteral("box-app"), QStringLiteral("box-redis"),
            QStringLiteral("box-postgres"), QStringLiteral("faster")}});
    topics.push_back({.id = QStringLiteral("box-app"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("The box App"),
        .what = DemoDiagramWords::tr(
            "The application that Tierlens plays: its clients, and how long they wait for an "
            "answer, whoever gives it."),
        .seeAlso = {QStringLiteral("answer-p50"), QStringLiteral("answer-p99"),
            QStringLiteral("traffic-setting"), QStringLiteral("request-rate")}});
    topics.push_back({.id = QStringLiteral("box-redis"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("The box Redis"),
        .what = DemoDiagramWords::tr(
            "Short-term memory, in RAM: what it could answer, what it could not, what it holds, "
            "and whether a restart would lose it."),
        .seeAlso = {QStringLiteral("hits"), QStringLiteral("misses"), QStringLiteral("hit-rate"),
            QStringLiteral("redis-keys"), QStringLiteral("redis-disk")}});
    topics.push_back({.id = QStringLiteral("box-postgres"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("The box PostgreSQL"),
        .what = DemoDiagramWords::tr(
            "Long-term memory, on disk: what it was asked, what it was spared, and how much it "
            "keeps."),
        .seeAlso = {QStringLiteral("queries"), QStringLiteral("avoided"),
            QStringLiteral("postgres-rows"), QStringLiteral("wal"),
            QStringLiteral("demo-buffer-hits"), QStringLiteral("postgres-up")}});
    topics.push_back({.id = QStringLiteral("dots"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Dots: 1 dot = N requests"),
        .what = DemoDiagramWords::tr(
            "Each dot is N real requests of the same outcome. At a low rate N is 1. At a higher "
            "one "
            "it grows until the dots can still be told apart. Proportions hold: of twice as many "
            "hits there are twice as many dots. The first of a rare kind is drawn at once, on "
            "behalf of those to come.\n\n"
            "Dots travel slower than requests do: an answer of 0.1 ms could not be seen."),
        .formula = DemoDiagramWords::tr("N is the smallest step (1, 2, 5, 10 …) with which not "
                                        "more than about 24 dots start in "
                                        "a second; fewer where the picture is small."),
        .window = DemoDiagramWords::tr(
            "The rate it is chosen by follows the traffic within about a second."),
        .source = DemoDiagramWords::tr("The requests themselves, each counted once."),
        .seeAlso = {QStringLiteral("flow-diagram"), QStringLiteral("request-rate")}});
    topics.push_back({.id = QStringLiteral("request-rate"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Requests per second"),
        .what = DemoDiagramWords::tr(
            "How many requests of the app ended, however they ended: answered, refused or failed. "
            "What is done behind an answer, such as a renewal, is none.\n\n"
            "“… of it live state in Redis” is the share that reads or changes what is kept in "
            "Redis alone, such as a leaderboard or a cart; it is neither hit nor miss."),
        .formula = DemoDiagramWords::tr(
            "Requests ÷ seconds. Share of live state: requests for live state (answered or "
            "refused) ÷ all requests."),
        .window
        = DemoDiagramWords::tr("The last 3 whole seconds; for the share also the running one."),
        .source = DemoDiagramWords::tr("Tierlens, request by request."),
        .seeAlso = {QStringLiteral("traffic-setting"), QStringLiteral("outcome")}});
    topics.push_back({.id = QStringLiteral("answer-p50"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Typical answer (p50)"),
        .what = DemoDiagramWords::tr(
            "Half of the answers took at most this long, as the app saw it: asking Redis, asking "
            "Postgres where needed, and filling, all together. Writes, refusals and failures are "
            "not among them."),
        .formula = DemoDiagramWords::tr("The median of the times of all answers; off by at most "
                                        "1.6 %."),
        .window = DemoDiagramWords::tr("The last 10 seconds."),
        .source = DemoDiagramWords::tr("Tierlens, timed in the client from asking to answer."),
        .seeAlso
        = {QStringLiteral("answer-p99"), QStringLiteral("p50-p99"), QStringLiteral("who-waited")}});
    topics.push_back({.id = QStringLiteral("answer-p99"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Slowest 1 % (p99)"),
        .what = DemoDiagramWords::tr(
            "One answer in a hundred took this long or longer. With a cache these are the misses, "
            "as long as there are more than one in a hundred of them."),
        .formula
        = DemoDiagramWords::tr("The time below which 99 of 100 answers lie; off by at most 1.6 %."),
        .window = DemoDiagramWords::tr("The last 10 seconds."),
        .source = DemoDiagramWords::tr("Tierlens, timed in the client from asking to answer."),
        .seeAlso = {QStringLiteral("answer-p50"), QStringLiteral("p50-p99"),
            QStringLiteral("latest-miss")}});
    topics.push_back({.id = QStringLiteral("hit-time"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Time of a hit"),
        .what = DemoDiagramWords::tr(
            "How long a request took that Redis could answer, as the app saw it."),
        .formula = DemoDiagramWords::tr("The median of the times of all hits."),
        .window = DemoDiagramWords::tr("The last 10 seconds."),
        .source = DemoDiagramWords::tr("Tierlens, timed in the client."),
        .seeAlso = {QStringLiteral("row-time"), QStringLiteral("faster")}});
    topics.push_back({.id = QStringLiteral("row-time"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Time of a row"),
        .what = DemoDiagramWords::tr(
            "How long one reading statement took in Postgres, with the way there and back. Writes "
            "are not among them."),
        .formula = DemoDiagramWords::tr("The median of the times of all reading statements that "
                                        "were answered."),
        .window = DemoDiagramWords::tr("The last 10 seconds."),
        .source = DemoDiagramWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("fill-time"), QStringLiteral("queries")}});
    topics.push_back({.id = QStringLiteral("fill-time"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("Time of a fill"),
        .what = DemoDiagramWords::tr(
            "How long it took to leave an answer of Postgres in Redis for those who ask next."),
        .formula = DemoDiagramWords::tr(
            "The median of the times of all writes of cached values into Redis."),
        .window = DemoDiagramWords::tr("The last 10 seconds."),
        .source = DemoDiagramWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("row-time"), QStringLiteral("time-to-live")}});
    topics.push_back({.id = QStringLiteral("faster"),
        .chapter = Chapter,
        .title = DemoDiagramWords::tr("How much faster Redis answers"),
        .what = DemoDiagramWords::tr(
            "One look-up in Redis that hit, against one query in Postgres after a miss, for the "
            "same kind of read. It compares the two calls alone: what the app does besides is on "
            "neither side."),
        .formula = DemoDiagramWords::tr(
            "Median time of the query ÷ median time of the look-up. Below 1.05 it is called no "
            "gain."),
        .window = DemoDiagramWords::tr("Since the session began."),
        .source = DemoDiagramWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("hit-time"), QStringLiteral("row-time"),
            QStringLiteral("saves-each-question")}});
}

} // namespace tierlens
