// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/keyeventlistener.h"

#include "redisfigures/keyeventflags.h"
#include "watch/readinggate.h"
#include "watch/redisrights.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;
using Exception = ReadingGate::Exception;

namespace {

struct KeyEventListenerWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyEventListener)
};

constexpr std::size_t MostOfBatch = 1000;
constexpr std::size_t MostOfName = 512;
constexpr std::string_view Setting = "notify-keyspace-events";

Result<std::string> settingOf(ReadingGate &gate)
{
    auto answer = gate.command({"CONFIG", "GET", Setting});
    if (!answer)
        return answer.error();
    return answer->size() >= 2 ? std::string((*answer)[1].text()) : std::string();
}

} // namespace

// The connections to one server.
struct KeyEventListener::Ear
{
    explicit Ear(std::shared_ptr<WatchedServer> watched)
        : server(std::move(watched))
        , orders(server->options, server->ledger)
        , events(server->options, server->ledger)
    { }
    std::shared_ptr<WatchedServer> server;
    ReadingGate orders, events;
    bool listens = false;
    bool isChanged = false; // we set it
    std::string before, made; // as the server wrote it
    SinceStart triedAt{-1h};
};

KeyEventListener::KeyEventListener(
    std::function<WatchedServers()> servers, const Clock &clock, LookQueue &queue)
    : m_servers(std::move(servers))
    , m_clock(clock)
    , m_queue(queue)
{
    m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

KeyEventListener::~KeyEventListener()
{
    m_thread.request_stop();
    m_thread.join();
}

void KeyEventListener::set(bool on, bool mayConfigure)
{
    const std::lock_guard lock(m_mutex);
    m_on = on;
    m_mayConfigure = mayConfigure;
    ++m_order;
    m_wake.notify_all();
}

void KeyEventListener::run(const std::stop_token &stop)
{
    std::uint64_t done = 0;
    while (!stop.stop_requested()) {
        bool on = false, mayConfigure = false, isNew = false;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, stop, [&] { return m_on || m_order != done; });
            on = m_on;
            mayConfigure = m_mayConfigure;
            isNew = std::exchange(done, m_order) != m_order;
        }
        if (stop.stop_requested())
            break;
        if (!on) {
            m_problem.clear();
            for (auto &ear : m_ears)
                putBack(*ear);
            m_ears.clear();
            flush(true);
            tell(false);
            continue;
        }
        if (isNew) { // a new order is tried at once and answered, whatever was said before
            for (auto &ear : m_ears)
                ear->triedAt = SinceStart{-1h};
            m_told = "\n";
        }
        listen(mayConfigure);
        // Where nobody can be heard, the next try is a second away.
        if (std::none_of(
                m_ears.begin(), m_ears.end(), [](const auto &ear) { return ear->listens; })) {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, 200ms, [&] { return m_order != done; });
        }
    }
    m_problem.clear();
    for (auto &ear : m_ears)
        putBack(*ear);
    flush(true);
}

void KeyEventListener::listen(bool mayConfigure)
{
    const auto servers = m_servers();
    // Servers that are no primaries any more, or gone.
    for (auto &ear : m_ears) {
        if (std::find(servers.begin(), servers.end(), ear->server) == servers.end()) {
            putBack(*ear);
            ear.reset();
        }
    }
    std::erase(m_ears, nullptr);
    for (const auto &server : servers) {
        if (std::none_of(m_ears.begin(), m_ears.end(),
                [&](const auto &ear) { return ear->server == server; }))
            m_ears.push_back(std::make_unique<Ear>(server));
    }
    bool allListen = !m_ears.empty();
    for (auto &ear : m_ears) {
        if (!ear->listens && m_clock.now() - ear->triedAt >= 1s) {
            ear->triedAt = m_clock.now();
            m_problem.clear();
            ear->listens = tune(*ear, mayConfigure);
        }
        allListen &= ear->listens;
    }
    tell(allListen);
    for (auto &ear : m_ears) {
        if (ear->listens)
            hear(*ear, m_ears.size() == 1 ? 100ms : 10ms);
    }
    flush(false);
}

bool KeyEventListener::tune(Ear &ear, bool mayConfigure)
{
    const auto quiet = ear.server->ledger.exchange();
    const auto failed = [&](std::string_view command, const Error &error) {
        m_problem = error.code == "NOPERM"
            ? RedisRights(ear.server->options.address.user).sentence(command, error)
            : error.text;
        ear.triedAt = m_clock.now() + (error.code == "NOPERM" ? Duration(1h) : Duration());
        return false;
    };
    for (auto *gate : {&ear.orders, &ear.events}) {
        if (gate->isOpen())
            continue;
        if (const auto opened = gate->open(); !opened)
            return failed("psubscribe", opened.error());
    }
    // Without CONFIG GET (managed servers) one can only try whether something is published.
    if (const auto now = settingOf(ear.orders); now) {
        if (!keyEventFlags(*now).all() && mayConfigure) {
            const auto wanted = withKeyEvents(*now);
            const auto made
                = ear.orders.command({"CONFIG", "SET", Setting, wanted}, Exception::KeyEvents);
            if (!made)
                return failed("config|set", made.error());
            if (!ear.isChanged) // set anew after a restart of the server: what was before counts
                ear.before = *now;
            ear.isChanged = true;
            const auto seen = settingOf(ear.orders);
            ear.made = seen ? *seen : wanted;
        } else if (!keyEventFlags(*now).any()) {
            m_problem = KeyEventListenerWords::tr(
                "This Redis does not publish key events "
                "(notify-keyspace-events); Tierlens may switch them on only if "
                "you allow it.")
                            .toStdString();
            return false;
        } else if (!keyEventFlags(*now).misses) {
            m_problem = KeyEventListenerWords::tr("This Redis publishes key events, but no misses "
                                                  "(notify-keyspace-events without m).")
                            .toStdString();
        }
    } else if (mayConfigure || !ear.orders.isOpen()) {
        return failed("config|get", now.error());
    }
    constexpr std::array patterns{std::string_view("__keyevent@*__:keymiss"),
        std::string_view("__keyevent@*__:expired"), std::string_view("__keyevent@*__:evicted")};
    for (const auto pattern : patterns) {
        const auto done = ear.events.command({"PSUBSCRIBE", pattern}, Exception::Subscribe);
        if (!done)
            return failed("psubscribe", done.error());
    }
    return true;
}

void KeyEventListener::putBack(Ear &ear)
{
    ear.listens = false;
    const auto quiet = ear.server->ledger.exchange();
    ear.events.close();
    if (!std::exchange(ear.isChanged, false))
        return;
    if (!ear.orders.isOpen() || ear.orders.owes())
        static_cast<void>(ear.orders.open());
    auto now = settingOf(ear.orders);
    if (!now && !ear.orders.isOpen() && ear.orders.open()) // a server may hang up on the idle
        now = settingOf(ear.orders);
    if (now && !sameKeyEvents(*now, ear.made)) {
        if (!sameKeyEvents(*now, ear.before)) // or the server was restarted
            m_problem = KeyEventListenerWords::tr(
                "notify-keyspace-events was changed by somebody else meanwhile "
                "and is left as it is now.")
                            .toStdString();
        return;
    }
    const auto done = now
        ? ear.orders.command({"CONFIG", "SET", Setting, ear.before}, Exception::KeyEvents)
        : now.error();
    if (!done)
        m_problem = KeyEventListenerWords::tr(
            "notify-keyspace-events could not be put back to \"%1\": %2",
            "setting, sentence that says why")
                        .arg(QString::fromStdString(ear.before),
                            QString::fromStdString(done.error().text))
                        .toStdString();
    ear.orders.close();
}

void KeyEventListener::hear(Ear &ear, std::chrono::milliseconds atMost)
{
    auto wait = atMost;
    for (int i = 0; i < 2000; ++i) {
        const auto came = ear.events.next(wait);
        if (!came) { // the server is gone: its setting, too, unless it was only the network
            ear.listens = false;
            ear.events.close();
            ear.orders.close();
            m_problem = came.error().text;
            return;
        }
        if (!*came)
            return;
        wait = 1ms;
        // pmessage, pattern, __keyevent@0__:expired, key
        const auto &message = **came;
        if (message.size() != 4)
            continue;
        const auto channel = message[2], name = message[3];
        KeyEvent event;
        event.at = m_clock.now();
        if (channel.text().ends_with(":expired"))
            event.kind = KeyEvent::Kind::Expired;
        else if (channel.text().ends_with(":evicted"))
            event.kind = KeyEvent::Kind::Evicted;
        event.key = name.text().substr(0, MostOfName);
        if (m_batch.events.size() < MostOfBatch)
            m_batch.events.push_back(std::move(event));
        else
            ++m_batch.dropped;
    }
}

void KeyEventListener::flush(bool now)
{
    if (m_batch.events.empty() || (!now && m_clock.now() - m_flushed < 200ms))
        return;
    m_flushed = m_clock.now();
    m_queue.push(std::exchange(m_batch, {}));
}

void KeyEventListener::tell(bool listening)
{
    KeyEventsChange change;
    change.listening = listening;
    change.switchedOnByUs
        = std::any_of(m_ears.begin(), m_ears.end(), [](const auto &ear) { return ear->isChanged; });
    change.problem = m_problem;
    const auto text = change.problem + (change.switchedOnByUs ? "+" : "-");
    if (text == m_told && listening == m_toldListening)
        return;
    m_told = text;
    m_toldListening = listening;
    m_queue.push(std::move(change));
}

} // namespace tierlens
