// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/failovercourse.h"

#include <algorithm>

namespace tierlens {

namespace {
FailoverCourse::Places without(FailoverCourse::Places places, const FailoverCourse::Places &others)
{
    std::erase_if(places, [&](const std::string &place) {
        return std::find(others.begin(), others.end(), place) != others.end();
    });
    return places;
}

std::string joined(const FailoverCourse::Places &places)
{
    std::string text;
    for (const auto &place : places)
        text += (text.empty() ? "" : ", ") + place;
    return text;
}
} // namespace

void FailoverCourse::looked(SinceStart at, const Places &serving, const Places &notServing)
{
    for (const auto &place : serving)
        m_failed.erase(place);
    std::map<std::string, SinceStart> since;
    for (const auto &place : notServing) {
        const auto known = m_notServing.find(place);
        since[place] = known == m_notServing.end() ? at : known->second;
    }
    m_notServing = std::move(since);
}

void FailoverCourse::calledFailed(const Places &primaries)
{
    m_failed = {primaries.begin(), primaries.end()};
}

void FailoverCourse::found(SinceStart at, Places primaries, bool certain)
{
    auto gone = without(m_primaries, primaries);
    const auto come = without(primaries, m_primaries);
    m_primaries = std::move(primaries);
    if (!certain)
        std::erase_if(
            gone, [this](const std::string &place) { return !m_notServing.contains(place); });
    if (gone.empty() || come.empty())
        return;
    Failover failover;
    failover.since = failover.until = at;
    for (const auto &place : gone) {
        if (const auto since = m_notServing.find(place); since != m_notServing.end()) {
            failover.since = std::min(failover.since, since->second);
            m_notServing.erase(since);
        }
        m_failed.erase(place);
    }
    failover.from = joined(gone);
    failover.to = joined(come);
    m_over.push_back(std::move(failover));
}

std::optional<Failover> FailoverCourse::tell(Failover::By by)
{
    std::optional<Failover> told;
    if (!m_over.empty()) {
        told = std::move(m_over.front());
        m_over.erase(m_over.begin());
    } else {
        Places places;
        for (const auto &[place, since] : m_notServing) {
            if (!m_failed.contains(place))
                continue;
            if (!told || since < told->since) {
                told.emplace();
                told->since = since;
            }
            places.push_back(place);
        }
        if (told)
            told->from = joined(places);
    }
    if (told)
        told->by = by;
    return told;
}

} // namespace tierlens
