// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers/citations.h"

#include <algorithm>
#include <mutex>

namespace tierlens {

bool Citations::add(std::string_view key, const Documents &documents, std::uint64_t version)
{
    {
        const std::shared_lock lock(m_mutex); // the usual case: it has been told before
        const auto found = m_answers.find(key);
        if (found != m_answers.end() && found->second.version == version)
            return !found->second.isOld;
    }
    const std::unique_lock lock(m_mutex);
    auto &answer = m_answers[std::string(key)];
    for (const auto document : answer.documents) {
        if (const auto citing = m_citing.find(document); citing != m_citing.end())
            citing->second.erase(std::string(key));
    }
    answer = {documents, version, false};
    for (const auto document : documents) {
        m_citing[document].insert(std::string(key));
        const auto edition = m_editions.find(document);
        answer.isOld |= edition != m_editions.end() && edition->second > version;
    }
    return !answer.isOld;
}

std::vector<std::string> Citations::edited(std::int64_t document, std::uint64_t version)
{
    const std::unique_lock lock(m_mutex);
    auto &edition = m_editions[document];
    edition = std::max(edition, version);
    const auto citing = m_citing.find(document);
    if (citing == m_citing.end())
        return {};
    for (const auto &key : citing->second) {
        auto &answer = m_answers[key];
        answer.isOld |= answer.version < version;
    }
    return {citing->second.begin(), citing->second.end()};
}

Citations::Documents Citations::documentsOf(std::string_view key) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_answers.find(key);
    return found == m_answers.end() ? Documents{} : found->second.documents;
}

void Citations::clear()
{
    const std::unique_lock lock(m_mutex);
    m_answers.clear();
    m_citing.clear();
    m_editions.clear();
}

} // namespace tierlens
