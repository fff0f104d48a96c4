// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace tierlens {

// Gives each SQL text (or Redis command line) a small number, so that steps can name it.
// Any thread; texts live as long as the registry.
class Statements
{
public:
    StatementId add(std::string_view text)
    {
        const std::lock_guard lock(m_mutex);
        for (std::size_t i = 0; i < m_texts.size(); ++i) {
            if (m_texts[i] == text)
                return StatementId(i + 1);
        }
        m_texts.emplace_back(text);
        return StatementId(m_texts.size());
    }
    std::string_view text(StatementId id) const
    {
        const std::lock_guard lock(m_mutex);
        const auto index = static_cast<std::size_t>(id);
        return index == 0 || index > m_texts.size() ? std::string_view() : m_texts[index - 1];
    }

private:
    mutable std::mutex m_mutex;
    std::deque<std::string> m_texts; // a deque: views stay valid
};

} // namespace tierlens
