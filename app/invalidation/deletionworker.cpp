// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/deletionworker.h"

#include "invalidation/dutypace.h"

#include <algorithm>
#include <optional>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr auto ScanDuty = 0.1; // share of the server's time for finding the keys

} // namespace

DeletionWorker::DeletionWorker(DeletionOrder order)
    : m_order(std::move(order))
    , m_nodes(m_order.redis, m_order.target.database)
{
    m_progress.expected = m_order.expected;
    m_progress.isEstimated = m_order.isEstimated;
}

void DeletionWorker::pause(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = paused;
    }
    m_woken.notify_all();
}

DeletionProgress DeletionWorker::progress() const
{
    const std::lock_guard lock(m_mutex);
    auto copy = m_progress;
    const auto since = Steady::now() - 1s;
    for (const auto &[at, deleted] : m_lately)
        copy.keysPerSecond += at > since ? double(deleted) : 0;
    return copy;
}

void DeletionWorker::count(std::int64_t deleted, std::int64_t gone, std::int64_t unsure)
{
    const std::lock_guard lock(m_mutex);
    m_progress.deleted += deleted;
    m_progress.gone += gone;
    m_progress.unsure += unsure;
    const auto now = Steady::now();
    m_lately.emplace_back(now, deleted);
    while (m_lately.front().first < now - 1s)
        m_lately.pop_front();
}

void DeletionWorker::end(DeletionProgress::State state, const Error &error)
{
    const std::lock_guard lock(m_mutex);
    m_progress.state = state;
    m_progress.error = error;
}

bool DeletionWorker::mayGoOn(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    if (m_paused && !stop.stop_requested()) {
        m_progress.state = DeletionProgress::State::Paused;
        m_woken.wait(lock, stop, [this] { return !m_paused; });
        m_progress.state = DeletionProgress::State::Running;
    }
    return !stop.stop_requested();
}

// The rate holds over the long run; what was missed by a pause or a slow server is not made up for.
void DeletionWorker::keepPace(std::size_t keys, const std::stop_token &stop)
{
    const double rate = std::max(1.0, m_order.pace.keysPerSecond);
    const auto gap = std::chrono::duration_cast<Steady::duration>(
        std::chrono::duration<double>(double(keys) / rate));
    const auto now = Steady::now();
    m_due = std::max(m_due, now - gap) + gap;
    if (m_due > now)
        restFor(m_due - now, stop);
}

void DeletionWorker::run()
{
    using State = DeletionProgress::State;
    const auto stop = m_stop.get_token();
    auto done = stop.stop_requested() ? Result<Done>(Done{}) : m_nodes.open();
    const auto &target = m_order.target;
    if (done && target.pattern.empty())
        done = deleteKeys(0, target.keys, stop);
    for (std::size_t i = 0; done && !target.pattern.empty() && i < m_nodes.size(); ++i)
        done = goThroughNode(i, stop);
    if (!done)
        end(State::Failed, done.error());
    else
        end(stop.stop_requested() ? State::Stopped : State::Done);
}

// Round the keyspace once: what comes into being meanwhile may be found or not.
Result<Done> DeletionWorker::goThroughNode(std::size_t index, const std::stop_token &stop)
{
    auto &connection = m_nodes.node(index);
    DutyPace pace(ScanDuty);
    pace.calibrate(connection);
    const auto most = batchSize();
    std::vector<std::string> found;
    std::string cursor = "0";
    do {
        if (!mayGoOn(stop))
            return Done{};
        const auto stride = pace.stride(connection, 500);
        const auto from = Steady::now();
        const auto reply = connection.command(
            {"SCAN", cursor, "MATCH", m_order.target.pattern, "COUNT", std::to_string(stride)});
        if (!reply)
            return reply.error();
        const auto took = Steady::now() - from;
        const auto names = (*reply)[1];
        for (std::size_t i = 0; i < names.size(); ++i)
            found.emplace_back(names[i].text());
        cursor = (*reply)[0].text();
        // Whole batches; what is left over goes with the next.
        const bool isLast = cursor == "0";
        const auto now = isLast ? found.size() : found.size() / most * most;
        if (auto done = deleteKeys(index, std::span<const std::string>(found).first(now), stop);
            !done)
            return done;
        found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(now));
        pace.searched(took, stride, stop);
    } while (cursor != "0");
    return Done{};
}

// In batches, at the pace. A stop ends it between two of them.
Result<Done> DeletionWorker::deleteKeys(
    std::size_t node, std::span<const std::string> keys, const std::stop_token &stop)
{
    const auto most = batchSize();
    while (!keys.empty() && mayGoOn(stop)) {
        const auto batch = keys.first(std::min(most, keys.size()));
        keys = keys.subspan(batch.size());
        const bool byName = m_order.target.pattern.empty();
        auto done = !m_nodes.isCluster()
            ? unlinkTogether(m_nodes.node(node), batch)
            : unlinkOneByOne(byName ? nullptr : &m_nodes.node(node), batch);
        if (!done)
            return done;
        keepPace(batch.size(), stop);
    }
    return Done{};
}

Result<Done> DeletionWorker::unlinkTogether(
    CountedConnection &connection, std::span<const std::string> keys)
{
    std::vector<std::string_view> words{"UNLINK"};
    words.insert(words.end(), keys.begin(), keys.end());
    const auto reply = connection.command(std::span<const std::string_view>(words));
    const auto size = static_cast<std::int64_t>(keys.size());
    if (reply)
        count(reply->integer(), size - reply->integer());
    else if (connection.lastWasSent())
        count(0, 0, size); // carried out or not: nobody has told us
    return reply ? Result<Done>(Done{}) : reply.error();
}

// In a Cluster a command's keys must be of one slot. `connection`: the node where they were found;
// null: not known.
Result<Done> DeletionWorker::unlinkOneByOne(
    CountedConnection *connection, std::span<const std::string> keys)
{
    std::vector<std::string_view> moved;
    std::optional<Error> failed;
    if (connection) {
        for (const auto &key : keys)
            static_cast<void>(connection->append({"UNLINK", key}));
        for (const auto &key : keys) {
            const auto reply = connection->reply();
            if (reply) {
                count(reply->integer(), 1 - reply->integer());
                continue;
            }
            const auto &code = reply.error().code;
            if (code == "MOVED" || code == "ASK") {
                moved.push_back(key);
                continue;
            }
            if (!connection->isOpen() && connection->lastWasSent()) // and all after it
                count(0, 0, 1);
            if (!failed)
                failed = reply.error();
        }
    } else {
        moved.assign(keys.begin(), keys.end());
    }
    for (const auto key : moved) {
        if (failed)
            break;
        const auto reply = m_nodes.command(key, {"UNLINK", key});
        if (reply)
            count(reply->integer(), 1 - reply->integer());
        else if (m_nodes.lastWasSent())
            count(0, 0, 1);
        if (!reply)
            failed = reply.error();
    }
    return failed ? Result<Done>(*failed) : Result<Done>(Done{});
}

} // namespace tierlens
