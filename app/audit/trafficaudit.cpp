// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/trafficaudit.h"

#include "patterns/linkscore.h"

#include <algorithm>
#include <cctype>

namespace tierlens {

namespace {
// Likeness of a word of the key and a table's name from which on they count as the same.
constexpr double AlikeEnough = 0.99;

AuditPatternFacts patternOf(const PatternRow &row)
{
    AuditPatternFacts facts;
    const auto &figures = row.figures;
    facts.pattern = figures.pattern;
    facts.type = figures.type;
    facts.keys = figures.keys;
    facts.keysError = figures.keysError;
    facts.bytes = figures.bytes;
    facts.withoutExpiry = figures.withoutExpiry;
    facts.ttlLeast = figures.ttlLeast;
    facts.ttlMedian = figures.ttlMedian;
    facts.ttlMost = figures.ttlMost;
    facts.idleShare = figures.idleShare;
    if (row.traffic) {
        facts.reads = row.traffic->reads;
        if (row.traffic->hasHitRate()) {
            facts.hitRate = row.traffic->hitRate();
            facts.hitsPerSecond = row.traffic->perSecond(row.traffic->reads - row.traffic->misses);
        }
    }
    if (row.link) {
        facts.statement = row.link->text;
        facts.confidence = row.link->confidence;
        facts.isConfirmed = row.link->evidence == PatternLink::Evidence::User;
        facts.missCost = row.link->missCost;
    }
    return facts;
}

// Of those alike the shortest name: "order:*" is orders rather than order_items.
std::string tableLike(const std::string &pattern, const AuditPostgresFacts &postgres)
{
    const AuditTableFacts *found = nullptr;
    for (const auto &table : postgres.tables) {
        if (resemblance(pattern, "SELECT 1 FROM " + table.name) >= AlikeEnough
            && (!found || table.name.size() < found->name.size()))
            found = &table;
    }
    return found ? found->fullName() : std::string();
}

bool isOfName(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

// The largest table whose whole name stands in the statement.
std::string tableIn(const std::string &statement, const AuditPostgresFacts &postgres)
{
    for (const auto &table : postgres.tables) {
        for (auto at = statement.find(table.name); at != statement.npos;
             at = statement.find(table.name, at + 1)) {
            const auto end = at + table.name.size();
            if ((at == 0 || !isOfName(statement[at - 1]))
                && (end == statement.size() || !isOfName(statement[end])))
                return table.fullName();
        }
    }
    return {};
}
} // namespace

void takeTraffic(const WatchSession &session, AuditFacts &facts)
{
    auto &traffic = facts.traffic;
    traffic = {};
    facts.patterns.clear();
    const auto now = session.now();
    const auto from = session.history().begin();
    if (session.redis() || session.postgres())
        traffic.watched = now - from;
    const auto total = session.history().total(from, now);
    const auto &redis = total.redis;
    traffic.redisSpan = redis.span;
    if (redis.span > Duration::zero()) {
        traffic.commandsPerSecond = redis.perSecond(redis.commands);
        traffic.hitsPerSecond = redis.perSecond(redis.hits);
        traffic.missesPerSecond = redis.perSecond(redis.misses);
        traffic.hitRate = redis.hitRate();
        if (total.getCalls > 0)
            traffic.meanRead = total.getTime / static_cast<std::int64_t>(total.getCalls);
    }
    const auto &postgres = total.postgres;
    traffic.postgresSpan = postgres.span;
    if (postgres.span > Duration::zero())
        traffic.transactionsPerSecond = postgres.perSecond(postgres.commits + postgres.rollbacks);
    traffic.queriesPerSecond = postgres.queriesPerSecond();
    if (traffic.queriesPerSecond >= 0 && postgres.queries > 0)
        traffic.meanQuery = postgres.queryTime / static_cast<std::int64_t>(postgres.queries);
    if (!session.traffic().empty())
        traffic.burst = session.traffic().front().span;
    traffic.toolsAllowed = session.mayChange() || session.keyEvents().switchedOnByUs;
    traffic.keysLooked = session.keyPatterns().sampledKeys();
    traffic.keysInAll = session.keyPatterns().keysInAll();
    for (const auto &row : session.patternRows())
        facts.patterns.push_back(patternOf(row));
    std::stable_sort(facts.patterns.begin(), facts.patterns.end(),
        [](const AuditPatternFacts &a, const AuditPatternFacts &b) { return a.bytes > b.bytes; });
    // Keys that have come since the look at all of them are in no pattern yet.
    double shown = 0;
    for (const auto &pattern : facts.patterns)
        shown += pattern.keys;
    traffic.isWhole = !facts.patterns.empty() && shown >= 0.99 * double(traffic.keysInAll)
        && std::all_of(facts.patterns.begin(), facts.patterns.end(),
            [](const AuditPatternFacts &pattern) { return pattern.keysError == 0; });
}

void findCounterparts(AuditFacts &facts)
{
    for (auto &pattern : facts.patterns) {
        pattern.table.clear();
        pattern.isTableByName = false;
        if (!pattern.statement.empty())
            pattern.table = tableIn(pattern.statement, facts.postgres);
        if (pattern.table.empty()) {
            pattern.table = tableLike(pattern.pattern, facts.postgres);
            pattern.isTableByName = !pattern.table.empty();
        }
    }
}

} // namespace tierlens
