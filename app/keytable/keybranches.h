// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// A node of the tree of names: everything up to and with a separator.
struct KeyBranch
{
    std::string
        name; // "profile:" below the root, "42:" below that; of a leaf: the rest of the name
    std::size_t keys = 0; // below it, that pass the filter
    std::int64_t bytes = 0; // of those whose size is known
    std::optional<KeyTable::Index> leaf; // set: a key, not a branch
    std::vector<std::uint16_t> databases; // of its keys, lowest first
};

// The databases of these rows, lowest first. Nothing: `cancelled` was set meanwhile.
std::optional<std::vector<std::uint16_t>> databasesOf(const KeyTable &table,
    std::span<const KeyTable::Index> rows, const std::atomic<bool> &cancelled);

struct KeyBranches
{
    std::vector<KeyBranch> branches; // most keys first, then most bytes, then by name
    std::size_t left = 0; // more that are not among them
};
// The children of a branch among these rows. Nothing: `cancelled` was set meanwhile.
std::optional<KeyBranches> keyBranches(const KeyTable &table, std::span<const KeyTable::Index> rows,
    std::string_view prefix, char separator, std::size_t most, const std::atomic<bool> &cancelled);

} // namespace tierlens
