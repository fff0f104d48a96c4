// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/blastradius.h"

#include "invalidation/dutypace.h"
#include "invalidation/expectedload.h"
#include "keyspace/keyconnections.h"
#include "keyspace/keyworker.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <set>

namespace tierlens {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

struct BlastRadiusWords
{
    Q_DECLARE_TR_FUNCTIONS(BlastRadius)
};

// SCAN goes through the table with the bits of its cursor reversed, so these say how far it is.
double shareGoneThrough(std::uint64_t cursor)
{
    std::uint64_t reversed = 0;
    for (int bit = 0; bit < 64; ++bit)
        reversed |= (cursor >> bit & 1U) << (63 - bit);
    return double(reversed) / 18446744073709551616.0;
}

class RadiusCount
{
public:
    RadiusCount(const QString &redis, const InvalidationTarget &target, std::stop_token stop,
        double duty, std::chrono::milliseconds patience)
        : m_nodes(redis, target.database)
        , m_target(target)
        , m_stop(std::move(stop))
        , m_pace(duty)
        , m_until(Steady::now() + patience)
    { }

    Result<BlastRadius> run(const TrafficKnown &traffic)
    {
        if (auto done = m_nodes.open(); !done)
            return done.error();
        m_pace.calibrate(m_nodes.node(0));
        if (auto done = m_target.pattern.empty() ? goThroughNames() : goThroughNodes(); !done)
            return done.error();
        if (auto done = weighAll(); !done)
            return done.error();
        std::sort(m_sample.begin(), m_sample.end());
        m_out.examples.assign(
            m_sample.begin(), m_sample.begin() + std::min<std::ptrdiff_t>(5, std::ssize(m_sample)));
        expectLoad(m_out, m_target, m_sample, traffic);
        return std::move(m_out);
    }

private:
    static constexpr std::size_t SampleSize = 1000;
    static constexpr std::size_t MostRemembered = 8'000'000; // names' hashes, 8 bytes each
    static constexpr std::size_t MostScanned = 500, LeastInCluster = 100; // at a time

    bool isOver() const { return Steady::now() >= m_until; }
    Error stopped() const
    {
        return {ErrorKind::NotReady, "STOPPED",
            BlastRadiusWords::tr("The search for keys was stopped.").toStdString(), {}};
    }
    void see(std::string_view key);
    Result<Done> goThroughNodes();
    Result<double> goThrough(CountedConnection &connection);
    Result<Done> goThroughNames();
    Result<Done> weigh(std::size_t from, std::size_t to);
    Result<Done> weighAll();

    KeyConnections m_nodes;
    const InvalidationTarget &m_target;
    std::stop_token m_stop;
    DutyPace m_pace;
    Steady::time_point m_until;
    std::mt19937_64 m_chance{std::random_device{}()};
    std::vector<std::size_t> m_seen; // hashes: SCAN may name a key twice
    std::vector<std::string> m_sample; // each key as likely as any other
    std::uint64_t m_found = 0;
    std::int64_t m_weighed = 0, m_there = 0, m_withoutExpiry = 0; // of the sample
    double m_bytes = 0;
    BlastRadius m_out;
};

void RadiusCount::see(std::string_view key)
{
    ++m_found;
    if (m_seen.size() < MostRemembered)
        m_seen.push_back(std::hash<std::string_view>()(key));
    if (m_sample.size() < SampleSize)
        m_sample.emplace_back(key);
    else if (const auto place = m_chance() % m_found; place < SampleSize)
        m_sample[place] = key;
}

Result<Done> RadiusCount::goThroughNodes()
{
    double all = 0, gone = 0; // keys, of whatever name
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const auto keys = m_nodes.node(i).command({"DBSIZE"});
        if (!keys)
            return keys.error();
        all += double(keys->integer());
        if (isOver() || keys->integer() == 0)
            continue;
        const auto share = goThrough(m_nodes.node(i));
        if (!share)
            return share.error();
        gone += *share * double(keys->integer());
    }
    if (m_seen.size() == m_found) {
        std::sort(m_seen.begin(), m_seen.end());
        m_found = static_cast<std::uint64_t>(
            std::unique(m_seen.begin(), m_seen.end()) - m_seen.begin());
    }
    m_out.sampledShare = all > 0 ? gone / all : 1;
    m_out.isSampled = m_out.sampledShare < 0.999'999;
    m_out.keys = static_cast<std::int64_t>(m_found);
    if (m_out.isSampled) {
        if (m_out.sampledShare > 0)
            m_out.keys = std::llround(double(m_found) / m_out.sampledShare);
        m_out.reasons.push_back(
            BlastRadiusWords::tr("Keys: estimated from %1 % of the keyspace; going through all of "
                                 "it at this pace would take too long.")
                .arg(QString::number(100 * m_out.sampledShare, 'f', 1)));
    }
    return Done{};
}

// The share of the node's keys that was gone through.
Result<double> RadiusCount::goThrough(CountedConnection &connection)
{
    std::string cursor = "0";
    m_pace.calibrate(connection); // each node has a way of its own
    const auto size = connection.command({"DBSIZE"});
    if (!size)
        return size.error();
    for (double gone = 0;;) {
        // SCAN goes on to the end of a bucket: of few, what was asked for says too little.
        auto stride = m_pace.stride(connection, MostScanned);
        if (m_nodes.isCluster())
            stride = std::max(stride, LeastInCluster);
        const auto from = Steady::now();
        const auto reply = connection.command(
            {"SCAN", cursor, "MATCH", m_target.pattern, "COUNT", std::to_string(stride)});
        if (!reply)
            return reply.error();
        const auto took = Steady::now() - from;
        gone += double(stride);
        const auto names = (*reply)[1];
        for (std::size_t i = 0; i < names.size(); ++i)
            see(names[i].text());
        cursor = (*reply)[0].text();
        if (cursor == "0")
            return 1.0;
        if (isOver()) {
            // Newer Clusters put the slot into the cursor, too; there, what was asked for tells.
            if (m_nodes.isCluster())
                return std::min(1.0, gone / std::max(1.0, double(size->integer())));
            return shareGoneThrough(std::stoull(cursor));
        }
        m_pace.searched(took, stride, m_stop);
        if (m_stop.stop_requested())
            return stopped();
    }
}

Result<Done> RadiusCount::goThroughNames()
{
    for (const auto &key : std::set<std::string>(m_target.keys.begin(), m_target.keys.end())) {
        const auto from = Steady::now();
        const auto there = m_nodes.command(key, {"EXISTS", key});
        if (!there)
            return there.error();
        if (there->integer() == 1)
            see(key);
        m_pace.worked(Steady::now() - from, m_stop);
        if (m_stop.stop_requested())
            return stopped();
    }
    m_out.keys = static_cast<std::int64_t>(m_found);
    return Done{};
}

// Asks for size and expiry of some keys of the sample in one go; in a Cluster it is one key, since
// each may live elsewhere.
Result<Done> RadiusCount::weigh(std::size_t from, std::size_t to)
{
    if (m_nodes.isCluster()) { // to learn where it lives
        if (auto found = m_nodes.command(m_sample[from], {"TYPE", m_sample[from]}); !found)
            return found.error();
    }
    auto &connection = m_nodes.nodeOf(m_sample[from]);
    for (auto i = from; i < to; ++i) {
        static_cast<void>(connection.append({"MEMORY", "USAGE", m_sample[i], "SAMPLES", "5"}));
        static_cast<void>(connection.append({"PTTL", m_sample[i]}));
    }
    for (auto i = from; i < to; ++i) {
        const auto usage = connection.reply();
        if (usage && !usage->isNil()) {
            ++m_weighed;
            m_bytes += double(usage->integer());
        }
        const auto rest = connection.reply();
        if (!rest)
            return rest.error();
        m_there += rest->integer() == -2 ? 0 : 1; // gone in the meantime
        m_withoutExpiry += rest->integer() == -1 ? 1 : 0;
    }
    return Done{};
}

// Sizes and expiries of the sample, for all.
Result<Done> RadiusCount::weighAll()
{
    const std::size_t step = m_nodes.isCluster() ? 1 : 25;
    const auto until = std::max(m_until, Steady::now() + 2s); // fewer do, if it takes long
    for (std::size_t at = 0; at < m_sample.size(); at += step) {
        if (at > 0 && Steady::now() >= until)
            break;
        const auto from = Steady::now();
        if (auto done = weigh(at, std::min(at + step, m_sample.size())); !done)
            return done;
        m_pace.worked(Steady::now() - from, m_stop);
        if (m_stop.stop_requested())
            return stopped();
    }
    const double keys = double(m_out.keys);
    m_out.isWeighedInPart
        = m_out.isSampled || m_there < m_out.keys || (m_weighed > 0 && m_weighed < m_out.keys);
    if (m_weighed > 0)
        m_out.bytes = std::llround(m_bytes / double(m_weighed) * keys);
    else if (!m_sample.empty())
        m_out.reasons.push_back(
            BlastRadiusWords::tr("Size: not known; this user may not ask for it (MEMORY USAGE)."));
    if (m_there > 0)
        m_out.withoutExpiry = std::llround(double(m_withoutExpiry) / double(m_there) * keys);
    if (m_weighed < m_out.keys && m_weighed > 0)
        m_out.reasons.push_back(
            BlastRadiusWords::tr("Size: from %1 of these keys, for all of them.").arg(m_weighed));
    return Done{};
}

} // namespace

QFuture<Result<BlastRadius>> measureBlastRadius(const QString &redis,
    const InvalidationTarget &target, const TrafficKnown &traffic, std::stop_token stop,
    double duty, std::chrono::milliseconds patience)
{
    return onKeyWorker<BlastRadius>(
        [redis, target, traffic, stop = std::move(stop), duty, patience]() mutable {
            return RadiusCount(redis, target, std::move(stop), duty, patience).run(traffic);
        });
}

} // namespace tierlens
