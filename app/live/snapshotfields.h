// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "history/watchedstatements.h"
#include "history/watchhistory.h"
#include "live/patternrow.h"
#include "readings/postgreslook.h"
#include "readings/redislook.h"

namespace tierlens {

// What of each value goes into a snapshot, under which name: one list for writing and for reading.
// `visit(name, field)` is called for each.

template <typename V> void fields(V &visit, OwnUse &o)
{
    visit("span", o.span), visit("commands", o.commands), visit("time", o.serverTime);
}

template <typename V> void fields(V &visit, RedisCounts &c)
{
    visit("span", c.span), visit("commands", c.commands), visit("hits", c.hits);
    visit("misses", c.misses), visit("expired", c.expired), visit("evicted", c.evicted);
    visit("connections", c.connections), visit("rejected", c.rejectedConnections);
    visit("errors", c.errors), visit("in", c.bytesIn), visit("out", c.bytesOut);
}

template <typename V> void fields(V &visit, PostgresCounts &c)
{
    visit("span", c.span), visit("commits", c.commits), visit("rollbacks", c.rollbacks);
    visit("hit", c.blocksHit), visit("read", c.blocksRead), visit("returned", c.rowsReturned);
    visit("written", c.rowsWritten), visit("deadlocks", c.deadlocks), visit("temp", c.tempBytes);
    visit("wal", c.walBytes), visit("checkpoints", c.checkpointsTimed);
    visit("forced", c.checkpointsForced), visit("statements", c.countsStatements);
    visit("queries", c.queries), visit("time", c.queryTime), visit("queries_span", c.queriesSpan);
}

template <typename V> void fields(V &visit, Moment &m)
{
    visit("from", m.from), visit("length", m.length), visit("redis", m.redis);
    visit("postgres", m.postgres), visit("reads", m.redisReads.counts),
        visit("get_time", m.getTime);
    visit("get_calls", m.getCalls), visit("memory", m.usedMemory), visit("limit", m.maxMemory);
    visit("keys", m.keys), visit("clients", m.clients), visit("sessions", m.sessions);
    visit("max_sessions", m.maxConnections), visit("active", m.activeMost);
    visit("waiting", m.waitingMost), visit("idle_in_transaction", m.idleInTransactionMost);
    visit("oldest", m.oldestTransactionMost), visit("lag", m.replicaLagMost);
    visit("lag_bytes", m.replicaLagBytesMost), visit("redis_up", m.redisUp);
    visit("redis_known", m.redisKnown), visit("postgres_known", m.postgresKnown);
    visit("redis_looks", m.redisLooks), visit("postgres_looks", m.postgresLooks);
    visit("postgres_up", m.postgresUp), visit("own_redis", m.ownRedis);
    visit("own_postgres", m.ownPostgres);
}

template <typename V> void fields(V &visit, StatementCounts &s)
{
    visit("id", s.id), visit("text", s.text), visit("user", s.user), visit("calls", s.calls);
    visit("rows", s.rows), visit("time", s.time), visit("hit", s.blocksHit);
    visit("read", s.blocksRead);
}

template <typename V> void fields(V &visit, WatchedStatements::Stretch &s)
{
    visit("from", s.from), visit("length", s.length), visit("covered", s.covered);
    visit("statements", s.statements);
}

template <typename V> void fields(V &visit, ReplicaLag &r)
{
    visit("name", r.name), visit("state", r.state), visit("bytes", r.bytes), visit("time", r.time);
}

template <typename V> void fields(V &visit, RedisState &s)
{
    visit("version", s.version), visit("mode", s.mode), visit("address", s.address);
    visit("primaries", s.primaries), visit("replicas", s.replicas), visit("replica", s.isReplica);
    visit("link_down", s.primaryLinkDown), visit("memory", s.usedMemory),
        visit("limit", s.maxMemory);
    visit("rss", s.rss), visit("policy", s.evictionPolicy), visit("keys", s.keys);
    visit("with_expiry", s.keysWithExpiry), visit("clients", s.clients);
    visit("blocked", s.blockedClients), visit("max_clients", s.maxClients);
    visit("hosts", s.clientHosts), visit("saves", s.saves), visit("lags", s.lags);
}

template <typename V> void fields(V &visit, SlowEntry &s)
{
    visit("id", s.id), visit("at", s.at), visit("took", s.took), visit("command", s.command);
    visit("client", s.client);
}

template <typename V> void fields(V &visit, LatencySpike &s)
{
    visit("event", s.event), visit("at", s.at), visit("latest", s.latest), visit("worst", s.worst);
}

template <typename V> void fields(V &visit, ClientGroup &g)
{
    visit("host", g.host), visit("name", g.name), visit("last", g.lastCommand);
    visit("clients", g.clients), visit("blocked", g.blocked), visit("output", g.outputBytes);
    visit("idle", g.idle);
}

template <typename V> void fields(V &visit, CommandCounts &c)
{
    visit("name", c.name), visit("calls", c.calls), visit("failed", c.failed);
    visit("rejected", c.rejected), visit("time", c.time), visit("latencies", c.latencies.counts);
}

template <typename V> void fields(V &visit, RedisLook &l)
{
    visit("at", l.at), visit("took", l.took), visit("health", l.health),
        visit("problem", l.problem);
    visit("counts", l.counts), visit("commands", l.commands), visit("state", l.state);
    visit("own", l.own), visit("pace", l.pace), visit("missing", l.missing);
}

template <typename V> void fields(V &visit, SessionRow &r)
{
    visit("pid", r.pid), visit("user", r.user), visit("database", r.database);
    visit("application", r.application), visit("client", r.client), visit("backend", r.backend);
    visit("state", r.state), visit("wait_type", r.waitType), visit("wait", r.wait);
    visit("query", r.query), visit("transaction_age", r.transactionAge);
    visit("query_age", r.queryAge), visit("state_age", r.stateAge),
        visit("blocked_by", r.blockedBy);
    visit("lock", r.lock);
}

template <typename V> void fields(V &visit, TableRow &t)
{
    visit("name", t.name), visit("rows", t.rows), visit("dead", t.deadRows),
        visit("bytes", t.bytes);
    visit("index_bytes", t.indexBytes), visit("seq_scans", t.sequentialScans);
    visit("index_scans", t.indexScans), visit("vacuum", t.lastVacuum);
    visit("analyze", t.lastAnalyze);
}

template <typename V> void fields(V &visit, PostgresState &s)
{
    visit("version", s.version), visit("address", s.address), visit("database", s.database);
    visit("recovery", s.inRecovery), visit("replay_lag", s.replayLag),
        visit("sessions", s.sessions);
    visit("active", s.active), visit("idle_in_transaction", s.idleInTransaction);
    visit("waiting", s.waitingForLocks), visit("max", s.maxConnections);
    visit("unseen", s.sessionsUnseen), visit("bytes", s.databaseBytes);
    visit("oldest", s.oldestTransaction), visit("fsync", s.fsync);
    visit("synchronous", s.synchronousCommit), visit("replicas", s.replicas);
    visit("has_statements", s.hasStatements), visit("hint", s.statementsHint);
}

template <typename V> void fields(V &visit, PostgresLook &l)
{
    visit("at", l.at), visit("took", l.took), visit("health", l.health),
        visit("problem", l.problem);
    visit("counts", l.counts), visit("sessions", l.sessions), visit("in_all", l.sessionsInAll);
    visit("state", l.state), visit("own", l.own), visit("pace", l.pace);
    visit("missing", l.missing);
}

template <typename V> void fields(V &visit, PatternFigures &f)
{
    visit("pattern", f.pattern), visit("sampled", f.sampled), visit("keys", f.keys);
    visit("error", f.keysError), visit("bytes", f.bytes), visit("largest", f.largest);
    visit("largest_key", f.largestKey), visit("without_expiry", f.withoutExpiry);
    visit("ttl_median", f.ttlMedian), visit("ttl_least", f.ttlLeast), visit("ttl_most", f.ttlMost);
    visit("next_minute", f.expiringNextMinute), visit("idle", f.idleShare), visit("type", f.type);
}

template <typename V> void fields(V &visit, PatternTraffic &t)
{
    visit("pattern", t.pattern), visit("reads", t.reads), visit("misses", t.misses);
    visit("fills", t.fills), visit("writes", t.writes), visit("drops", t.drops);
    visit("fill_after", t.fillAfter), visit("span", t.span), visit("hottest", t.hottest);
    visit("hottest_reads", t.hottestReads), visit("read_modify_write", t.readModifyWrite);
    visit("never_there", t.neverThere), visit("keys_read", t.keysRead);
    visit("hit_pairs", t.hitPairs), visit("keys_hit", t.keysHit);
}

template <typename V> void fields(V &visit, PatternLink &l)
{
    visit("pattern", l.pattern), visit("statement", l.statement), visit("text", l.text);
    visit("evidence", l.evidence), visit("confidence", l.confidence);
    visit("observations", l.observations), visit("cost", l.missCost), visit("refused", l.refused);
}

template <typename V> void fields(V &visit, PatternRow &r)
{
    visit("figures", r.figures), visit("traffic", r.traffic), visit("link", r.link);
    visit("misses", r.missesPerSecond), visit("from_events", r.missesFromEvents);
    visit("saved", r.savedPerSecond);
}

template <typename V> void fields(V &visit, Finding::Figure &f)
{
    visit("what", f.what), visit("value", f.value);
}

template <typename V> void fields(V &visit, Finding &f)
{
    visit("kind", f.kind), visit("level", f.level), visit("since", f.since),
        visit("until", f.until), visit("seen", f.seen);
    visit("subject", f.subject), visit("sentence", f.sentence), visit("next", f.next);
    visit("evidence", f.evidence);
}

} // namespace tierlens
