// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct DemoListWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

// The panel at the bottom of the demo: timings, requests, queries, events, world.
void addDemoListTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Demo;
    topics.push_back({.id = QStringLiteral("timings"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Timings"),
        .what = DemoListWords::tr(
            "How the hit rate and the times went, where the time of the latest miss was spent, and "
            "how long everybody waited. Vertical lines mark what you did; marks at the top are "
            "rare "
            "things that were recognised: press one to read about it."),
        .seeAlso = {QStringLiteral("chart-hit-rate"), QStringLiteral("chart-answer-time"),
            QStringLiteral("latest-miss"), QStringLiteral("who-waited"),
            QStringLiteral("sightings")}});
    topics.push_back({.id = QStringLiteral("chart-hit-rate"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Chart of the hit rate"),
        .what = DemoListWords::tr(
            "The hit rate over time. Where nobody asked Redis there is a gap, not a zero."),
        .formula
        = DemoListWords::tr("For each half second: hits ÷ reads that asked Redis. In a long "
                            "chart the counts of several are added up first."),
        .window = DemoListWords::tr("What is chosen at the right: 60 s, 5 min or 15 min."),
        .source = DemoListWords::tr("Tierlens, request by request."),
        .seeAlso = {QStringLiteral("hit-rate"), QStringLiteral("timings")}});
    topics.push_back({.id = QStringLiteral("chart-answer-time"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Chart of the answer times"),
        .what
        = DemoListWords::tr("What is typical for one look-up in Redis and for one reading "
                            "statement in Postgres. The "
                            "scale is logarithmic: each line across is ten times the one below."),
        .formula = DemoListWords::tr(
            "For each half second the median of the calls in it. Percentiles are never averaged: "
            "in a long chart the lowest and the highest of each group are drawn."),
        .window = DemoListWords::tr("What is chosen at the right: 60 s, 5 min or 15 min."),
        .source = DemoListWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("row-time"), QStringLiteral("p50-p99")}});
    topics.push_back({.id = QStringLiteral("latest-miss"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Where the time of a request went"),
        .what
        = DemoListWords::tr("The steps of one request, one below the other: asking Redis, asking "
                            "Postgres, filling. "
                            "Each bar begins when its step began and is as long as the step took."),
        .formula = DemoListWords::tr("Beginning and length of each step, as measured; nothing is "
                                     "estimated."),
        .window = DemoListWords::tr(
            "One request: the latest miss, or the one chosen in the list of requests."),
        .source = DemoListWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("request-list"), QStringLiteral("who-waited")}});
    topics.push_back({.id = QStringLiteral("who-waited"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Who waited"),
        .what = DemoListWords::tr(
            "All answers by how long they took, those of Redis and those for which Postgres had to "
            "be asked. Two hills are usual: the gap between them is what a cache is for."),
        .formula = DemoListWords::tr(
            "Each answer is counted in one column; six columns of equal ratio make a factor of "
            "ten, beginning at 0.02 ms. Had to ask Postgres: misses, those who waited for "
            "another's "
            "answer, and reads past Redis."),
        .window = DemoListWords::tr("The last 60 seconds."),
        .source = DemoListWords::tr("Tierlens, timed in the client."),
        .seeAlso = {QStringLiteral("answer-p50"), QStringLiteral("answer-p99")}});
    topics.push_back({.id = QStringLiteral("request-list"),
        .chapter = Chapter,
        .title = DemoListWords::tr("The list of requests"),
        .what = DemoListWords::tr(
            "The latest requests, newest first. Pause keeps the list as it is, to read it. The "
            "coloured labels choose which outcomes are listed. Choosing a request shows where its "
            "time went."),
        .seeAlso = {QStringLiteral("outcome"), QStringLiteral("request-times"),
            QStringLiteral("freshness")}});
    topics.push_back({.id = QStringLiteral("outcome"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Outcomes of a request"),
        .what = DemoListWords::tr(
            "Hit: Redis had the answer.\n\nMiss: it did not, and this request asked Postgres.\n\n"
            "Waited: it did not, and this request waited for another that was asking Postgres "
            "already.\n\n"
            "Bypass: a read that did not ask Redis at all.\n\n"
            "Write: a change of the truth in Postgres.\n\n"
            "Live: state that is kept in Redis alone, such as a leaderboard. Refused: a limit kept "
            "in Redis said no.\n\n"
            "Failed: no answer at all."),
        .seeAlso = {QStringLiteral("hit-rate"), QStringLiteral("request-list")}});
    topics.push_back({.id = QStringLiteral("request-times"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Total, Redis, Postgres"),
        .what = DemoListWords::tr("How long one request took, and how much of it was spent in "
                                  "calls to either server. The "
                                  "rest is the work of the app, and waiting for another's answer."),
        .formula = DemoListWords::tr("Total: from asking to answer. Redis, Postgres: the times of "
                                     "its calls there, added up."),
        .window = DemoListWords::tr("This one request."),
        .source = DemoListWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("latest-miss"), QStringLiteral("request-list")}});
    topics.push_back({.id = QStringLiteral("freshness"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Freshness"),
        .what = DemoListWords::tr(
            "Whether the answer was older than the truth in Postgres at that moment."),
        .formula = DemoListWords::tr(
            "Stale if the version in the answer < the newest version known; the time is how long "
            "before the answer the truth had changed."),
        .window = DemoListWords::tr("This one request."),
        .source = DemoListWords::tr("The version that travels with each cached value."),
        .seeAlso = {QStringLiteral("stale-key"), QStringLiteral("stale-answers")}});
    topics.push_back({.id = QStringLiteral("statement-list"),
        .chapter = Chapter,
        .title = DemoListWords::tr("The list of statements"),
        .what = DemoListWords::tr(
            "The statements the demo has sent to Postgres, one line for each text. Clicking a "
            "heading sorts."),
        .seeAlso = {QStringLiteral("statement-calls"), QStringLiteral("statement-times"),
            QStringLiteral("statement-share")}});
    topics.push_back({.id = QStringLiteral("statement-calls"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Calls, calls per second, rows"),
        .what = DemoListWords::tr("How often this statement was answered, and how many rows it has "
                                  "returned or changed in all."),
        .formula
        = DemoListWords::tr("Answered calls; answered calls ÷ seconds; rows of all calls."),
        .window = DemoListWords::tr(
            "Calls and rows: since the session began. Calls per second: the last 10 seconds."),
        .source = DemoListWords::tr("Tierlens, call by call."),
        .seeAlso = {QStringLiteral("statement-list"), QStringLiteral("queries")}});
    topics.push_back({.id = QStringLiteral("statement-times"),
        .chapter = Chapter,
        .title = DemoListWords::tr("p50, p99 and max of a statement"),
        .what = DemoListWords::tr("How long its calls took, with the way to Postgres and back."),
        .formula
        = DemoListWords::tr("p50 and p99: half, and 99 of 100, of its calls took at most "
                            "this long (off by at most 1.6 %). Max: the slowest, exactly."),
        .window = DemoListWords::tr("Since the session began."),
        .source = DemoListWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("p50-p99"), QStringLiteral("statement-list")}});
    topics.push_back({.id = QStringLiteral("statement-share"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Time and share of a statement"),
        .what = DemoListWords::tr("What it has cost in all: often called and quick can cost more "
                                  "than seldom and slow."),
        .formula = DemoListWords::tr("Time: its calls added up. Share: its time ÷ the time of all "
                                     "statements."),
        .window = DemoListWords::tr("Since the session began."),
        .source = DemoListWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("statement-times"), QStringLiteral("statement-list")}});
    topics.push_back({.id = QStringLiteral("events"),
        .chapter = Chapter,
        .title = DemoListWords::tr("The list of events"),
        .what = DemoListWords::tr(
            "What happened, newest first: what you did, what the servers did, rare things that "
            "were recognised, and what a check found. It begins with the session."),
        .seeAlso = {QStringLiteral("sightings"), QStringLiteral("impact-card")}});
    topics.push_back({.id = QStringLiteral("world-board"),
        .chapter = Chapter,
        .title = DemoListWords::tr("The world"),
        .what = DemoListWords::tr(
            "What the world looks like that is played: its leaderboard, its questions or its "
            "orders; and what of it is truth, kept by Postgres, and what is forgettable, held by "
            "Redis. It is read from the servers by ordinary requests, which are counted like all "
            "others."),
        .seeAlso = {QStringLiteral("saves-each-question"), QStringLiteral("money-saved"),
            QStringLiteral("scenarios")}});
    topics.push_back({.id = QStringLiteral("saves-each-question"),
        .chapter = Chapter,
        .title = DemoListWords::tr("What Redis saves, question by question"),
        .what = DemoListWords::tr("For each kind of read: what it takes in Redis, what the same "
                                  "takes in Postgres after a miss, and how many times that is. "
                                  "Bars are on a log scale."),
        .formula = DemoListWords::tr("Median time in Postgres ÷ median time in Redis; shown from 5 "
                                     "hits and one miss on."),
        .window = DemoListWords::tr("Since the session began."),
        .source = DemoListWords::tr("Tierlens, timed round each call."),
        .seeAlso = {QStringLiteral("faster"), QStringLiteral("world-board")}});
    topics.push_back({.id = QStringLiteral("money-saved"),
        .chapter = Chapter,
        .title = DemoListWords::tr("Money saved"),
        .what = DemoListWords::tr("Where an answer has a price, as in the world of the AI "
                                  "assistant: what was not paid because the answer was there."),
        .formula = DemoListWords::tr(
            "(Hits + those who waited for another's answer) × the price you set. Spent: (misses + "
            "reads past Redis) × the price."),
        .window = DemoListWords::tr("Since the session began."),
        .source = DemoListWords::tr("Tierlens' counts, and your price."),
        .seeAlso = {QStringLiteral("world-board"), QStringLiteral("avoided")}});
}

} // namespace tierlens
