// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct KeysTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

void addKeysTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Keys;
    topics.push_back({.id = QStringLiteral("keys-window"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("The window of the keys"),
        .what = KeysTopicWords::tr(
            "All keys of all primaries and databases, up to 10 million, found in the background "
            "within a share of the server's time that you choose. Filtering and sorting happen "
            "here and cost the server nothing. Choosing a key reads its value, within limits.\n\n"
            "At the bottom: what invalidating the chosen pattern or branch would do, counted and "
            "reasoned before anything is deleted."),
        .seeAlso = {QStringLiteral("key-search"), QStringLiteral("key-filter"),
            QStringLiteral("key-list"), QStringLiteral("key-tree"), QStringLiteral("key-facts"),
            QStringLiteral("blast-radius")}});
    topics.push_back({.id = QStringLiteral("key-search"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("How far the search is"),
        .what = KeysTopicWords::tr("Keys are found by going through the keyspace bit by bit "
                                   "(SCAN). Of each found key type "
                                   "and expiry are then asked for, and its size if you wish. Keys "
                                   "come and go meanwhile, so "
                                   "the two counts need not meet."),
        .formula = KeysTopicWords::tr(
            "Found: different keys met so far. Of about: DBSIZE of all primaries and databases "
            "when "
            "the search began. Looked at: keys whose type and expiry are known ÷ keys found."),
        .window = KeysTopicWords::tr("Since this search began."),
        .source
        = KeysTopicWords::tr("SCAN and DBSIZE of Redis; TYPE, PTTL and MEMORY USAGE of each "
                             "key."),
        .seeAlso = {QStringLiteral("key-search-cost"), QStringLiteral("keys-window")}});
    topics.push_back({.id = QStringLiteral("key-search-cost"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("What the search costs"),
        .what = KeysTopicWords::tr(
            "How much of the server's time the search may take, and takes now. It waits after each "
            "command until its share is kept, so a busy server makes it slower, not the other way "
            "round. Asking for sizes is a command more for each key. This is apart from the budget "
            "of the watch."),
        .formula = KeysTopicWords::tr(
            "Commands per second; time the server was at work for us ÷ one second. The time is "
            "measured here; the way there and back, as far as it is known, is taken off."),
        .window = KeysTopicWords::tr("The last second."),
        .source = KeysTopicWords::tr("Tierlens' own clock."),
        .seeAlso = {QStringLiteral("own-cost"), QStringLiteral("key-search")}});
    topics.push_back({.id = QStringLiteral("key-filter"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("Filtering keys"),
        .what = KeysTopicWords::tr(
            "By name: * stands for anything, ? for one sign, [ab] for one of these; a text without "
            "them is looked for anywhere in the name. By type, by expiry, by size; keys whose size "
            "is not known yet are not among those of at least a size.\n\n"
            "List shows keys one by one, Tree shows them by the parts of their names, split at the "
            "sign you choose."),
        .seeAlso = {QStringLiteral("key-list"), QStringLiteral("key-tree")}});
    topics.push_back({.id = QStringLiteral("key-list"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("The list of keys"),
        .what = KeysTopicWords::tr("Name, type, when it expires and how large it is. Clicking a "
                                   "heading sorts. – means not "
                                   "asked yet, or not known."),
        .seeAlso = {QStringLiteral("key-expires"), QStringLiteral("key-size"),
            QStringLiteral("key-filter")}});
    topics.push_back({.id = QStringLiteral("key-expires"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("Expires in"),
        .what = KeysTopicWords::tr(
            "How long the key still has to live. “Never”: it has no expiry. “Over”: its time has "
            "run out since it was looked at."),
        .formula = KeysTopicWords::tr("Time to live as the server gave it, counted down here; full "
                                      "seconds, rounded up."),
        .window = KeysTopicWords::tr("Now, by the last time this key was looked at."),
        .source = KeysTopicWords::tr("PTTL of Redis."),
        .seeAlso = {QStringLiteral("expiring-next-minute"), QStringLiteral("key-list")}});
    topics.push_back({.id = QStringLiteral("key-size"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("Size of a key"),
        .what
        = KeysTopicWords::tr("What the key takes of Redis' memory, with its name and what Redis "
                             "needs besides. Of large collections Redis looks at some elements "
                             "and reckons the rest."),
        .formula = KeysTopicWords::tr("As Redis reports it."),
        .window = KeysTopicWords::tr("When this key was last looked at."),
        .source = KeysTopicWords::tr("MEMORY USAGE of Redis."),
        .seeAlso = {QStringLiteral("key-list"), QStringLiteral("watch-memory")}});
    topics.push_back({.id = QStringLiteral("key-tree"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("The tree of keys"),
        .what
        = KeysTopicWords::tr("Keys by the parts of their names: how many are below each part, "
                             "and what those whose size is known take together."),
        .formula = KeysTopicWords::tr("Keys: found ones below this part. Size known: their known "
                                      "sizes added up; keys without a known size add nothing."),
        .window = KeysTopicWords::tr("As far as the search is."),
        .source = KeysTopicWords::tr("What was found so far."),
        .seeAlso = {QStringLiteral("key-size"), QStringLiteral("key-search")}});
    topics.push_back({.id = QStringLiteral("key-facts"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("Value and facts of a key"),
        .what = KeysTopicWords::tr(
            "The value, as text, as JSON with line breaks, or byte by byte. Large ones are read in "
            "part, and it says which part. Reading a value counts as using the key, as any reading "
            "does; how long it was not used is asked before.\n\n"
            "Length: bytes of a string, elements of anything else. Memory: what it takes. Not used "
            "for: how long nobody has read or written it; a server that counts how often keys are "
            "used cannot tell when."),
        .formula = KeysTopicWords::tr("As Redis reports them."),
        .window = KeysTopicWords::tr("When it was read; Expires in is counted down."),
        .source = KeysTopicWords::tr("TYPE, OBJECT ENCODING, the length of its type, PTTL, MEMORY "
                                     "USAGE, OBJECT IDLETIME."),
        .seeAlso = {QStringLiteral("key-delete"), QStringLiteral("key-list")}});
}

void addInvalidationTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Keys;
    topics.push_back({.id = QStringLiteral("blast-radius"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("What invalidating would do (blast radius)"),
        .what = KeysTopicWords::tr(
            "Before keys are deleted Tierlens counts them and reasons what Postgres will be asked "
            "once they are gone. What is counted and what is expected are kept apart; each "
            "expectation says how it came about. It assumes that a read that misses asks Postgres "
            "once and fills, and that all keys go at once."),
        .formula = KeysTopicWords::tr(
            "Keys: those that match, by going through the keyspace; if that takes too long, the "
            "part "
            "that was gone through, scaled. Memory: a sample, scaled. Hits per second: what the "
            "last "
            "burst saw of these keys, scaled to the hits Redis counts now. Extra queries: "
            "different "
            "keys read in the first second, each missed once. For how long: until nine tenths of "
            "the reads that hit now do so again, by how much the reads keep to few keys. Without a "
            "burst only an upper bound is known: all hits per second, and not more than the keys."),
        .window
        = KeysTopicWords::tr("Counted now. Traffic: the last 10 seconds and the last burst. "
                             "Counting takes at most 20 seconds."),
        .source
        = KeysTopicWords::tr("SCAN and MEMORY USAGE within a tenth of the server's time; INFO "
                             "stats; MONITOR of the last burst; pg_stat_statements."),
        .seeAlso
        = {QStringLiteral("burst"), QStringLiteral("deletion"), QStringLiteral("aftermath")}});
    topics.push_back({.id = QStringLiteral("deletion"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("Deleting, and how fast"),
        .what = KeysTopicWords::tr(
            "Keys are deleted in small batches (UNLINK), not faster than you choose: slower means "
            "that the keys that are filled again come one after the other. It can be paused and "
            "stopped; what is deleted then stays deleted.\n\n"
            "In production the name of the connection has to be typed. There is no way back for "
            "many keys: they are copies, and come back with the next request for each."),
        .formula = KeysTopicWords::tr(
            "Deleted: the server's own count. Gone: keys that were no longer there when their turn "
            "came. Unsure: sent when the connection broke."),
        .window = KeysTopicWords::tr("Since the deletion began."),
        .source = KeysTopicWords::tr("Replies of Redis to UNLINK."),
        .seeAlso = {QStringLiteral("blast-radius"), QStringLiteral("aftermath")}});
    topics.push_back({.id = QStringLiteral("aftermath"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("What really happened"),
        .what = KeysTopicWords::tr(
            "What the deletion did to hits and to Postgres, beside what was expected. It is what "
            "the "
            "servers counted of everything that went on, so others' doings are in it, too."),
        .formula = KeysTopicWords::tr(
            "Hit rate of all keys: before, the lowest of any 2 seconds, now. What fills these "
            "keys: "
            "calls of the statements linked with their patterns, per second, at the most of any "
            "reading; if none is linked, those of the statement that grew most. All of Postgres: "
            "queries per second at the most; without pg_stat_statements transactions in the "
            "busiest second. For a minute statements are read each second, or as often as the "
            "budget of the watch allows."),
        .window = KeysTopicWords::tr("From the first deletion on."),
        .source
        = KeysTopicWords::tr("INFO stats of Redis, pg_stat_statements or pg_stat_database."),
        .seeAlso = {QStringLiteral("blast-radius"), QStringLiteral("watch-hit-rate")}});
    topics.push_back({.id = QStringLiteral("key-delete"),
        .chapter = Chapter,
        .title = KeysTopicWords::tr("Deleting one key, and undoing it"),
        .what = KeysTopicWords::tr(
            "A single deleted key can be brought back for two minutes, with its value and the time "
            "it had to live, unless somebody has made it anew or its time is over. A key of more "
            "than 16 MB, or one whose size may not be asked, cannot be kept for that; Tierlens "
            "says so "
            "before it deletes it for good."),
        .seeAlso = {QStringLiteral("key-facts"), QStringLiteral("watch-changes")}});
}

} // namespace tierlens
