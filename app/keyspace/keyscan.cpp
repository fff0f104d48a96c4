// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyscan.h"

#include "redis/rediscluster.h"
#include "redis/redisdirectory.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t MostLooked = 2000; // rows at a time: a screen has some hundred

struct KeyScanWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyScan)
};

// Whether the address itself says which database is meant: "/0" does, nothing means all.
bool namesDatabase(std::string_view uri, const RedisAddress &address)
{
    if (address.db != 0)
        return true;
    const auto scheme = uri.find("://");
    if (scheme == uri.npos)
        return false;
    auto rest = uri.substr(scheme + 3);
    const auto question = rest.find('?');
    const auto query = question == rest.npos ? std::string_view() : rest.substr(question + 1);
    if (query.starts_with("db=") || query.find("&db=") != query.npos)
        return true;
    if (!address.socket.empty())
        return false;
    rest = rest.substr(0, question);
    for (int parts = address.sentinels.empty() ? 1 : 2; parts > 0; --parts) {
        const auto slash = rest.find('/');
        if (slash == rest.npos)
            return false;
        rest.remove_prefix(slash + 1);
    }
    return !rest.empty();
}

} // namespace

KeyScan::KeyScan(
    std::string redis, const KeyScanBudget &budget, std::shared_ptr<KeyTable> table, Told told)
    : m_redis(std::move(redis))
    , m_table(std::move(table))
    , m_told(std::move(told))
    , m_budget(budget)
{
    m_progress.state = State::Running;
}

void KeyScan::pause()
{
    const std::lock_guard lock(m_mutex);
    m_isPaused = m_isWoken = true;
    m_wake.notify_all();
}

void KeyScan::resume()
{
    const std::lock_guard lock(m_mutex);
    m_isPaused = false;
    if (m_progress.state == State::Failed) {
        m_isPrepared = false; // the servers may be others by now
        m_progress.error = {};
    }
    if (m_progress.state == State::Failed || m_progress.state == State::Paused)
        m_progress.state = State::Running;
    m_isWoken = true;
    m_wake.notify_all();
}

void KeyScan::setBudget(const KeyScanBudget &budget)
{
    const std::lock_guard lock(m_mutex);
    m_budget = budget;
    m_isBudgetNew = m_isWoken = true;
    m_wake.notify_all();
}

KeyScanBudget KeyScan::budget() const
{
    const std::lock_guard lock(m_mutex);
    auto budget = m_budget;
    budget.most = std::min(budget.most, KeyTable::MostRows - 1'000'000); // SCAN may give so many
    return budget;
}

void KeyScan::look(std::vector<KeyTable::Index> rows)
{
    if (rows.size() > MostLooked)
        rows.resize(MostLooked);
    const std::lock_guard lock(m_mutex);
    m_toLook = std::move(rows);
    m_isWoken = true;
    m_wake.notify_all();
}

KeyScanProgress KeyScan::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

// Waits for something to do.
KeyScan::Work KeyScan::next(const std::stop_token &stop, std::vector<KeyTable::Index> &rows)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (m_progress.state == State::Running && m_isPaused) {
            m_rate.forget();
            m_progress.state = State::Paused;
            m_progress.keysPerSecond = m_progress.commandsPerSecond = m_progress.duty = 0;
            lock.unlock();
            m_told.stateChanged();
            lock.lock();
            continue;
        }
        m_isWoken = false;
        const auto now = std::chrono::steady_clock::now();
        if (std::exchange(m_isBudgetNew, false)) {
            m_rate.forget();
            for (auto &member : m_servers)
                member.server->pace().forgetDebt(now);
        }
        if (!m_isPrepared && m_progress.state == State::Running)
            return Work::Prepare;
        if (!m_toLook.empty()) {
            rows = std::exchange(m_toLook, {});
            if (m_isPrepared && m_progress.state != State::Failed)
                return Work::Look;
            continue;
        }
        if (m_progress.state != State::Running) {
            m_wake.wait(lock, stop, [this] { return m_isWoken; });
            continue;
        }
        auto *const server = nextServer();
        if (!server || now >= server->pace().due())
            return Work::Search;
        m_wake.wait_until(lock, stop, server->pace().due(), [this] { return m_isWoken; });
    }
    return Work::Stop;
}

KeyScanServer *KeyScan::nextServer()
{
    KeyScanServer *next = nullptr;
    for (const auto &member : m_servers) {
        auto &server = *member.server;
        if (member.isThere && !server.isDone()
            && (!next || server.pace().due() < next->pace().due()))
            next = &server;
    }
    return next;
}

void KeyScan::run(const std::stop_token &stop)
{
    std::vector<KeyTable::Index> rows;
    for (;;) {
        switch (next(stop, rows)) {
        case Work::Stop:
            return;
        case Work::Prepare:
            if (const auto done = prepare(); !done && !stop.stop_requested())
                end(State::Failed, done.error());
            break;
        case Work::Search:
            search();
            break;
        case Work::Look:
            lookAt(std::exchange(rows, {}));
            break;
        }
    }
}

Result<Done> KeyScan::prepare()
{
    const auto address = RedisAddress::parse(m_redis);
    if (!address)
        return address.error();
    RedisOptions options;
    options.address = *address;
    options.name = "tierlens-keys";
    options.connectTimeout = 2s;
    options.commandTimeout = 5s;
    auto nodes = RedisDirectory(options).find();
    if (!nodes)
        return nodes.error();
    for (auto &member : m_servers)
        member.isThere = false;
    for (auto &primary : nodes->primaries) {
        auto known = std::find_if(m_servers.begin(), m_servers.end(),
            [&](const Member &member) { return isSamePlace(member.server->address(), primary); });
        if (known == m_servers.end()) {
            const auto number = std::min<std::size_t>(m_servers.size(), 127);
            m_servers.push_back({std::make_unique<KeyScanServer>(
                primary, static_cast<std::uint8_t>(number), namesDatabase(m_redis, *address))});
            known = m_servers.end() - 1;
        }
        known->isThere = true;
        if (auto done = known->server->open(); !done)
            return done;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_isPrepared = true;
    }
    note();
    return Done{};
}

void KeyScan::search()
{
    auto *const server = nextServer();
    if (!server) {
        end(State::Done, {});
        return;
    }
    if (isFull()) {
        const auto most = static_cast<qlonglong>(budget().most);
        end(State::Done,
            {ErrorKind::Refused, "MOST",
                KeyScanWords::tr("The search ended at its limit of %L1 keys; there may be more.")
                    .arg(most)
                    .toStdString(),
                {}});
        return;
    }
    auto done = server->step(budget(), *m_table, m_counts);
    // A connection that was cut while the server is well is made again once.
    if (!done && !server->isOpen() && server->hasWorked())
        done = server->open();
    if (done)
        note();
    else
        end(State::Failed, done.error());
}

void KeyScan::lookAt(std::vector<KeyTable::Index> rows)
{
    const auto place = [this](KeyTable::Index index) {
        return std::tuple(m_table->serverOf(index), m_table->row(index).database);
    };
    std::erase_if(rows, [this](KeyTable::Index index) { return index >= m_table->size(); });
    std::stable_sort(rows.begin(), rows.end(),
        [&](KeyTable::Index a, KeyTable::Index b) { return place(a) < place(b); });
    bool hasChanged = false;
    for (std::size_t begin = 0; begin < rows.size();) {
        auto end = begin + 1;
        while (end < rows.size() && place(rows[end]) == place(rows[begin]))
            ++end;
        const auto number = m_table->serverOf(rows[begin]);
        if (number < m_servers.size() && m_servers[number].isThere) {
            // One that cannot be asked now leaves its rows as they were.
            const auto looked = m_servers[number].server->look(
                std::span(rows).subspan(begin, end - begin), budget(), *m_table, m_counts);
            hasChanged |= looked && *looked;
        }
        begin = end;
    }
    note();
    m_told.looked(hasChanged);
}

void KeyScan::note()
{
    const auto now = std::chrono::steady_clock::now();
    auto counts = m_counts;
    counts.expected = 0;
    counts.databases = 0;
    for (auto &member : m_servers) {
        if (!member.isThere)
            continue;
        const auto expected = member.server->expected();
        counts.expected = expected < 0 || counts.expected < 0 ? -1 : counts.expected + expected;
        counts.databases = std::max(counts.databases, member.server->databases());
        counts.commandsPerSecond += member.server->pace().commandsPerSecond(now);
        counts.duty = std::max(counts.duty, member.server->pace().duty(now));
    }
    m_rate.note(now, counts.found);
    counts.keysPerSecond = m_rate.perSecond();
    const std::lock_guard lock(m_mutex);
    counts.state = m_progress.state;
    counts.error = m_progress.error;
    if (counts.state != State::Running)
        counts.keysPerSecond = counts.commandsPerSecond = counts.duty = 0;
    m_progress = std::move(counts);
}

void KeyScan::end(State state, const Error &error)
{
    note();
    {
        const std::lock_guard lock(m_mutex);
        m_progress.state = state;
        m_progress.error = error;
        m_progress.keysPerSecond = m_progress.commandsPerSecond = m_progress.duty = 0;
    }
    m_told.stateChanged();
}

} // namespace tierlens
