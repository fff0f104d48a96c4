// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct WatchWindowWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

void addWatchWindowTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Watch;
    topics.push_back({.id = QStringLiteral("watch-window"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("The Watch window"),
        .what = WatchWindowWords::tr(
            "Looks at servers that other programs use, and changes nothing there. What it shows is "
            "what the servers themselves have counted; what is inferred is marked with ≈ or said "
            "to "
            "be inferred.\n\n"
            "At the top: which connection, what the looking costs, which time is shown. Below: the "
            "traffic, then the lists. At the right: the chosen pattern or statement over time, "
            "what "
            "seems to be going on, and what to do next."),
        .seeAlso = {QStringLiteral("watch-traffic"), QStringLiteral("patterns"),
            QStringLiteral("findings"), QStringLiteral("own-cost"), QStringLiteral("watch-range"),
            QStringLiteral("burst"), QStringLiteral("watch-changes")}});
    topics.push_back({.id = QStringLiteral("watch-connection"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("The connection, and its menu"),
        .what = WatchWindowWords::tr(
            "Its name, what it is for, whether anything may be changed, and how the servers are: a "
            "full dot answers, a cross has been lost, a ring is on its way or does not answer.\n\n"
            "Its menu leads to other servers, listens to key events, and saves and opens "
            "snapshots."),
        .seeAlso = {QStringLiteral("connection"), QStringLiteral("watch-changes"),
            QStringLiteral("key-events"), QStringLiteral("snapshot"), QStringLiteral("trouble")}});
    topics.push_back({.id = QStringLiteral("own-cost"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("Our own cost (overhead meter)"),
        .what = WatchWindowWords::tr(
            "What Tierlens itself costs the servers, against the budget you allow. The server that "
            "bears more is shown; both are named when you point at it. When the budget is used up, "
            "the bar turns amber and Tierlens looks more seldom, but at least every 10 seconds, so "
            "that the window does not go blind.\n\n"
            "The tools (keys, audit) say their own cost in their own windows."),
        .formula = WatchWindowWords::tr(
            "Redis: server time of our commands ÷ time that passed; where others use the same "
            "command, our share by the number of calls. Postgres: time our statements were under "
            "way ÷ time that passed, as a share of one session; the way there is in it, so it is "
            "never less than the server spent."),
        .window = WatchWindowWords::tr("The last 10 seconds."),
        .source = WatchWindowWords::tr("INFO commandstats of Redis; Tierlens' own clock for "
                                       "Postgres."),
        .seeAlso = {QStringLiteral("watch-pace"), QStringLiteral("key-search-cost")}});
    topics.push_back({.id = QStringLiteral("watch-pace"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("How often Tierlens looks"),
        .what = WatchWindowWords::tr(
            "Once a second. More seldom: every 5 seconds while nobody can see the window; when the "
            "server is slow; and when our own share passes the budget. Statements of Postgres and "
            "long lists are read more seldom than counters."),
        .formula = WatchWindowWords::tr(
            "The pause is the longest of: 1 s (5 s while hidden), 20 × what a look takes, and our "
            "time per look ÷ budget; at most 10 s."),
        .window = WatchWindowWords::tr("Decided after each look, by the last 10 seconds."),
        .source = WatchWindowWords::tr("Tierlens' own clock."),
        .seeAlso = {QStringLiteral("own-cost")}});
    topics.push_back({.id = QStringLiteral("watch-range"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("The time that is shown"),
        .what = WatchWindowWords::tr(
            "Which stretch the charts and the list of queries are of. Drag over a chart to choose "
            "a part of it; everything then shows that time, and “Traffic then” stands over the "
            "picture. Double-click a chart, or press the pause button again, to go on with now.\n\n"
            "Pausing holds the window still. Watching goes on behind it, and so does our own "
            "cost.\n\n"
            "What was seen is kept for 24 hours: second by second for 15 minutes, in steps of 10 "
            "seconds for 2 hours, in steps of a minute beyond."),
        .seeAlso = {QStringLiteral("history-chart"), QStringLiteral("watch-traffic")}});
    topics.push_back({.id = QStringLiteral("history-chart"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("A chart of the Watch window"),
        .what = WatchWindowWords::tr(
            "One number over the time that is shown. The pale line is the stretch of the same "
            "length "
            "before, laid under it. A gap means that nobody looked, that the server was away, or, "
            "of a share or a time, that nothing was asked: it is never a zero.\n\n"
            "Drag to choose a stretch, double-click to go back to now."),
        .formula = WatchWindowWords::tr(
            "Each point: what the servers counted in its stretch ÷ the time these counts cover; "
            "of a share, the counts are added up before they are divided."),
        .window = WatchWindowWords::tr("The time that is shown, as chosen at the top."),
        .source = WatchWindowWords::tr("The counters of the servers, read once a second or more "
                                       "seldom."),
        .seeAlso = {QStringLiteral("watch-range"), QStringLiteral("watch-hit-rate"),
            QStringLiteral("evictions"), QStringLiteral("watch-queries")}});
    topics.push_back({.id = QStringLiteral("watch-details"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("Details, at the right"),
        .what = WatchWindowWords::tr(
            "Of the pattern or statement chosen in the list, else of the whole: its facts, its "
            "charts, what seems to be going on, what to do next, and what the rights of our user "
            "keep Tierlens from seeing."),
        .seeAlso = {QStringLiteral("pattern-facts"), QStringLiteral("findings"),
            QStringLiteral("history-chart"), QStringLiteral("trouble-rights")}});
    topics.push_back({.id = QStringLiteral("findings"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("What seems to be going on"),
        .what = WatchWindowWords::tr(
            "Sentences about what has changed, with the figures they rest on: press one to see "
            "them. They come from fixed rules, not from guesses: the same samples give the same "
            "sentence. Which led to which is inferred from the order of their beginnings.\n\n"
            "Under Next stands what to look at or do. A command shown there is for you to run; "
            "Tierlens never runs it."),
        .formula = WatchWindowWords::tr(
            "A figure has changed if the newest steps together pass a fixed limit, each of them at "
            "least half of it, against the median of the steps before, and by at least 5 times as "
            "much as those usually differ. So neither one spike nor a slow drift speaks."),
        .window
        = WatchWindowWords::tr("Steps of 4 seconds, longer when looks come more seldom: the newest "
                               "5, against those of "
                               "the 10 minutes before. Over when it has not held for 30 seconds; a "
                               "server that is away, when it answers again."),
        .source = WatchWindowWords::tr("What the servers have counted, as kept by this window."),
        .seeAlso = {QStringLiteral("watch-events"), QStringLiteral("watch-details")}});
    topics.push_back({.id = QStringLiteral("watch-events"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("The list of events"),
        .what = WatchWindowWords::tr("What was found since the watch began, with the time it began "
                                     "and, if it is over, ended. Levels: notice, warning, "
                                     "problem."),
        .seeAlso = {QStringLiteral("findings")}});
    topics.push_back({.id = QStringLiteral("burst"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("A burst (MONITOR)"),
        .what = WatchWindowWords::tr(
            "Listens to every command for a few seconds. From what is read and then written by the "
            "same client Tierlens infers which keys are missed and what fills them. It runs only "
            "when you start it, ends by itself, and says before what it will cost: while it runs, "
            "Redis sends each command to us as well.\n\n"
            "Names of commands and keys are kept, values are not. Reads by MGET, by scripts and by "
            "whatever else hides its keys "
            "are not among what is inferred."),
        .seeAlso = {QStringLiteral("pattern-hit-rate"), QStringLiteral("inferred-link"),
            QStringLiteral("key-events")}});
    topics.push_back({.id = QStringLiteral("key-events"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("Key events"),
        .what = WatchWindowWords::tr(
            "Redis can publish each miss, expiry and eviction. If it does already, listening "
            "changes nothing. If not, Tierlens asks whether it may switch them on (CONFIG SET "
            "notify-keyspace-events): the one change it can make while it watches, put back when "
            "you switch it off or close the window. Misses of a pattern are then counted, no "
            "longer "
            "inferred."),
        .seeAlso = {QStringLiteral("pattern-misses"), QStringLiteral("watch-connection")}});
    topics.push_back({.id = QStringLiteral("snapshot"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("Snapshots"),
        .what = WatchWindowWords::tr(
            "All that was seen, in one file, to be looked at again anywhere, without the servers: "
            "figures, names of keys, statements, the slow log, what sessions were doing. Passwords "
            "are covered, but other values can stand in a statement of a session or in a command "
            "of the slow log: think of that before you pass a snapshot on."),
        .seeAlso = {QStringLiteral("watch-range"), QStringLiteral("watch-window")}});
    topics.push_back({.id = QStringLiteral("watch-changes"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("Read-only, and allowing changes"),
        .what = WatchWindowWords::tr(
            "Watching only reads: reading commands reach Redis, and the sessions in Postgres are "
            "read-only with short time limits. The tools can change something only after you have "
            "allowed it, and ask before each change. In production you have to type the name of "
            "the connection. The permission ends with the window."),
        .seeAlso = {QStringLiteral("connection"), QStringLiteral("tools")}});
    topics.push_back({.id = QStringLiteral("tools"),
        .chapter = Chapter,
        .title = WatchWindowWords::tr("Tools"),
        .what = WatchWindowWords::tr(
            "Keys: browse all keys and see what invalidating some would do. Data-layer audit: a "
            "document about where data lives and what is cached. Restarts and drills: see what "
            "they would do, and what they did. Each opens in a window of its own."),
        .seeAlso = {QStringLiteral("keys-window"), QStringLiteral("audit-window"),
            QStringLiteral("restart-window"), QStringLiteral("drills")}});
}

} // namespace tierlens
