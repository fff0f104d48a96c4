// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restarts/drillsteps.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct MemoryDrillWords
{
    Q_DECLARE_TR_FUNCTIONS(Drill)
};

struct MemoryNow
{
    std::uint64_t used = 0, evicted = 0, refused = 0; // refused: writes, for want of memory
    std::string process; // run_id
};

Result<MemoryNow> memoryNow(RedisConnection &redis)
{
    const auto info = redis.command({"INFO", "ALL"});
    if (!info)
        return info.error();
    const auto count = [&](std::string_view name) {
        return static_cast<std::uint64_t>(
            std::max<std::int64_t>(infoNumber(info->text(), name), 0));
    };
    MemoryNow now{count("used_memory"), count("evicted_keys"), 0,
        std::string(infoLine(info->text(), "run_id"))};
    auto refused = infoLine(info->text(), "errorstat_OOM"); // "count=12"; Redis 6.2 and newer
    if (refused.starts_with("count="))
        now.refused = std::stoull(std::string(refused.substr(6)));
    return now;
}

Result<std::string> configured(RedisConnection &redis, std::string_view name)
{
    const auto reply = redis.command({"CONFIG", "GET", name});
    if (!reply)
        return reply.error();
    if (reply->size() < 2 || (*reply)[1].text().empty())
        return Error{ErrorKind::Refused, {},
            MemoryDrillWords::tr("Redis does not say what %1 is now, so that it could not be put "
                                 "back.")
                .arg(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())))
                .toStdString(),
            {}};
    return std::string((*reply)[1].text());
}

// Tries for some seconds: the setting is more important than our patience.
Result<QString> surelyPutBack(const DrillWork &work, const LeftSetting &left)
{
    Result<QString> told = Error{};
    for (int i = 0; i < 10; ++i) {
        told = putBack(work.address, left, work.journal);
        if (told)
            break;
        std::this_thread::sleep_for(500ms);
    }
    return told;
}

QStringList measuredMemory(
    const MemoryNow &before, const MemoryNow &now, std::uint64_t least, std::uint64_t limit)
{
    const auto grown
        = [](std::uint64_t from, std::uint64_t to) { return to > from ? to - from : 0; };
    QStringList measured{MemoryDrillWords::tr("Limit %1; Redis used %2 before and %3 at the least.")
                             .arg(bytesText(limit), bytesText(before.used), bytesText(least))};
    const auto evicted = grown(before.evicted, now.evicted);
    measured << MemoryDrillWords::tr("Keys evicted: %1.").arg(countText(evicted));
    const auto refused = grown(before.refused, now.refused);
    measured << MemoryDrillWords::tr("Writes refused (OOM): %1.").arg(countText(refused));
    return measured;
}
} // namespace

DrillResult lowMemory(const DrillWork &work)
{
    const auto address = RedisAddress::parse(work.address);
    if (!address)
        return {{}, QString::fromStdString(address.error().text)};
    RedisConnection redis({.address = *address, .name = "tierlens-drill"});
    const auto before = memoryNow(redis);
    const auto was = before ? configured(redis, "maxmemory") : Result<std::string>(before.error());
    if (!was)
        return {{}, QString::fromStdString(was.error().text)};
    const auto limit = before->used / 100 * static_cast<std::uint64_t>(work.order.percent);
    const auto limitBefore = QString::fromStdString(*was).toULongLong();
    if (limitBefore > 0 && limitBefore <= limit)
        return {{},
            MemoryDrillWords::tr("The limit is %1 already, which is lower than what was "
                                 "asked for.")
                .arg(bytesText(limitBefore))};
    const LeftSetting left{work.server, QStringLiteral("maxmemory"), QString::fromStdString(*was),
        QString::number(limit), QDateTime::currentMSecsSinceEpoch(),
        QString::fromStdString(before->process)};
    // First noted, then changed: whatever happens in between, it can be put back.
    if (const auto noted = work.journal.add(left); !noted)
        return {{}, QString::fromStdString(noted.error().text)};
    if (const auto set = redis.command({"CONFIG", "SET", "maxmemory", std::to_string(limit)});
        !set) {
        if (!redis.lastWasSent()) // else it may have been taken: putting back will tell
            (void)work.journal.remove(left);
        return {{}, QString::fromStdString(set.error().text), redis.lastWasSent()};
    }
    auto now = *before;
    auto least = before->used;
    const auto began = std::chrono::steady_clock::now();
    for (;;) {
        const auto ran = std::chrono::steady_clock::now() - began;
        if (const auto read = memoryNow(redis)) {
            now = *read;
            least = std::min(least, now.used);
        }
        if (ran >= work.order.span)
            break;
        work.tell(double(Duration(ran).count()) / double(Duration(work.order.span).count()),
            MemoryDrillWords::tr("%1 keys evicted, %2 used of %3.")
                .arg(countText(now.evicted - std::min(now.evicted, before->evicted)),
                    bytesText(now.used), bytesText(limit)));
        if (!work.wait(std::min<std::chrono::milliseconds>(
                500ms, std::chrono::ceil<std::chrono::milliseconds>(work.order.span - ran))))
            break;
    }
    DrillResult result{measuredMemory(*before, now, least, limit), {}};
    if (const auto told = surelyPutBack(work, left)) {
        result.measured << *told;
    } else {
        result.isLeft = true;
        result.problem
            = MemoryDrillWords::tr("maxmemory could not be put back (%1). It is noted and will be "
                                   "offered again. By hand: CONFIG SET maxmemory %2")
                  .arg(QString::fromStdString(told.error().text), left.was);
    }
    return result;
}

} // namespace tierlens
