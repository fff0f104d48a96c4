// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct TroubleTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

// Each kind of error a connection can have.
void addConnectionTroubles(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Trouble;
    topics.push_back({.id = QStringLiteral("trouble-host"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("There is no host with this name"),
        .what = TroubleTopicWords::tr(
            "The name in the address cannot be resolved. Check its spelling. A name that is known "
            "only in another network (a company's, a cluster's) needs a VPN, or a connection "
            "through SSH to a machine that knows it."),
        .seeAlso = {QStringLiteral("trouble"), QStringLiteral("trouble-tunnel"),
            QStringLiteral("addresses")}});
    topics.push_back({.id = QStringLiteral("trouble-refused"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Nothing listens there"),
        .what = TroubleTopicWords::tr(
            "The computer is there, but no server takes connections at this port or socket. Is the "
            "server running? Is it the right port (Redis 6379, Postgres 5432, unless somebody "
            "changed it)? Does it listen only on its own computer (bind in redis.conf, "
            "listen_addresses in postgresql.conf)? Then use a connection through SSH.\n\n"
            "No right to use a socket: ask for membership of the group that owns it."),
        .seeAlso = {QStringLiteral("trouble"), QStringLiteral("trouble-timeout"),
            QStringLiteral("trouble-tunnel")}});
    topics.push_back({.id = QStringLiteral("trouble-timeout"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("No answer in time"),
        .what = TroubleTopicWords::tr(
            "While connecting: usually a firewall that drops packets, or a wrong host. Ask who "
            "runs "
            "the network, or go through SSH.\n\n"
            "Later: the server is frozen, swaps, or is busy with one long command (Redis does one "
            "thing at a time: see its slow log). Tierlens keeps trying by itself, and the window "
            "stays usable meanwhile."),
        .seeAlso = {QStringLiteral("trouble"), QStringLiteral("slow-log")}});
    topics.push_back({.id = QStringLiteral("trouble-password"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("User or password is not accepted"),
        .what = TroubleTopicWords::tr(
            "Redis: with only a password write redis://:password@host; with a user (ACL, from "
            "version 6 on) redis://user:password@host. A server that has no password refuses one "
            "that is given.\n\n"
            "Postgres: check both; a password can also stand in ~/.pgpass. “No rule lets this user "
            "connect”: a line in pg_hba.conf of the server has to allow this user, this database "
            "and this address, perhaps with encryption (sslmode=require).\n\n"
            "A password with signs such as @ : / % has to be written with %40 %3A %2F %25 in an "
            "address. Saved passwords are in the keychain of the system; where there is none, "
            "Tierlens asks each time."),
        .seeAlso = {QStringLiteral("addresses"), QStringLiteral("trouble-rights"),
            QStringLiteral("trouble-tls")}});
    topics.push_back({.id = QStringLiteral("trouble-rights"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Our user may not do that"),
        .what = TroubleTopicWords::tr(
            "Tierlens shows what it may see and names what it cannot, under “What Tierlens cannot "
            "see "
            "here” and in the test of a connection, with the statement that grants it.\n\n"
            "Postgres: GRANT pg_monitor TO the user shows other sessions and all statements.\n\n"
            "Redis: watching needs INFO; it shows more with SCAN, TYPE, PTTL, MEMORY USAGE, "
            "SLOWLOG GET, LATENCY, CLIENT LIST and CONFIG GET. A burst needs MONITOR. Managed "
            "servers often forbid CONFIG and MONITOR to everybody."),
        .seeAlso = {QStringLiteral("trouble-statements"), QStringLiteral("connection")}});
    topics.push_back({.id = QStringLiteral("trouble-statements"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Postgres does not count statements"),
        .what = TroubleTopicWords::tr(
            "Without pg_stat_statements there are transactions per second, but no queries, no "
            "means "
            "and no links between keys and queries. To have it: shared_preload_libraries = "
            "'pg_stat_statements' in postgresql.conf, a restart of Postgres, then CREATE EXTENSION "
            "pg_stat_statements in the database that is watched. Managed servers have a switch for "
            "it, or have it on already and need only the last step."),
        .seeAlso = {QStringLiteral("watch-statements"), QStringLiteral("inferred-link"),
            QStringLiteral("trouble-rights")}});
    topics.push_back({.id = QStringLiteral("trouble-tls"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Encryption and certificates"),
        .what = TroubleTopicWords::tr(
            "Redis: rediss:// is encrypted, redis:// is not; each needs the port that speaks it. A "
            "certificate that cannot be trusted: check the host name, or name the file of the root "
            "certificate, rediss://host?cacert=/path/ca.pem. If the server asks for one of ours: "
            "?cert=/path/client.pem&key=/path/client.key.\n\n"
            "Postgres: sslmode=require encrypts; sslmode=verify-full with sslrootcert=/path/ca.pem "
            "checks who answers, too."),
        .seeAlso = {QStringLiteral("addresses"), QStringLiteral("trouble-wrong-server")}});
    topics.push_back({.id = QStringLiteral("trouble-tunnel"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("The way through SSH"),
        .what = TroubleTopicWords::tr(
            "Tierlens uses the program ssh of the system and asks nothing: what ssh would have to "
            "ask "
            "for is an error.\n\n"
            "The host key is not known: connect once in a terminal with the same name and confirm "
            "it. Another host key than the one that is known: find out why before you connect.\n\n"
            "None of the keys is accepted: add yours with ssh-add. ssh does not forward ports: the "
            "far end forbids it (AllowTcpForwarding).\n\n"
            "The address of the server is the one the machine at the far end uses, often "
            "localhost. A tunnel that breaks comes back by itself."),
        .seeAlso = {QStringLiteral("addresses"), QStringLiteral("trouble-timeout")}});
    topics.push_back({.id = QStringLiteral("trouble-cluster"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Clusters, sentinels, replicas"),
        .what = TroubleTopicWords::tr(
            "Watching and the keys window know clusters and sentinels. Of a cluster give the "
            "address "
            "of any node; it has database 0 only. Sentinels: "
            "redis+sentinel://host1:26379,host2:26379/mymaster/0. The demo plays on a single "
            "Redis.\n\n"
            "“Read-only replica”: connect to its primary. “Has lost its primary”: wait until it is "
            "back. “The cluster is down”: some of its slots are served by nobody."),
        .seeAlso = {QStringLiteral("addresses"), QStringLiteral("replica-lag")}});
    topics.push_back({.id = QStringLiteral("trouble-starting"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Loading, recovering, shutting down"),
        .what = TroubleTopicWords::tr(
            "The server is up but not ready: Redis still reads its data into memory, Postgres "
            "recovers after a crash or is on its way up or down. There is nothing to do; Tierlens "
            "keeps trying. Nothing that was committed is lost."),
        .seeAlso = {QStringLiteral("trouble"), QStringLiteral("restart-back")}});
    topics.push_back({.id = QStringLiteral("trouble-full"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("No connection is free, or memory is full"),
        .what = TroubleTopicWords::tr(
            "Redis maxclients, Postgres max_connections: all are taken. Somebody has to give some "
            "back: look for applications that open more than they need. Tierlens needs a few, "
            "and the demo some for each of its clients.\n\n"
            "Redis refuses writes because memory is full (OOM): raise maxmemory or choose a policy "
            "that evicts, such as allkeys-lru. It cannot save to its disk (MISCONF): make room "
            "there."),
        .seeAlso = {QStringLiteral("postgres-sessions"), QStringLiteral("evictions")}});
    topics.push_back({.id = QStringLiteral("trouble-wrong-server"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("Something else answers"),
        .what = TroubleTopicWords::tr(
            "What listens there does not speak like Redis or like Postgres. Check the port. It may "
            "want encryption (rediss://), or have none. A pooler such as PgBouncer stands between "
            "us "
            "and Postgres: give the address of Postgres itself, for sessions and settings are "
            "those "
            "of the server.\n\n"
            "A command that is not known: the server is older, or a proxy leaves commands out."),
        .seeAlso = {QStringLiteral("trouble-tls"), QStringLiteral("addresses")}});
}
} // namespace

void addTroubleTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Trouble;
    topics.push_back({.id = QStringLiteral("trouble"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("A server cannot be reached"),
        .what = TroubleTopicWords::tr(
            "The sentence in the window says what failed; here is what to do about each kind. "
            "“Test” in a saved connection tries both servers and says what works and what is "
            "lacking. The log (its folder opens from About) has the server's own words; passwords "
            "are never in it."),
        .seeAlso = {QStringLiteral("trouble-host"), QStringLiteral("trouble-refused"),
            QStringLiteral("trouble-timeout"), QStringLiteral("trouble-password"),
            QStringLiteral("trouble-rights"), QStringLiteral("trouble-tls"),
            QStringLiteral("trouble-tunnel"), QStringLiteral("trouble-cluster"),
            QStringLiteral("trouble-starting"), QStringLiteral("trouble-full"),
            QStringLiteral("trouble-wrong-server"), QStringLiteral("trouble-sandbox"),
            QStringLiteral("trouble-no-figures")}});
    addConnectionTroubles(topics);
    topics.push_back({.id = QStringLiteral("trouble-sandbox"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("The sandbox does not start"),
        .what = TroubleTopicWords::tr(
            "It needs the programs of PostgreSQL 12 or newer, with its contrib modules "
            "(pg_stat_statements), and of Redis or Valkey on this computer. The message names what "
            "is "
            "missing and how to install it. TIERLENS_PG_BIN names the folder of another "
            "PostgreSQL.\n\n"
            "“Ended instead of starting”: try once more, then “Reset the sandbox”; it makes "
            "everything anew and touches nothing else."),
        .seeAlso = {QStringLiteral("welcome"), QStringLiteral("trouble")}});
    topics.push_back({.id = QStringLiteral("trouble-no-figures"),
        .chapter = Chapter,
        .title = TroubleTopicWords::tr("A number is missing (–)"),
        .what = TroubleTopicWords::tr(
            "Nobody asked in this time, so there is no rate of hits. The server is too old to "
            "tell, "
            "or our user may not see it: what is kept from us stands at the right, under “What "
            "Tierlens cannot see here”. Or the watch has only begun: rates need two looks, "
            "patterns "
            "some seconds, what was an hour ago an hour.\n\n"
            "The hit rate of a pattern needs a burst; links need pg_stat_statements and some "
            "minutes."),
        .seeAlso = {QStringLiteral("trouble-rights"), QStringLiteral("burst"),
            QStringLiteral("trouble-statements"), QStringLiteral("numbers")}});
}

} // namespace tierlens
