// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/monitorburst.h"

#include "redisfigures/monitorline.h"
#include "redisfigures/redisreading.h"
#include "redisfigures/words.h"
#include "watch/readinggate.h"
#include "watch/redisrights.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <memory>
#include <thread>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

struct MonitorBurstWords
{
    Q_DECLARE_TR_FUNCTIONS(MonitorBurst)
};

constexpr auto LongestSpan = 10s;
constexpr auto Before = 500ms; // how long the usual rate is measured
constexpr auto Between = 200ms; // progress, and a look at what the server holds back
constexpr std::uint64_t MostHeldBack = 8'000'000;
constexpr int AtATime = 2000; // lines of one server before the others' turn

// One primary: the stream, and a connection to ask how it fares.
struct Stream
{
    Stream(std::shared_ptr<WatchedServer> watched)
        : server(std::move(watched))
        , lines(server->options, server->ledger)
        , counters(server->options, server->ledger)
    { }
    std::shared_ptr<WatchedServer> server;
    ReadingGate lines, counters;
    std::map<std::string, std::uint32_t, std::less<>> clients; // index in the burst
    std::chrono::microseconds began{-1}; // the server's clock
    RedisReading reading;
};

class Run
{
public:
    Run(const WatchedServers &servers, BurstLimits limits, const Clock &clock,
        const std::stop_token &stop)
        : m_limits(limits)
        , m_clock(clock)
        , m_stop(stop)
    {
        m_limits.span = std::min<std::chrono::milliseconds>(m_limits.span, LongestSpan);
        for (const auto &server : servers)
            m_streams.push_back(std::make_unique<Stream>(server));
    }
    ~Run()
    {
        for (auto &stream : m_streams)
            stream->server->ledger.rememberLines(false);
    }
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;
    Burst run(const std::function<void(const BurstProgress &)> &progress);

private:
    bool open();
    bool begin();
    bool read(Stream &stream, std::uint32_t node);
    void take(Stream &stream, std::uint32_t node, std::string_view line);
    double commandsSince(); // a second, all together
    void watchServers();
    bool fail(std::string_view command, const Stream &stream, const Error &error);

    BurstLimits m_limits;
    const Clock &m_clock;
    const std::stop_token &m_stop;
    std::vector<std::unique_ptr<Stream>> m_streams;
    Burst m_burst;
};

bool Run::fail(std::string_view command, const Stream &stream, const Error &error)
{
    m_burst.problem = error.code == "NOPERM"
        ? RedisRights(stream.server->options.address.user).sentence(command, error)
        : error.text;
    return false;
}

bool Run::open()
{
    for (auto &stream : m_streams) {
        const auto quiet = stream->server->ledger.exchange();
        for (auto *gate : {&stream->counters, &stream->lines}) {
            if (const auto opened = gate->open(); !opened)
                return fail("monitor", *stream, opened.error());
        }
    }
    return true;
}

// Of the servers that answered, since they were asked last.
double Run::commandsSince()
{
    double rate = 0;
    for (auto &stream : m_streams) {
        const auto quiet = stream->server->ledger.exchange();
        auto &gate = stream->counters;
        if (!gate.append({"INFO"}))
            continue;
        auto own = stream->server->ledger.counts();
        const auto asked = m_clock.now();
        const auto info = gate.reply();
        if (!info)
            continue;
        auto reading = parseInfo(info->text());
        reading.at = asked + (m_clock.now() - asked) / 2;
        reading.own = std::move(own);
        if (const auto grown = growth(stream->reading, reading))
            rate += grown->counts.perSecond(grown->counts.commands);
        stream->reading = std::move(reading);
    }
    return rate;
}

bool Run::begin()
{
    for (auto &stream : m_streams) {
        const auto quiet = stream->server->ledger.exchange();
        stream->server->ledger.rememberLines(true);
        if (const auto begun = stream->lines.command({"MONITOR"}, ReadingGate::Exception::Monitor);
            !begun)
            return fail("monitor", *stream, begun.error());
    }
    return true;
}

void Run::take(Stream &stream, std::uint32_t node, std::string_view line)
{
    m_burst.bytes += line.size() + 3; // +…\r\n
    auto parsed = parseMonitorLine(line);
    if (!parsed || stream.server->ledger.takeLine(parsed->command, parsed->first))
        return;
    if (stream.began.count() < 0)
        stream.began = parsed->at;
    auto client = stream.clients.find(parsed->client);
    if (client == stream.clients.end()) {
        client = stream.clients
                     .emplace(parsed->client, static_cast<std::uint32_t>(m_burst.clients.size()))
                     .first;
        m_burst.clients.emplace_back(parsed->client);
    }
    const auto at = parsed->at - stream.began;
    // Each line comes after it was run, the quickest one hardly after it.
    const auto first = m_clock.now() - at;
    if (m_burst.lines.empty() || first < m_burst.firstLine)
        m_burst.firstLine = first;
    m_burst.lines.push_back(
        {at, client->second, node, std::move(parsed->command), std::move(parsed->key)});
}

// What has come; waits a little if nothing has. False: the connection is gone.
bool Run::read(Stream &stream, std::uint32_t node)
{
    auto wait = m_streams.size() == 1 ? 20ms : 1ms;
    for (int i = 0; i < AtATime && m_burst.lines.size() < m_limits.lines; ++i) {
        const auto came = stream.lines.next(wait);
        if (!came)
            return fail("monitor", stream, came.error());
        if (!*came)
            break;
        take(stream, node, (*came)->text());
        wait = 1ms;
    }
    return true;
}

void Run::watchServers()
{
    for (auto &stream : m_streams) {
        const auto id = std::to_string(stream->lines.id());
        if (stream->lines.id() == 0 || !stream->reading.isAtLeast(6, 2))
            continue; // it cannot be asked about one client
        const auto quiet = stream->server->ledger.exchange();
        const auto one = stream->counters.command({"CLIENT", "LIST", "ID", id});
        if (!one)
            continue; // no right, or too busy to say
        const auto held = numberOf(partOf(one->text(), "omem", ' '));
        if (held > MostHeldBack && m_burst.problem.empty())
            m_burst.problem
                = MonitorBurstWords::tr("Ended early, to spare the server: it sends more than "
                                        "Tierlens can take in.")
                      .toStdString();
    }
}

Burst Run::run(const std::function<void(const BurstProgress &)> &progress)
{
    m_burst.at = m_clock.now();
    if (!open())
        return std::move(m_burst);
    static_cast<void>(commandsSince());
    const auto ready = m_clock.now();
    while (m_clock.now() - ready < Before && !m_stop.stop_requested())
        std::this_thread::sleep_for(10ms);
    m_burst.commandsBefore = commandsSince();
    m_burst.at = m_clock.now();
    if (m_stop.stop_requested() || !begin())
        return std::move(m_burst);

    auto told = m_burst.at;
    while (!m_stop.stop_requested() && m_burst.problem.empty()) {
        m_burst.took = m_clock.now() - m_burst.at;
        m_burst.cutByLines = m_burst.lines.size() >= m_limits.lines;
        if (m_burst.took >= m_limits.span || m_burst.cutByLines)
            break;
        for (std::uint32_t node = 0; node < m_streams.size(); ++node) {
            if (!read(*m_streams[node], node))
                break;
        }
        if (const auto now = m_clock.now(); now - told >= Between) {
            told = now;
            progress({now - m_burst.at, m_burst.lines.size()});
            watchServers();
        }
    }
    m_burst.took = m_clock.now() - m_burst.at;
    m_burst.commandsDuring = commandsSince();
    for (auto &stream : m_streams) {
        const auto quiet = stream->server->ledger.exchange();
        stream->lines.close();
        stream->counters.close();
    }
    return std::move(m_burst);
}

} // namespace

Burst runBurst(const WatchedServers &servers, BurstLimits limits, const Clock &clock,
    const std::stop_token &stop, const std::function<void(const BurstProgress &)> &progress)
{
    return Run(servers, limits, clock, stop).run(progress);
}

} // namespace tierlens
