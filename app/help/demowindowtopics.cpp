// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct DemoWindowWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

void addDemoWindowTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Demo;
    topics.push_back({.id = QStringLiteral("demo-window"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("The window of the demo"),
        .what = DemoWindowWords::tr(
            "Tierlens plays an application: clients ask for things, Redis answers what it "
            "remembers, Postgres answers the rest, and each such answer is left in Redis for those "
            "who ask next. Every request is a real one, on real servers, and is timed where the "
            "application would feel it.\n\n"
            "In the middle the requests flow; below are their times, the requests themselves, the "
            "statements and what happened. At the left is what you can do: choose a world, change "
            "the policy of the cache, change the truth, invalidate, restart, break. At the right "
            "are the keys Redis holds now."),
        .seeAlso
        = {QStringLiteral("flow-diagram"), QStringLiteral("actions"), QStringLiteral("policies"),
            QStringLiteral("keys-panel"), QStringLiteral("sightings"), QStringLiteral("compare")}});
    topics.push_back({.id = QStringLiteral("scenarios"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Worlds"),
        .what = DemoWindowWords::tr(
            "A social profile (follower counts, feeds, sessions), a live game (a leaderboard that "
            "moves, and a match that ends in one transaction), an AI assistant (answers nobody "
            "pays for twice) and an online store (a cart of ten minutes that becomes an order).\n\n"
            "Choosing another one begins anew, with all figures at zero."),
        .seeAlso = {QStringLiteral("world-board"), QStringLiteral("demo-window")}});
    topics.push_back({.id = QStringLiteral("actions"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Change, invalidate, restart, break"),
        .what = DemoWindowWords::tr(
            "Change a row: a write to Postgres, where the truth is. What Redis holds of it is old "
            "from then on, unless it is invalidated.\n\n"
            "Invalidate: deletes keys from Redis. The next request for each is a miss and asks "
            "Postgres.\n\n"
            "Restart Redis: it comes back empty, unless it keeps data on disk. Restart Postgres: "
            "hits go on meanwhile, misses fail until it is back.\n\n"
            "Crash: the process is ended at once (kill -9), as a power cut would, and started "
            "again. Freeze: the process is stopped without ending it, so that connections stay and "
            "answers do not come.\n\n"
            "Restarts, crashes and freezes are for the sandbox only. What each cost is shown on a "
            "card."),
        .seeAlso
        = {QStringLiteral("impact-card"), QStringLiteral("events"), QStringLiteral("sightings")}});
    topics.push_back({.id = QStringLiteral("policies"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("The policy of the cache"),
        .what = DemoWindowWords::tr(
            "Use the cache: reads ask Redis first. Off: every read asks Postgres.\n\n"
            "One query per miss: when many ask for the same missing key at once, one asks Postgres "
            "and the others wait for its answer. It prevents stampedes.\n\n"
            "Spread the expiry times: each key lives up to 20 % shorter or longer, so that keys "
            "filled together do not expire together.\n\n"
            "Invalidate on write: a write deletes the keys it concerns, so that the next read is "
            "fresh.\n\n"
            "More policies has the rarer ones, each with its price. Compare plays the same "
            "requests with two of them and says which is better."),
        .seeAlso = {QStringLiteral("time-to-live"), QStringLiteral("compare"),
            QStringLiteral("stampede"), QStringLiteral("expiry-forecast")}});
    topics.push_back({.id = QStringLiteral("time-to-live"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Time to live (TTL)"),
        .what = DemoWindowWords::tr(
            "How long Redis keeps an answer before it forgets it by itself. Longer means more hits "
            "and older answers, shorter means more queries and fresher ones."),
        .formula = DemoWindowWords::tr(
            "As chosen; with “Spread the expiry times” between 80 % and 120 % of it, by chance, "
            "key by key."),
        .window = DemoWindowWords::tr("Counts from the fill of a key on."),
        .source
        = DemoWindowWords::tr("Your setting; sent with each fill, so Redis itself keeps the time."),
        .seeAlso = {QStringLiteral("ttl-left"), QStringLiteral("policies"),
            QStringLiteral("expiry-forecast")}});
    topics.push_back({.id = QStringLiteral("traffic-setting"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Clients and wanted rate"),
        .what = DemoWindowWords::tr(
            "How many clients ask at the same time, each a thread with connections of its own, and "
            "how many requests per second they are to make together. At the right end of the "
            "slider each client asks again as soon as it has its answer.\n\n"
            "Beside what is wanted stands what is reached, if the two differ."),
        .formula = DemoWindowWords::tr("Requests that ended ÷ seconds."),
        .window = DemoWindowWords::tr("The last 2 whole seconds."),
        .source = DemoWindowWords::tr("Tierlens, which makes and counts the requests."),
        .seeAlso = {QStringLiteral("request-rate"), QStringLiteral("answer-p50")}});
    topics.push_back({.id = QStringLiteral("compare"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Comparing two policies"),
        .what = DemoWindowWords::tr(
            "Plays the same requests with setting A and with setting B, several times each and in "
            "turns, and says which is better, or that it cannot be told: a difference counts only "
            "if every run of one side is better than every run of the other, and if it is large "
            "enough to matter.\n\n"
            "For each measure the median of the runs is shown; the lowest and the highest one are "
            "told when you point at it."),
        .seeAlso = {QStringLiteral("compare-measures"), QStringLiteral("policies")}});
    topics.push_back({.id = QStringLiteral("compare-measures"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("What a comparison measures"),
        .what = DemoWindowWords::tr(
            "Hit rate, times within which half and 99 of 100 answers came, queries on Postgres, "
            "the same in the worst moment, answers out of date and the oldest of them, how many "
            "queries ran for the same key at once, requests answered and requests failed."),
        .formula = DemoWindowWords::tr(
            "Hit rate: look-ups in Redis that found an answer ÷ all look-ups; 0 if Redis is not "
            "asked. Queries: statements ÷ seconds of the run. Worst moment: the quarter of a "
            "second "
            "with most queries, times four. Writes are not among the answer times."),
        .window = DemoWindowWords::tr("One whole run, of the seconds you chose."),
        .source = DemoWindowWords::tr("Tierlens, request by request."),
        .seeAlso = {QStringLiteral("compare"), QStringLiteral("p50-p99")}});
    topics.push_back({.id = QStringLiteral("presenter"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Presenter mode and tours"),
        .what = DemoWindowWords::tr(
            "F5 shows the same picture large, for an audience, without any address on it. Its "
            "figures are of shorter times, so that a change is seen at once: the answer time and "
            "the hit rate are those of the last 3 seconds.\n\n"
            "A tour tells a story in steps: Space or Page Down goes on, Page Up back, 1 to 4 bet "
            "on an answer, N shows the notes, B makes the screen dark, L is a pointer, Z looks "
            "closer, Escape ends it. What a tour claims it measures, and says if it did not come "
            "true."),
        .seeAlso = {QStringLiteral("demo-window"), QStringLiteral("shortcuts")}});
    topics.push_back({.id = QStringLiteral("servers-agree"),
        .chapter = Chapter,
        .title = DemoWindowWords::tr("Our counts and those of the servers"),
        .what = DemoWindowWords::tr(
            "Tierlens counts hits, misses and queries itself, and compares them with what the "
            "servers have counted. They must be equal, not alike."),
        .formula = DemoWindowWords::tr(
            "Growth of our counts = growth of keyspace_hits and keyspace_misses in Redis, less our "
            "own look-ups; and of the calls of our statements in pg_stat_statements. A call that "
            "was never answered may be counted there or not; it is named."),
        .window = DemoWindowWords::tr(
            "From the first reading of a server's process to the last. What a killed process "
            "counted after that nobody can check; it is named as unchecked."),
        .source = DemoWindowWords::tr(
            "INFO stats and pg_stat_statements, read while no request is under way."),
        .seeAlso = {QStringLiteral("hits"), QStringLiteral("queries")}});
}

} // namespace tierlens
