// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/namesort.h"

#include "keytable/namecode.h"
#include "keytable/numbersort.h"

#include <algorithm>
#include <memory>

namespace tierlens {

namespace {

constexpr std::size_t FewNames
    = 128; // are quicker compared: finding out their letters takes time, too
constexpr std::size_t Sample = 500; // of many names

class NameSort
{
public:
    NameSort(const KeyTable &table, std::vector<KeyTable::Index> &rows, bool descending,
        const std::atomic<bool> &cancelled)
        : m_table(table)
        , m_rows(rows)
        , m_numbers(std::make_unique_for_overwrite<std::uint64_t[]>(rows.size()))
        , m_code(std::make_unique_for_overwrite<NameCode>())
        , m_sort(cancelled)
        , m_flip(descending ? ~std::uint64_t(0) : 0)
        , m_descending(descending)
        , m_cancelled(cancelled)
    { }

    bool run()
    {
        m_groups.push_back({0, m_rows.size(), 0});
        while (!m_groups.empty() && !isCancelled()) {
            const auto group = m_groups.back();
            m_groups.pop_back();
            if (group.count <= FewNames)
                compareAll(group);
            else
                sort(group);
        }
        return !isCancelled();
    }

private:
    struct Group // whose names are the same up to `depth`
    {
        std::size_t begin, count, depth;
    };
    std::string_view name(KeyTable::Index row) const { return m_table.name(row); }
    bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }

    // Names lie anywhere in memory: where they are is asked for several at once, so that waiting
    // for one is waiting for all of them.
    template <typename See> void eachName(const Group &group, See see) const
    {
        std::array<std::string_view, 32> names;
        for (std::size_t begin = 0; begin < group.count && !isCancelled(); begin += names.size()) {
            const auto some = std::min(names.size(), group.count - begin);
            for (std::size_t i = 0; i < some; ++i)
                names[i] = name(m_rows[group.begin + begin + i]);
            for (std::size_t i = 0; i < some; ++i)
                see(begin + i, names[i]);
        }
    }

    void compareAll(const Group &group)
    {
        const auto begin = m_rows.begin() + static_cast<std::ptrdiff_t>(group.begin);
        std::sort(begin, begin + static_cast<std::ptrdiff_t>(group.count),
            [this, depth = group.depth](KeyTable::Index a, KeyTable::Index b) {
                const auto order = name(a).substr(depth).compare(name(b).substr(depth));
                if (order == 0)
                    return a < b;
                return m_descending ? order > 0 : order < 0;
            });
    }

    NameLetters lettersOf(const Group &group) const
    {
        if (group.depth == 0)
            return m_table.letters(); // of all its names, which is no fewer
        NameLetters sample, letters;
        eachName({group.begin, std::min(group.count, Sample), group.depth},
            [&](std::size_t, std::string_view name) { sample.add(name.substr(group.depth)); });
        // More names have more letters: fewer places fit, not more.
        letters.places = NameCode::fitting(sample);
        eachName(group,
            [&](std::size_t, std::string_view name) { letters.add(name.substr(group.depth)); });
        return letters;
    }

    // Up to where all names of the group are the same.
    std::size_t commonDepth(const Group &group) const
    {
        const auto first = name(m_rows[group.begin]);
        auto common = first.size();
        eachName(group, [&](std::size_t, std::string_view other) {
            common = std::min(common, other.size());
            const auto from = first.begin() + static_cast<std::ptrdiff_t>(group.depth);
            const auto end = first.begin() + static_cast<std::ptrdiff_t>(common);
            common = static_cast<std::size_t>(
                std::mismatch(from, end, other.begin() + static_cast<std::ptrdiff_t>(group.depth))
                    .first
                - first.begin());
        });
        return common;
    }

    void sort(const Group &group)
    {
        auto &code = *m_code;
        code.make(lettersOf(group));
        if (code.tellsNothing()) {
            const auto depth = group.depth + code.places();
            tied(group.begin, group.count, std::max(depth, commonDepth(group)));
            return;
        }
        auto *const numbers = m_numbers.get() + group.begin;
        eachName(group, [&](std::size_t i, std::string_view name) {
            numbers[i] = code.numberOf(name.substr(group.depth)) ^ m_flip;
        });
        if (isCancelled())
            return; // not all numbers are there
        m_sort.run(numbers, m_rows.data() + group.begin, group.count);
        const auto depth = group.depth + code.places();
        eachTie(numbers, group.count, [&](std::size_t begin, std::size_t end) {
            tied(group.begin + begin, end - begin, depth);
        });
    }

    // Their numbers are equal: all end before `depth`, and are the same name, or none does.
    void tied(std::size_t begin, std::size_t count, std::size_t depth)
    {
        if (name(m_rows[begin]).size() < depth)
            std::sort(m_rows.data() + begin, m_rows.data() + begin + count);
        else
            m_groups.push_back({begin, count, depth});
    }

    const KeyTable &m_table;
    std::vector<KeyTable::Index> &m_rows;
    const std::unique_ptr<std::uint64_t[]> m_numbers;
    const std::unique_ptr<NameCode> m_code;
    NumberSort m_sort;
    const std::uint64_t m_flip;
    const bool m_descending;
    const std::atomic<bool> &m_cancelled;
    std::vector<Group> m_groups; // yet to be sorted; no recursion, names may be long
};

} // namespace

bool sortByName(const KeyTable &table, std::vector<KeyTable::Index> &rows, bool descending,
    const std::atomic<bool> &cancelled)
{
    return NameSort(table, rows, descending, cancelled).run();
}

} // namespace tierlens
