// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tierlens {

// Which answers cite which documents, as far as this process has handed them out, and which
// documents have been edited since. An answer and an edit of one of its documents may pass each
// other by: whichever comes here second learns of the other. Any thread.
class Citations
{
public:
    using Documents = std::vector<std::int64_t>;

    // Whether the answer is as new as all we know. Not, if one of its documents has been edited
    // after the answer was made.
    bool add(std::string_view key, const Documents &documents, std::uint64_t version);
    // The keys of the answers that cite this document, which has that version from now on.
    std::vector<std::string> edited(std::int64_t document, std::uint64_t version);
    Documents documentsOf(std::string_view key) const; // newest answer known; empty: none
    void clear();

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    struct Answer
    {
        Documents documents;
        std::uint64_t version = 0;
        bool isOld = false;
    };
    mutable std::shared_mutex m_mutex; // for all below
    std::unordered_map<std::string, Answer, Hash, std::equal_to<>> m_answers;
    std::unordered_map<std::int64_t, std::set<std::string>> m_citing;
    std::unordered_map<std::int64_t, std::uint64_t> m_editions;
};

} // namespace tierlens
