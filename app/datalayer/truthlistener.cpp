// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/truthlistener.h"

#include <algorithm>
#include <string_view>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr std::string_view OurKeys = "tierlens:"; // no other is ever deleted
constexpr std::size_t AtOnce = 200;
constexpr auto Look = 100ms; // how often it is looked whether to stop
} // namespace

TruthListener::TruthListener(
    const DataLayerParts &parts, RedisOptions redis, PostgresOptions postgres)
    : m_parts(parts)
    , m_redis(std::move(redis))
    , m_postgres(std::move(postgres), Channel)
    , m_lane(parts.queue.addLane())
{
    m_thread = std::jthread([this](const std::stop_token &stop) { listen(stop); });
}

void TruthListener::push(What what)
{
    Event event;
    event.at = m_parts.clock.now();
    event.what = std::move(what);
    m_lane->push(std::move(event));
}

void TruthListener::listen(const std::stop_token &stop)
{
    while (!stop.stop_requested()) {
        const auto heard = m_postgres.wait(Look);
        m_isListening = heard.has_value();
        if (!heard) {
            std::this_thread::sleep_for(20ms); // the connection paces its tries itself
        } else {
            if (heard->isNew && m_hasListened)
                hearNothing();
            m_hasListened = true;
            for (const auto &payload : heard->payloads)
                hear(payload);
        }
        dropAll();
    }
}

void TruthListener::hear(const std::string &payload)
{
    std::string_view rest = payload;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = splitMark(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.payload.substr(0, OurKeys.size()) != OurKeys)
            continue;
        const std::string key(line.payload);
        // Before the key is deleted, as a write does: a fill under way then sees one of the two.
        const auto version = line.mark.version;
        if (version > 0 && m_parts.ledger.note(key, version, m_parts.clock.now()))
            push(TruthChange{key, version, {}});
        m_parts.ledger.deleting(key, version);
        m_parts.flights.forget(key);
        m_keys.push_back(key);
    }
}

void TruthListener::hearNothing()
{
    auto keys = m_parts.ledger.cachedKeys(OurKeys, m_parts.clock.now());
    for (auto &key : keys) {
        m_parts.flights.forget(key);
        m_keys.push_back(std::move(key));
    }
    push(Note{Note::Level::Info,
        tr("While Postgres was away nobody heard what changed in it, so the cached answers have "
           "been deleted.")
            .toStdString(),
        {}});
}

void TruthListener::dropAll()
{
    while (!m_keys.empty()) {
        const auto count = std::min(m_keys.size(), AtOnce);
        for (std::size_t i = 0; i < count; ++i) {
            if (!m_redis.append({"DEL", m_keys[i]}))
                return; // they stay for the next time
        }
        for (std::size_t i = 0; i < count; ++i) {
            const auto reply = m_redis.reply();
            if (!reply && !m_redis.isOpen())
                return;
            if (reply && reply->integer() > 0)
                push(KeyDrop{KeyDrop::Reason::Invalidated, m_keys[i], 1});
        }
        m_keys.erase(m_keys.begin(), m_keys.begin() + static_cast<std::ptrdiff_t>(count));
    }
}

} // namespace tierlens
