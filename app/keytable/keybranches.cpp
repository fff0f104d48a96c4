// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/keybranches.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tierlens {

namespace {

constexpr std::size_t KeysBetweenLooks = 16'384; // at `cancelled`

struct Child
{
    std::string_view name; // in the table
    std::size_t keys = 0;
    std::int64_t bytes = 0;
    std::optional<KeyTable::Index> leaf;
};

struct Branch
{
    std::size_t child; // its place
    std::vector<std::uint16_t> databases; // of its keys
};

void addDatabase(std::vector<std::uint16_t> &databases, std::uint16_t database)
{
    if (!databases.empty() && databases.back() == database)
        return;
    const auto place = std::lower_bound(databases.begin(), databases.end(), database);
    if (place == databases.end() || *place != database)
        databases.insert(place, database);
}

bool comesBefore(const Child &a, const Child &b)
{
    if (a.keys != b.keys)
        return a.keys > b.keys;
    if (a.bytes != b.bytes)
        return a.bytes > b.bytes;
    if (a.name != b.name)
        return a.name < b.name;
    return a.leaf < b.leaf; // one name in two databases
}

} // namespace

std::optional<std::vector<std::uint16_t>> databasesOf(const KeyTable &table,
    std::span<const KeyTable::Index> rows, const std::atomic<bool> &cancelled)
{
    std::vector<std::uint16_t> found;
    if (rows.empty())
        return found;
    if (auto all = table.databases(); all.size() <= 1)
        return all; // no need to look at each
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % KeysBetweenLooks == 0 && cancelled.load(std::memory_order_relaxed))
            return std::nullopt;
        addDatabase(found, table.row(rows[i]).database);
    }
    return found;
}

std::optional<KeyBranches> keyBranches(const KeyTable &table, std::span<const KeyTable::Index> rows,
    std::string_view prefix, char separator, std::size_t most, const std::atomic<bool> &cancelled)
{
    std::vector<Child> children;
    std::unordered_map<std::string_view, Branch> branches;
    Branch *last = nullptr; // neighbours are often of the same branch
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % KeysBetweenLooks == 0 && cancelled.load(std::memory_order_relaxed))
            return std::nullopt;
        const auto row = table.row(rows[i]);
        if (!row.name.starts_with(prefix) || table.isRemoved(rows[i]))
            continue;
        const auto bytes = std::max<std::int64_t>(0, row.bytes);
        const auto rest = row.name.substr(prefix.size());
        const auto end = rest.find(separator);
        if (end == std::string_view::npos) {
            children.push_back({rest, 1, bytes, rows[i]});
            continue;
        }
        const auto name = rest.substr(0, end + 1);
        if (!last || children[last->child].name != name) {
            const auto [place, isNew] = branches.try_emplace(name, Branch{children.size(), {}});
            if (isNew)
                children.push_back({name, 0, 0, std::nullopt});
            last = &place->second;
        }
        ++children[last->child].keys;
        children[last->child].bytes += bytes;
        addDatabase(last->databases, row.database);
    }
    const auto listed = std::min(most, children.size());
    std::partial_sort(children.begin(), children.begin() + static_cast<std::ptrdiff_t>(listed),
        children.end(), comesBefore);
    KeyBranches out;
    out.left = children.size() - listed;
    out.branches.reserve(listed);
    for (std::size_t i = 0; i < listed; ++i) {
        const auto &child = children[i];
        out.branches.push_back({std::string(child.name), child.keys, child.bytes, child.leaf,
            child.leaf ? std::vector{table.row(*child.leaf).database}
                       : std::move(branches.at(child.name).databases)});
    }
    return out;
}

} // namespace tierlens
