// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/heldkeys.h"

#include <algorithm>

namespace tierlens {

HeldKey *HeldKeys::row(std::string_view key)
{
    const auto found = m_index.find(key);
    return found == m_index.end() ? nullptr : &m_rows[found->second];
}

const HeldKey *HeldKeys::find(std::string_view key) const
{
    const auto found = m_index.find(key);
    return found == m_index.end() ? nullptr : &m_rows[found->second];
}

HeldKey *HeldKeys::rowOrNew(std::string_view key, SinceStart at)
{
    if (auto *known = row(key))
        return known;
    if (m_rows.size() >= MaxRows)
        return nullptr;
    m_index.emplace(key, m_rows.size());
    auto &row = m_rows.emplace_back();
    row.key = key;
    row.id = ++m_lastId;
    row.since = at;
    return &row;
}

void HeldKeys::remove(std::string_view key)
{
    const auto found = m_index.find(key);
    if (found == m_index.end())
        return;
    const auto at = found->second;
    m_index.erase(found);
    if (at + 1 != m_rows.size()) {
        m_rows[at] = std::move(m_rows.back());
        m_index.find(m_rows[at].key)->second = at;
    }
    m_rows.pop_back();
    ++m_revision;
}

void HeldKeys::noteTruth(HeldKey &row, std::uint64_t version, std::string_view value, SinceStart at)
{
    if (version <= row.truthVersion)
        return;
    if (version > row.version && !row.isStale())
        row.staleSince = at;
    row.truthVersion = version;
    row.truth = value;
}

void HeldKeys::apply(const Request &request, SinceStart end)
{
    if (request.key.empty() || request.key.isCut())
        return;
    ++m_revision;
    m_totals.staleSeen += request.stale ? 1 : 0;
    const auto key = request.key.view();
    for (const Step &step : request.parts()) {
        switch (step.kind) {
        case StepKind::CacheRead:
            if (step.result == StepResult::Hit) {
                // A key that somebody else filled, or an earlier run: its expiry is not known.
                if (request.behind)
                    break; // looked which version is there; the write that follows tells
                if (auto *known = rowOrNew(key, end)) {
                    ++known->hits;
                    known->epoch = step.epoch;
                    known->type = request.type;
                    known->value = request.value.view();
                    known->size = request.valueSize;
                    known->version = request.version;
                    noteTruth(*known, request.truth, {}, end);
                }
            } else if (step.result == StepResult::Miss) {
                remove(key); // gone, whatever our clock says
            }
            break;
        case StepKind::CacheWrite:
            if (step.result == StepResult::Ok) {
                if (auto *known = rowOrNew(key, end)) {
                    ++known->fills;
                    known->epoch = step.epoch;
                    known->type = request.type;
                    known->value = request.value.view();
                    known->size = request.valueSize;
                    known->filledAt = end;
                    if (request.ttl >= Duration::zero()) {
                        known->ttl = request.ttl;
                        known->expiresAt = request.ttl > Duration::zero()
                            ? std::optional(end + request.ttl)
                            : std::nullopt;
                    }
                    known->version = request.version;
                    if (known->truthVersion <= request.version)
                        known->truth.clear();
                    noteTruth(*known, request.truth, {}, end);
                }
            }
            break;
        case StepKind::CacheDrop:
            if (step.result == StepResult::Ok) {
                m_totals.invalidated += step.size; // keys removed
                remove(key);
            }
            break;
        case StepKind::Query:
        case StepKind::TruthWrite:
        case StepKind::Wait:
            break;
        }
    }
}

void HeldKeys::apply(const KeyDrop &drop)
{
    ++m_revision;
    switch (drop.reason) {
    case KeyDrop::Reason::Invalidated:
        m_totals.invalidated += drop.count;
        break;
    case KeyDrop::Reason::Expired:
        m_totals.expired += drop.count;
        break;
    case KeyDrop::Reason::Evicted:
        m_totals.evicted += drop.count;
        break;
    case KeyDrop::Reason::Lost:
        m_totals.lost += drop.count;
        break;
    }
    if (!drop.key.empty())
        remove(drop.key);
}

void HeldKeys::apply(const TruthChange &change, SinceStart at)
{
    if (auto *known = row(change.key)) {
        noteTruth(*known, change.version, change.value, at);
        ++m_revision;
    }
}

void HeldKeys::expire(SinceStart now)
{
    for (std::size_t i = 0; i < m_rows.size();) {
        if (m_rows[i].expiresAt && *m_rows[i].expiresAt <= now) {
            ++m_totals.expired;
            remove(std::string(m_rows[i].key)); // a copy: the row is moved over
        } else {
            ++i;
        }
    }
}

void HeldKeys::dropBefore(Epoch epoch)
{
    for (std::size_t i = 0; i < m_rows.size();) {
        if (m_rows[i].epoch < epoch) {
            ++m_totals.lost;
            remove(std::string(m_rows[i].key));
        } else {
            ++i;
        }
    }
}

} // namespace tierlens
