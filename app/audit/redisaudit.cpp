// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/redisaudit.h"

#include "redis/redisdirectory.h"
#include "redis/redisinfo.h"
#include "watch/ownledger.h"
#include "watch/readinggate.h"

#include <QCoreApplication>
#include <QDateTime>

#include <charconv>

namespace tierlens {

namespace {
struct RedisAuditWords
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

std::uint64_t countIn(std::string_view info, std::string_view name)
{
    const auto number = infoNumber(info, name);
    return number < 0 ? 0 : static_cast<std::uint64_t>(number);
}

// "db0:keys=12,expires=3,avg_ttl=0"
std::uint64_t fieldOf(std::string_view line, std::string_view field)
{
    const auto at = line.find(field);
    std::uint64_t number = 0;
    if (at != line.npos)
        std::from_chars(line.data() + at + field.size(), line.data() + line.size(), number);
    return number;
}

// The second element of CONFIG GET's answer; none: refused or unknown.
std::optional<std::string> setting(ReadingGate &gate, std::string_view name)
{
    const auto reply = gate.command({"CONFIG", "GET", name});
    if (!reply || reply->size() < 2)
        return std::nullopt;
    return std::string((*reply)[1].text());
}

Result<AuditRedisServer> readServer(const RedisAddress &address, std::vector<std::string> &unseen)
{
    RedisOptions options;
    options.address = address;
    OwnLedger ledger;
    ReadingGate gate(options, ledger);
    if (const auto opened = gate.open(); !opened)
        return opened.error();
    const auto info = gate.command({"INFO"});
    if (!info)
        return info.error();
    AuditRedisServer server;
    server.address = address.shown();
    takeRedisInfo(info->text(), server);
    server.savePoints = setting(gate, "save");
    if (server.savePoints) // a refusal is written down by the server: one is enough
        server.appendFsync = setting(gate, "appendfsync").value_or(std::string());
    else
        unseen.push_back(
            RedisAuditWords::tr("When %1 saves its data to disk is not shown to our user (CONFIG "
                                "GET is refused).")
                .arg(QString::fromStdString(server.address))
                .toStdString());
    return server;
}
} // namespace

void takeRedisInfo(std::string_view info, AuditRedisServer &server)
{
    server.version = std::string(infoLine(info, "valkey_version"));
    if (server.version.empty())
        server.version = std::string(infoLine(info, "redis_version"));
    server.isReplica = infoLine(info, "role") == "slave";
    server.replicas = infoNumber(info, "connected_slaves");
    server.uptime = infoNumber(info, "uptime_in_seconds");
    server.hasAof = infoNumber(info, "aof_enabled") == 1;
    server.lastSave = infoNumber(info, "rdb_last_save_time");
    server.changesSinceSave = countIn(info, "rdb_changes_since_last_save");
    server.lastSaveFailed = infoLine(info, "rdb_last_bgsave_status") == "err";
    server.lastAofWriteFailed = infoLine(info, "aof_last_write_status") == "err";
    server.usedMemory = countIn(info, "used_memory");
    server.maxMemory = countIn(info, "maxmemory");
    server.policy = std::string(infoLine(info, "maxmemory_policy"));
    server.hits = countIn(info, "keyspace_hits");
    server.misses = countIn(info, "keyspace_misses");
    server.evicted = countIn(info, "evicted_keys");
    server.keys = server.keysWithExpiry = 0;
    for (std::size_t from = 0; from < info.size();) {
        auto end = info.find('\n', from);
        if (end == info.npos)
            end = info.size();
        const auto line = info.substr(from, end - from);
        if (line.starts_with("db") && line.find(":keys=") != line.npos) {
            server.keys += fieldOf(line, ":keys=");
            server.keysWithExpiry += fieldOf(line, ",expires=");
        }
        from = end + 1;
    }
}

AuditRedisFacts readRedisFacts(const std::string &address)
{
    AuditRedisFacts facts;
    facts.isWanted = true;
    facts.at = QDateTime::currentMSecsSinceEpoch();
    const auto parsed = RedisAddress::parse(address);
    if (!parsed) {
        facts.problem = parsed.error().text;
        return facts;
    }
    RedisOptions options;
    options.address = *parsed;
    options.name = std::string(ReadingGate::Name);
    const auto nodes = RedisDirectory(options).find();
    if (!nodes) {
        facts.problem = nodes.error().text;
        return facts;
    }
    facts.mode = nodes->mode;
    for (const auto &primary : nodes->primaries) {
        auto server = readServer(primary, facts.unseen);
        if (!server) {
            facts.problem = server.error().text;
            return facts;
        }
        facts.servers.push_back(std::move(*server));
    }
    facts.isReached = true;
    return facts;
}

} // namespace tierlens
