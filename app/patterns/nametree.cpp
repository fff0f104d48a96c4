// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/nametree.h"

#include <algorithm>

namespace tierlens {

namespace {

constexpr std::size_t MostNodes = 50'000;
constexpr std::size_t FewNumbers = 3; // may be a version: they stay apart
constexpr std::size_t FewWeakNumbers = 7; // "v2", "md5": a name rather than a number
constexpr std::uint64_t EnoughKeys = 64; // to say that there are few values

bool isWeakOnly(const std::vector<NamePart> &parts)
{
    return std::all_of(parts.begin() + 1, parts.end(), [](const auto &part) {
        return part.isWeak();
    }) && parts.front().separator.empty();
}

// "red-*-*" says no more than "red-*"; so do paths of any depth.
void appendStar(std::string &pattern, std::string_view separator, bool weak)
{
    const bool joins = pattern.ends_with('*') && (weak || separator == "/" || separator == ".");
    if (!joins)
        pattern.append(separator).append("*");
}

} // namespace

struct NameTree::Group // what may follow a separator
{
    std::string separator;
    bool weak = false;
    bool first = false; // begins the name
    bool wordsMerged = false;
    std::uint64_t numberKeys = 0;
    std::map<std::string, std::unique_ptr<Node>, std::less<>> words, numbers;
    std::unique_ptr<Node> any; // *

    bool numbersAreStructure() const { return weak || numberKeys >= EnoughKeys; }
};

struct NameTree::Node
{
    std::uint64_t keys = 0; // that pass
    std::uint64_t ends = 0; // of them, that end here
    bool isRoot = false;
    std::vector<Group> groups;
};

NameTree::NameTree()
    : m_strong(std::make_unique<Node>())
    , m_weak(std::make_unique<Node>())
{
    m_strong->isRoot = m_weak->isRoot = true;
}

NameTree::~NameTree() = default;
NameTree::NameTree(NameTree &&) noexcept = default;
NameTree &NameTree::operator=(NameTree &&) noexcept = default;

NameTree::Group &NameTree::groupOf(Node &node, const NamePart &part)
{
    const auto found = std::find_if(node.groups.begin(), node.groups.end(),
        [&](const Group &group) { return group.separator == part.separator; });
    if (found != node.groups.end())
        return *found;
    Group group;
    group.separator = part.separator;
    group.first = node.isRoot;
    group.weak = part.isWeak() && !node.isRoot;
    node.groups.push_back(std::move(group));
    return node.groups.back();
}

NameTree::Node *NameTree::make(std::unique_ptr<Node> &place)
{
    if (!place && m_nodes < MostNodes) {
        place = std::make_unique<Node>();
        ++m_nodes;
    }
    return place.get();
}

void NameTree::merge(std::unique_ptr<Node> &into, std::unique_ptr<Node> from)
{
    if (!from)
        return;
    if (!into) {
        into = std::move(from);
        return;
    }
    --m_nodes;
    into->keys += from->keys;
    into->ends += from->ends;
    for (auto &group : from->groups) {
        const auto same = std::find_if(into->groups.begin(), into->groups.end(),
            [&](const Group &mine) { return mine.separator == group.separator; });
        if (same == into->groups.end()) {
            into->groups.push_back(std::move(group));
            continue;
        }
        merge(same->any, std::move(group.any));
        for (auto &[text, node] : group.words)
            merge(same->words[text], std::move(node));
        for (auto &[text, node] : group.numbers)
            merge(same->numbers[text], std::move(node));
        same->numberKeys += group.numberKeys;
        same->wordsMerged = same->wordsMerged || group.wordsMerged;
        if (same->numbers.size() > (same->weak ? FewWeakNumbers : FewNumbers)
            || (same->any && !same->numbers.empty()))
            mergeNumbers(*same);
        judgeWords(*into, *same, false);
    }
}

void NameTree::mergeNumbers(Group &group)
{
    for (auto &[text, node] : group.numbers)
        merge(group.any, std::move(node));
    group.numbers.clear();
    ++m_version;
}

// Many different words in one place are values: names of people, search words. Words that are much
// more frequent than the rest are structure and stay.
void NameTree::judgeWords(Node &node, Group &group, bool all)
{
    const auto different = group.words.size();
    if (different < 8 || group.wordsMerged)
        return;
    std::vector<std::uint64_t> counts;
    for (const auto &[text, child] : group.words)
        counts.push_back(child ? child->keys : 0);
    const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(different / 2);
    std::nth_element(counts.begin(), middle, counts.end());
    const auto heavy = std::max<std::uint64_t>(20, *middle * 8);
    std::uint64_t light = 0, keys = 0;
    bool allEnd = true;
    for (const auto &[text, child] : group.words) {
        if (!child || child->keys >= heavy)
            continue;
        ++light;
        keys += child->keys;
        allEnd = allEnd && child->keys == child->ends;
    }
    // Names may begin with many words; with one or two keys each that is no structure all the same.
    const bool begins = group.first && node.isRoot;
    const bool isMany = begins
        ? (light >= 50 && light * 20 > keys) || light >= 150
        : (light >= 24 && light * 2 > keys) || (light >= 40 && light * 20 > keys) || light >= 100;
    const bool isListOfSingles = all && !begins && allEnd && light >= 8 && light == keys;
    if (!isMany && !isListOfSingles)
        return;
    for (auto it = group.words.begin(); it != group.words.end();) {
        if (it->second && it->second->keys >= heavy) {
            ++it;
            continue;
        }
        merge(group.any, std::move(it->second));
        it = group.words.erase(it);
    }
    group.wordsMerged = true;
    if (!group.numbers.empty())
        mergeNumbers(group);
    ++m_version;
}

NameTree::Node *NameTree::follow(Node &node, const NamePart &part)
{
    auto &group = groupOf(node, part);
    if (part.kind == NamePart::Kind::Word) {
        if (const auto known = group.words.find(part.text); known != group.words.end())
            return known->second.get();
        if (group.wordsMerged)
            return make(group.any);
        auto *made = m_nodes < MostNodes ? make(group.words[std::string(part.text)]) : nullptr;
        return made;
    }
    if (part.kind == NamePart::Kind::Number && !group.any) {
        if (++group.numberKeys == EnoughKeys)
            ++m_version;
        if (const auto known = group.numbers.find(part.text); known != group.numbers.end())
            return known->second.get();
        if (group.numbers.size() < (group.weak ? FewWeakNumbers : FewNumbers))
            return m_nodes < MostNodes ? make(group.numbers[std::string(part.text)]) : nullptr;
    }
    if (!group.numbers.empty())
        mergeNumbers(group);
    return make(group.any);
}

void NameTree::add(const std::vector<NamePart> &parts)
{
    if (parts.size() < 2 && parts.front().separator.empty())
        return; // nothing separates
    Node *node = isWeakOnly(parts) ? m_weak.get() : m_strong.get();
    ++node->keys;
    std::vector<Node *> way;
    for (const auto &part : parts) {
        way.push_back(node);
        node = follow(*node, part);
        if (node == nullptr)
            return; // too much has been learned already
        ++node->keys;
    }
    ++node->ends;
    // From the end, for a judgement merges what lies below.
    for (std::size_t i = way.size(); i-- > 0;) {
        const auto before = m_version;
        judgeWords(*way[i], groupOf(*way[i], parts[i]), false);
        if (m_version != before && i > 0)
            break;
    }
}

void NameTree::settle()
{
    settle(*m_strong);
    settle(*m_weak);
}

void NameTree::settle(Node &node)
{
    for (auto &group : node.groups) {
        judgeWords(node, group, true);
        for (auto &[text, child] : group.words)
            settle(*child);
        for (auto &[text, child] : group.numbers)
            settle(*child);
        if (group.any)
            settle(*group.any);
    }
}

std::string NameTree::patternOf(const std::vector<NamePart> &parts) const
{
    if (parts.size() < 2 && parts.front().separator.empty())
        return "*";
    const bool weakOnly = isWeakOnly(parts);
    const Node *node = weakOnly ? m_weak.get() : m_strong.get();
    std::string pattern;
    bool hasWord = false, hasStar = false;
    for (const auto &part : parts) {
        const auto group = std::find_if(node->groups.begin(), node->groups.end(),
            [&](const Group &each) { return each.separator == part.separator; });
        if (group == node->groups.end())
            return {};
        const Node *next = nullptr;
        bool literal = false;
        if (part.kind == NamePart::Kind::Word) {
            if (const auto known = group->words.find(part.text); known != group->words.end()) {
                next = known->second.get();
                literal = true;
            } else if (group->wordsMerged) {
                next = group->any.get();
            }
        } else if (part.kind == NamePart::Kind::Number && !group->numbers.empty()) {
            const auto known = group->numbers.find(part.text);
            literal = group->numbersAreStructure();
            if (known != group->numbers.end())
                next = known->second.get();
            else if (!literal)
                next = group->numbers.begin()->second.get();
        } else {
            next = group->any.get();
        }
        if (next == nullptr)
            return {};
        node = next;
        if (literal)
            pattern.append(part.separator).append(part.text);
        else
            appendStar(pattern, part.separator, group->weak);
        hasWord = hasWord || (literal && part.kind == NamePart::Kind::Word && !part.text.empty());
        hasStar = hasStar || !literal;
    }
    if (node->ends == 0)
        return {};
    return hasWord && (hasStar || !weakOnly) ? pattern : "*";
}

} // namespace tierlens
