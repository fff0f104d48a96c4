// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/observer.h"

namespace tierlens {

using namespace std::chrono_literals;

void Observer::run()
{
    m_thread = std::jthread([this](const std::stop_token &stop) { loop(stop); });
}

void Observer::stop()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void Observer::push(What what)
{
    m_parts.queue.control().push({Origin::Demo, m_parts.clock.now(), {}, std::move(what)});
}

void Observer::tell(ServerChange::State state, const std::string &version, const Error *error)
{
    const Epoch epoch = m_parts.epoch.load();
    const std::string text = error ? error->text : std::string();
    if (state == m_told && epoch == m_toldEpoch && text == m_toldText)
        return;
    m_told = state;
    m_toldEpoch = epoch;
    m_toldText = text;
    push(ServerChange{m_tier, state, epoch, version, text, error ? error->detail : std::string()});
}

void Observer::loop(const std::stop_token &stop)
{
    int round = 0;
    while (!stop.stop_requested()) {
        const auto result = look();
        Duration pause = m_slow ? 2s : 500ms;
        if (result) {
            tell(ServerChange::State::Up, result->version, nullptr);
            if (m_slow || round++ % 2 == 0)
                push(result->sample);
        } else {
            round = 0;
            const Error &error = result.error();
            auto state = ServerChange::State::Lost;
            if (error.kind == ErrorKind::Timeout)
                state = ServerChange::State::Frozen;
            else if (error.kind == ErrorKind::NotReady)
                state = ServerChange::State::Loading;
            if (!m_expectDown)
                tell(state, {}, &error);
            else
                m_told = ServerChange::State::Unknown; // so that Up is told when it is back
            pause = 50ms;
        }
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, pause, [] { return false; });
        lock.unlock();
        if (!result && !stop.stop_requested())
            (void)reopen();
    }
}

} // namespace tierlens
