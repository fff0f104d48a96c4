// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisdirectory.h"

#include "redis/rediscluster.h"
#include "redis/redisinfo.h"
#include "redis/redissentinels.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace tierlens {

namespace {

struct DirectoryWords
{
    Q_DECLARE_TR_FUNCTIONS(RedisErrors)
};

ClusterView alone(const RedisAddress &address)
{
    return {{"standalone", {address}, {}}, {}, true, 0};
}

Error isSentinel(const RedisAddress &address)
{
    return {ErrorKind::Usage, {},
        DirectoryWords::tr("What listens at %1 is a Sentinel; write the address as "
                           "redis+sentinel://%1/NAME, with the name of the service it watches.")
            .arg(QString::fromStdString(address.shown()))
            .toStdString(),
        {}};
}

// What one server says: that it is alone, or its Cluster.
Result<ClusterView> ask(RedisOptions options)
{
    const RedisAddress address = options.address;
    options.epoch = nullptr;
    options.address.db = 0; // Sentinels and Clusters refuse any other, and that is not yet known
    RedisConnection connection(std::move(options));

    // Not CLUSTER at once: refusals are counted in the server's error statistics.
    std::string mode;
    bool hasShards = true; // from Redis 7 on
    const auto info = connection.command({"INFO", "server"});
    if (!info && !connection.isOpen())
        return info.error();
    if (info) {
        mode = infoLine(info->text(), "redis_mode");
        hasShards = infoNumber(info->text(), "redis_version") >= 7;
        if (mode.empty())
            mode = infoLine(info->text(), "server_mode"); // as Valkey calls it
    }
    if (mode == "sentinel")
        return isSentinel(address);

    Result<ClusterView> view = alone(address);
    if (mode != "standalone") {
        view = viewCluster(connection, address, hasShards);
        if (!view && mode.empty() && view.error().kind == ErrorKind::Refused)
            view = alone(address); // it knows nothing of clusters
    }
    if (view && address.db != 0) {
        const auto db = std::to_string(address.db);
        if (const auto selected = connection.command({"SELECT", db}); !selected)
            return selected.error();
    }
    return view;
}

} // namespace

RedisDirectory::RedisDirectory(RedisOptions options)
    : m_options(std::move(options))
{ }

Result<RedisNodes> RedisDirectory::find()
{
    return m_options.address.sentinels.empty() ? askServers() : askSentinels();
}

Result<RedisNodes> RedisDirectory::askServers()
{
    // The given one comes first each time: its name may have been moved to another server, and what
    // was learned earlier may belong to somebody else by now.
    std::vector<RedisAddress> servers{m_options.address};
    for (const auto &known : m_known)
        addPlace(servers, known);

    std::optional<Error> firstError;
    std::optional<ClusterView> best;
    for (const auto &server : servers) {
        auto options = m_options;
        options.address = server;
        auto view = ask(std::move(options));
        if (!view) {
            if (!firstError)
                firstError = view.error();
            continue;
        }
        if (&server != &servers.front() && view->nodes.mode != "cluster")
            continue;
        // Nodes cut off from the majority go on answering, with what they knew at that time.
        if (!best || view->isWhole || view->epoch > best->epoch)
            best = std::move(*view);
        if (best->isWhole)
            break;
    }
    m_failing.clear();
    if (!best)
        return *firstError;

    m_failing = std::move(best->failed);
    if (best->isWhole)
        m_known.clear();
    if (best->nodes.mode == "cluster") {
        for (const auto *list : {&best->nodes.primaries, &best->nodes.replicas}) {
            for (const auto &node : *list)
                addPlace(m_known, node);
        }
    }
    return std::move(best->nodes);
}

Result<RedisNodes> RedisDirectory::askSentinels()
{
    auto sentinels = sentinelsOf(m_options.address);
    const auto given = sentinels.size();
    // Starting with the one that answered last time, so that a frozen one costs its timeout once.
    m_first = std::min(m_first, given - 1);
    std::rotate(sentinels.begin(), sentinels.begin() + static_cast<std::ptrdiff_t>(m_first),
        sentinels.end());
    for (const auto &known : m_known)
        addPlace(sentinels, known);

    std::optional<Error> sentinelError, primaryError;
    bool isUnknown = false;
    std::vector<RedisAddress> tried, failing;
    for (std::size_t i = 0; i < sentinels.size(); ++i) {
        auto answer = askSentinel(m_options, sentinels[i]);
        if (!answer) {
            if (!sentinelError)
                sentinelError = answer.error();
            continue;
        }
        if (!answer->primary) {
            isUnknown = true;
            continue;
        }
        if (answer->isPrimaryDown && !answer->replicas.empty())
            addPlace(failing, *answer->primary);
        const auto count = tried.size();
        addPlace(tried, *answer->primary);
        if (tried.size() == count)
            continue; // another named it, and it was none
        if (const auto checked = checkIsPrimary(m_options, *answer->primary); !checked) {
            primaryError = checked.error();
            continue;
        }
        if (i < given)
            m_first = (m_first + i) % given;
        m_known = std::move(answer->others);
        addPlace(m_known, sentinels[i]);
        const auto isPrimary
            = [&](const RedisAddress &other) { return isSamePlace(other, *answer->primary); };
        std::erase_if(answer->replicas, isPrimary);
        m_failing.clear();
        return RedisNodes{"sentinel", {*answer->primary}, std::move(answer->replicas)};
    }
    // One that is named and is not yet what it will be: the failover goes on.
    if (!primaryError || primaryError->kind != ErrorKind::NotReady)
        m_failing = std::move(failing);
    if (primaryError)
        return *primaryError;
    if (sentinelError && !isUnknown)
        return noSentinel(m_options.address, *sentinelError);
    return unknownService(m_options.address);
}

} // namespace tierlens
