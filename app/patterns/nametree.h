// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patterns/keyname.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tierlens {

// Learns from names which parts are structure and which are values. A decision is made once: words
// may become *, never the other way round, so that a pattern does not come and go.
class NameTree
{
public:
    NameTree();
    ~NameTree();
    NameTree(NameTree &&) noexcept;
    NameTree &operator=(NameTree &&) noexcept;

    void add(const std::vector<NamePart> &parts); // each key once
    // All keys there are have been added: a few words that are all different are values, too.
    void settle();
    // Empty: nothing like it was added. "*" alone: nothing in it is structure.
    std::string patternOf(const std::vector<NamePart> &parts) const;
    std::uint64_t version() const { return m_version; } // changes when patterns may have changed

private:
    struct Group;
    struct Node;
    static Group &groupOf(Node &node, const NamePart &part);
    Node *follow(Node &node, const NamePart &part);
    Node *make(std::unique_ptr<Node> &place);
    void judgeWords(Node &node, Group &group, bool all);
    void mergeNumbers(Group &group);
    void merge(std::unique_ptr<Node> &into, std::unique_ptr<Node> from);
    void settle(Node &node);

    std::unique_ptr<Node> m_strong, m_weak; // names with a real separator, and without
    std::size_t m_nodes = 0;
    std::uint64_t m_version = 0;
};

} // namespace tierlens
