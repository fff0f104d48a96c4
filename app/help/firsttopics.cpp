// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct FirstTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

void addFirstTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Begin;
    topics.push_back({.id = QStringLiteral("welcome"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("The first page"),
        .what = FirstTopicWords::tr(
            "Start the sandbox: a private Postgres and a private Redis on this computer, which "
            "nobody else can reach, with an application that Tierlens plays itself. It is the "
            "quickest way to see anything, and nothing in it can be harmed.\n\n"
            "Watch servers of your own: give the address of a Redis, of a Postgres, or of both. "
            "Tierlens then only reads: reading commands in Redis, read-only sessions in Postgres, "
            "and it says all the time what its own looking costs them.\n\n"
            "Play the demo on servers of your own: it writes there, a schema tierlens_… and keys "
            "tierlens:*, and touches nothing else. It is meant for development servers.\n\n"
            "Save keeps an address under a name. Passwords go into the keychain of the system, "
            "never into a file of Tierlens."),
        .seeAlso = {QStringLiteral("addresses"), QStringLiteral("demo-window"),
            QStringLiteral("watch-window"), QStringLiteral("trouble")}});
    topics.push_back({.id = QStringLiteral("addresses"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("Addresses of servers"),
        .what = FirstTopicWords::tr(
            "Redis: redis://host:6379/0, with a user and a password redis://user:password@host, "
            "encrypted rediss://host, by a socket of this computer unix:///path/to/socket.\n\n"
            "Postgres: postgresql://user@host:5432/database, or as libpq knows it, for instance "
            "service=shop or host=/run/postgresql dbname=shop.\n\n"
            "A password in an address is not shown. What applications already use often stands in "
            "REDIS_URL and DATABASE_URL; the fields take these by themselves.\n\n"
            "A saved connection can lead through SSH: Tierlens then uses the ssh of the system, "
            "with its keys and its known hosts."),
        .seeAlso = {QStringLiteral("welcome"), QStringLiteral("trouble-password"),
            QStringLiteral("trouble-tunnel")}});
    topics.push_back({.id = QStringLiteral("connection"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("A saved connection"),
        .what = FirstTopicWords::tr(
            "A name, the addresses of its servers, how they are reached, what they are for, and "
            "how each is restarted, if it may be.\n\n"
            "Production: watching stays read-only. The tools that can change something ask, and "
            "only work once you have typed the name of the connection. Fault drills are not "
            "offered at all.\n\n"
            "Development: the tools ask, but no name has to be typed.\n\n"
            "Test looks whether the servers answer and what our user may read there, and names "
            "the statement that grants what is lacking."),
        .seeAlso = {QStringLiteral("addresses"), QStringLiteral("watch-changes"),
            QStringLiteral("trouble-rights")}});
    topics.push_back({.id = QStringLiteral("numbers"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("How numbers are written"),
        .what = FirstTopicWords::tr(
            "–  not known, or nothing to count: never the same as 0.\n\n"
            "≈  inferred or estimated, not counted.\n\n"
            "± after an estimate: with 95 % likelihood the true number is not farther away.\n\n"
            "≤  at most so much: the server tells only bounds, powers of two.\n\n"
            "/s  for each second, as a mean over the time that is named.\n\n"
            "kB, MB and GB are thousands of the unit before."),
        .seeAlso = {QStringLiteral("p50-p99"), QStringLiteral("how-help")}});
    topics.push_back({.id = QStringLiteral("p50-p99"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("p50 and p99"),
        .what = FirstTopicWords::tr(
            "p50, the median: half of all took at most this long. It is what is typical.\n\n"
            "p99: 99 of 100 took at most this long, one took longer. It is what the unlucky wait, "
            "and where trouble shows first. A mean would hide both: a few slow ones move it, and "
            "nobody has ever waited exactly that long.\n\n"
            "In the demo each time is measured by Tierlens and sorted into classes fine enough "
            "that what is read back is off by at most 1.6 %. While watching, Redis tells how many "
            "reads took at most 1, 2, 4, 8 … µs, so a p99 there is such a bound."),
        .seeAlso = {QStringLiteral("answer-p50"), QStringLiteral("reads-p99")}});
    topics.push_back({.id = QStringLiteral("how-help"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("How to ask for help"),
        .what = FirstTopicWords::tr(
            "F1 tells about what has the keyboard: move to it with Tab, then press F1. In a list "
            "it tells about the column of the chosen cell.\n\n"
            "Shift+F1 tells about what is under the mouse, also what cannot have the keyboard, "
            "such as a single number in a picture.\n\n"
            "The help is part of Tierlens and needs no network. What is found under a number is "
            "what the program does: how it is worked out, over which time, and who counted."),
        .seeAlso = {QStringLiteral("numbers"), QStringLiteral("shortcuts")}});
    // The lists of the windows that are open are put below it by the window that shows this page.
    topics.push_back({.id = QStringLiteral("shortcuts"),
        .chapter = Chapter,
        .title = FirstTopicWords::tr("Shortcuts"),
        .what = FirstTopicWords::tr(
            "What follows is read from the windows that are open now, so it is what works in "
            "them. Tab goes from one thing to the next, Space or Enter presses it, Escape closes "
            "what has opened."),
        .seeAlso = {QStringLiteral("how-help"), QStringLiteral("presenter")}});
}

} // namespace tierlens
