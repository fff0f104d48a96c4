// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/rediswatch.h"

#include "redis/redisdirectory.h"
#include "watch/failovercourse.h"
#include "watch/keyeventlistener.h"
#include "watch/keysampler.h"
#include "watch/monitorburst.h"
#include "watch/redissummary.h"
#include "watch/watchpace.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace tierlens {

using namespace std::chrono_literals;
using State = ServerChange::State;

namespace {

constexpr auto Timeout = 700ms; // a frozen server must be told within two seconds
constexpr auto Retry = 500ms; // while a server is away
constexpr auto RetryDenied = 5s; // a wrong password: each try is an entry in the server's log
constexpr auto ListsEvery = 10s;
constexpr auto FindEvery = 30s; // of a group, while all is well; else each second
constexpr std::size_t KeysFirstRound = 1000, KeysLater = 200; // a look
constexpr Duration UsualCostOfKey = 6us; // until it is measured

RedisOptions watching(const RedisAddress &address)
{
    RedisOptions options;
    options.address = address;
    options.name = ReadingGate::Name;
    options.connectTimeout = options.commandTimeout = Timeout;
    return options;
}

// Where a server is, and nothing else of its address.
std::string placeOf(const RedisAddress &address)
{
    auto place = address;
    place.user.clear();
    place.db = 0;
    return place.shown();
}

// Servers that answer in any way are no reason for others to take over.
bool isSilent(const RedisNode::Seen &seen)
{
    return seen.health != State::Up
        && (seen.problem.kind == ErrorKind::Unreachable || seen.problem.kind == ErrorKind::Timeout);
}

} // namespace

class RedisWatch::Engine
{
public:
    Engine(RedisWatchOptions options, const Clock &clock, LookQueue &queue);
    ~Engine();

    void setHidden(bool hidden);
    void setPaused(bool paused);
    void setBudget(double share) { m_pace.setBudget(share); }
    void startBurst(BurstLimits limits);
    void cancelBurst();
    void setKeyEvents(bool on, bool mayConfigure);

private:
    void run(const std::stop_token &stop);
    bool isGroup(); // of servers whose parts change
    void findServers();
    RedisLook look();
    std::optional<Failover> seenFailover(const std::vector<RedisNode::Seen> &seen);
    void sampleKeys(Duration pause, const std::stop_token &stop);
    void wait(std::chrono::steady_clock::time_point until, const std::stop_token &stop);
    WatchedServers servers() const;
    void wake();

    RedisWatchOptions m_options;
    const Clock &m_clock;
    LookQueue &m_queue;
    WatchPace m_pace;
    std::atomic<bool> m_paused{false}, m_bursting{false};
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_isWoken = false;
    WatchedServers m_servers; // guarded by m_mutex

    // The looking thread's own:
    std::vector<std::unique_ptr<RedisNode>> m_nodes;
    RedisDirectory m_directory;
    FailoverCourse m_course;
    bool m_isCluster = false; // it was one when it last said what it is
    std::optional<Error> m_notFound; // why Sentinels name no primary
    bool m_hasFound = false; // all servers of the group
    std::chrono::steady_clock::time_point m_foundAt{};
    KeySampler m_sampler;
    RedisState m_state; // as last known
    std::set<std::string> m_hosts;
    std::chrono::steady_clock::time_point m_listed{};
    Duration m_costOfKey = UsualCostOfKey;
    std::size_t m_sampled = 0; // keys since the last look
    bool m_isDenied = false;

    std::unique_ptr<KeyEventListener> m_listener;
    std::jthread m_burst;
    std::jthread m_thread; // last: ends first
};

RedisWatch::Engine::Engine(RedisWatchOptions options, const Clock &clock, LookQueue &queue)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_queue(queue)
    , m_directory(watching(m_options.address))
    , m_sampler(clock)
{
    m_pace.setBudget(m_options.budget);
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

RedisWatch::Engine::~Engine()
{
    m_thread.request_stop();
    m_burst.request_stop();
    m_listener.reset();
    if (m_burst.joinable())
        m_burst.join();
    m_thread.join();
}

void RedisWatch::Engine::wake()
{
    const std::lock_guard lock(m_mutex);
    m_isWoken = true;
    m_wake.notify_all();
}

void RedisWatch::Engine::setHidden(bool hidden)
{
    m_pace.setHidden(hidden);
    if (!hidden)
        wake(); // who looks again wants to see what is now
}

void RedisWatch::Engine::setPaused(bool paused)
{
    m_paused = paused;
    wake();
}

WatchedServers RedisWatch::Engine::servers() const
{
    const std::lock_guard lock(m_mutex);
    return m_servers;
}

void RedisWatch::Engine::startBurst(BurstLimits limits)
{
    if (m_bursting.exchange(true))
        return; // one at a time; the one that runs answers
    m_burst = std::jthread([this, limits](const std::stop_token &stop) {
        auto burst = runBurst(servers(), limits, m_clock, stop,
            [this](const BurstProgress &progress) { m_queue.push(progress); });
        m_bursting = false; // before it is told: whoever hears of it may order the next
        m_queue.push(std::move(burst));
    });
}

void RedisWatch::Engine::cancelBurst() { m_burst.request_stop(); }

void RedisWatch::Engine::setKeyEvents(bool on, bool mayConfigure)
{
    if (!m_listener)
        m_listener
            = std::make_unique<KeyEventListener>([this] { return servers(); }, m_clock, m_queue);
    m_listener->set(on, mayConfigure);
}

bool RedisWatch::Engine::isGroup()
{
    // Remembered: the only primary may be the one that is gone.
    for (const auto &node : m_nodes) {
        if (node->reading())
            m_isCluster = node->reading()->isCluster;
    }
    return !m_options.address.sentinels.empty() || m_isCluster;
}

// Asking around is not counted as ours; so the counting begins anew after it, at servers that stay.
void RedisWatch::Engine::findServers()
{
    m_foundAt = std::chrono::steady_clock::now();
    std::vector<RedisAddress> primaries{m_options.address};
    if (isGroup()) {
        auto found = m_directory.find();
        const auto places = [](const std::vector<RedisAddress> &addresses) {
            FailoverCourse::Places out;
            for (const auto &address : addresses)
                out.push_back(placeOf(address));
            return out;
        };
        m_course.calledFailed(places(m_directory.failing()));
        m_notFound.reset();
        if (!found) {
            m_notFound = found.error();
            return;
        }
        m_hasFound = true;
        primaries = std::move(found->primaries);
        m_course.found(m_clock.now(), places(primaries), !m_options.address.sentinels.empty());
    }
    std::vector<std::unique_ptr<RedisNode>> nodes;
    WatchedServers servers;
    bool isSame = primaries.size() == m_nodes.size();
    for (const auto &address : primaries) {
        const auto known = std::find_if(m_nodes.begin(), m_nodes.end(), [&](const auto &node) {
            if (!node)
                return false;
            const auto &other = node->server()->options.address;
            return other.host == address.host && other.port == address.port
                && other.socket == address.socket;
        });
        if (known != m_nodes.end()) {
            (*known)->startAnew();
            nodes.push_back(std::move(*known));
        } else {
            isSame = false;
            nodes.push_back(std::make_unique<RedisNode>(
                std::make_shared<WatchedServer>(watching(address)), m_clock));
        }
        servers.push_back(nodes.back()->server());
    }
    m_nodes = std::move(nodes);
    if (isSame)
        return;
    m_sampler.startAnew();
    m_listed = {};
    const std::lock_guard lock(m_mutex);
    m_servers = std::move(servers);
}

// What this look adds to what is known of the group's primaries.
std::optional<Failover> RedisWatch::Engine::seenFailover(const std::vector<RedisNode::Seen> &seen)
{
    if (!isGroup())
        return {};
    FailoverCourse::Places serving, notServing;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto *reading = m_nodes[i]->reading();
        const bool isNone = isSilent(seen[i])
            || (seen[i].health == State::Up && reading && reading->state.isReplica);
        (isNone ? notServing : serving).push_back(placeOf(m_nodes[i]->server()->options.address));
    }
    if (m_nodes.empty()) { // it was under way when we came
        for (const auto &address : m_directory.failing())
            notServing.push_back(placeOf(address));
    }
    m_course.looked(m_clock.now(), serving, notServing);
    return m_course.tell(
        m_options.address.sentinels.empty() ? Failover::By::Cluster : Failover::By::Sentinels);
}

RedisLook RedisWatch::Engine::look()
{
    const auto began = m_clock.now();
    if (m_nodes.empty())
        findServers();
    const auto now = std::chrono::steady_clock::now();
    const bool lists = now - m_listed >= ListsEvery;
    std::vector<RedisNode::Seen> seen;
    bool isUp = false;
    m_isDenied = !m_nodes.empty();
    for (const auto &node : m_nodes) {
        seen.push_back(node->look(lists, m_nodes.size() == 1 ? Timeout : Timeout / 5));
        isUp |= seen.back().health == State::Up;
        m_isDenied &= seen.back().problem.kind == ErrorKind::Denied;
        if (seen.back().isNew)
            m_sampler.startAnew();
    }
    if (lists && isUp)
        m_listed = now;
    auto failover = seenFailover(seen);
    auto [look, sampling] = summary(m_nodes, std::move(seen));
    look.failover = std::move(failover);
    if (!look.clients.empty()) {
        m_hosts.clear();
        for (const auto &group : look.clients)
            m_hosts.insert(group.host);
    }
    if (isUp || !look.state.version.empty())
        m_state = look.state;
    if (m_nodes.empty() && m_notFound) {
        look.problem = m_notFound->text;
        look.detail = m_notFound->detail;
        m_isDenied = m_notFound->kind == ErrorKind::Denied;
    }
    look.state = m_state;
    if (!m_options.address.sentinels.empty())
        look.state.mode = "sentinel";
    look.state.clientHosts = m_hosts.size();
    look.state.address = m_options.address.shown();
    if (m_sampled >= 50 && sampling > Duration::zero())
        m_costOfKey = sampling / static_cast<Duration::rep>(m_sampled);
    if (look.own.span > Duration::zero())
        m_sampled = 0;
    look.at = m_clock.now();
    if (look.health != State::Up)
        look.took = look.at - began;
    return std::move(look);
}

// Half the budget is for keys, less what the looks themselves cost.
void RedisWatch::Engine::sampleKeys(Duration pause, const std::stop_token &stop)
{
    const auto affordable = static_cast<std::size_t>(double(pause.count()) * m_pace.budget() / 2
        / double(std::max<Duration::rep>(1, m_costOfKey.count())));
    const auto keys = std::min(m_sampler.hadRound() ? KeysLater : KeysFirstRound, affordable);
    if (keys == 0)
        return;
    auto sampling = m_sampler.sample(m_nodes, keys, stop);
    m_sampled += sampling.keys.size();
    if (!sampling.keys.empty() || sampling.keysInAll == 0)
        m_queue.push(std::move(sampling));
}

void RedisWatch::Engine::wait(
    std::chrono::steady_clock::time_point until, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_until(lock, stop, until, [this] { return m_isWoken; });
    m_isWoken = false;
}

void RedisWatch::Engine::run(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const auto began = std::chrono::steady_clock::now();
        if (m_paused) {
            wait(began + 10s, stop);
            continue;
        }
        auto seen = look();
        Duration pause = m_isDenied ? Duration(RetryDenied) : Duration(Retry);
        const bool isUp = seen.health == State::Up;
        const bool isCounted = seen.own.span > Duration::zero();
        if (isUp || isCounted) {
            if (isUp)
                m_pace.looked(seen.took, seen.own);
            pause = m_pace.pause(&seen.paceReason);
        }
        seen.pace = pause;
        // A failover, or a Cluster whose parts we do not know yet.
        const bool hasChanged
            = !isUp || std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto &node) {
                  return node->reading() && node->reading()->state.isReplica;
              });
        m_queue.push(std::move(seen));
        const auto findAfter = hasChanged ? std::chrono::seconds(1) : FindEvery;
        if (isGroup() && (!m_hasFound || began - m_foundAt > findAfter))
            findServers();
        if (isUp && m_options.sampleKeys && !m_bursting)
            sampleKeys(pause, stop);
        wait(began + std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause), stop);
    }
}

RedisWatch::RedisWatch(RedisWatchOptions options, const Clock &clock, LookQueue &queue)
    : m_engine(std::make_unique<Engine>(std::move(options), clock, queue))
{ }

RedisWatch::~RedisWatch() = default;

void RedisWatch::setHidden(bool hidden) { m_engine->setHidden(hidden); }
void RedisWatch::setPaused(bool paused) { m_engine->setPaused(paused); }
void RedisWatch::setBudget(double share) { m_engine->setBudget(share); }
void RedisWatch::startBurst(BurstLimits limits) { m_engine->startBurst(limits); }
void RedisWatch::cancelBurst() { m_engine->cancelBurst(); }
void RedisWatch::setKeyEvents(bool on, bool mayConfigure)
{
    m_engine->setKeyEvents(on, mayConfigure);
}

} // namespace tierlens
