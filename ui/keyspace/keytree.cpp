// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keytree.h"

#include "core/durationtext.h"
#include "keyvalue/keytexts.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <map>

namespace tierlens {

namespace {
enum TreeColumn { BranchColumn, CountColumn, BytesColumn };
constexpr int LevelIndent = 20; // a level's indent
} // namespace

struct KeyTree::Node
{
    KeyBranch branch;
    std::string prefix; // whole; of a leaf: the key's name
    bool isOpen = false, isAsked = false, isKnown = false;
    std::vector<std::unique_ptr<Node>> children;
    std::size_t left = 0;
};

KeyTree::KeyTree(QWidget *parent)
    : PaintedRows(tr("Tree of keys"),
        {{tr("Name")}, {tr("Keys"), QStringLiteral("10 000 000"), true},
            {tr("Size known"), QStringLiteral("999 bytes"), true}},
        parent)
    , m_root(std::make_unique<Node>())
{
    setProperty("helpTopic", QStringLiteral("key-tree"));
    m_root->isOpen = true;
    connect(this, &PaintedRows::currentChanged, this, [this] {
        const auto row = currentRow();
        const auto *node = row < 0 ? nullptr : m_shown[std::size_t(row)].node;
        m_chosen = node ? node->prefix : std::string();
        Q_EMIT chosenChanged();
    });
}

KeyTree::~KeyTree() = default;

KeyTree::Node *KeyTree::nodeOf(const std::string &prefix)
{
    auto *node = m_root.get();
    while (node && node->prefix != prefix) {
        Node *next = nullptr;
        for (const auto &child : node->children) {
            if (!child->branch.leaf && prefix.compare(0, child->prefix.size(), child->prefix) == 0)
                next = child.get();
        }
        node = next;
    }
    return node;
}

void KeyTree::clear()
{
    m_root = std::make_unique<Node>();
    m_root->isOpen = true;
    m_chosen.clear();
    const bool hadCurrent = currentRow() >= 0;
    placeCurrent(-1);
    arrange();
    if (hadCurrent)
        Q_EMIT chosenChanged();
}

void KeyTree::askAgain()
{
    std::vector<Node *> nodes{m_root.get()};
    while (!nodes.empty()) {
        auto *node = nodes.back();
        nodes.pop_back();
        if (!node->isOpen || node->branch.leaf)
            continue;
        node->isAsked = true;
        for (const auto &child : node->children)
            nodes.push_back(child.get());
        Q_EMIT branchAsked(node->prefix);
    }
}

void KeyTree::setBranches(
    const std::string &prefix, std::vector<KeyBranch> branches, std::size_t left)
{
    auto *node = nodeOf(prefix);
    if (!node)
        return; // has gone meanwhile
    node->isKnown = true;
    node->left = left;
    // What was opened stays open.
    std::map<std::pair<std::string, bool>, std::unique_ptr<Node>> old;
    for (auto &child : node->children) {
        auto key = std::pair(child->branch.name, child->branch.leaf.has_value());
        old.emplace(std::move(key), std::move(child));
    }
    node->children.clear();
    for (auto &branch : branches) {
        const auto known = old.find({branch.name, branch.leaf.has_value()});
        auto child = known != old.end() && known->second ? std::move(known->second)
                                                         : std::make_unique<Node>();
        child->prefix = prefix + branch.name;
        child->branch = std::move(branch);
        node->children.push_back(std::move(child));
    }
    arrange();
}

void KeyTree::setOpen(const std::string &prefix, bool open)
{
    if (auto *node = nodeOf(prefix); node && node != m_root.get())
        turn(*node, open);
}

void KeyTree::turn(Node &node, bool open)
{
    if (node.branch.leaf || node.isOpen == open)
        return;
    node.isOpen = open;
    if (open && !node.isAsked) {
        node.isAsked = true;
        Q_EMIT branchAsked(node.prefix);
    }
    arrange();
}

void KeyTree::add(Node &node, int depth)
{
    for (const auto &child : node.children) {
        m_shown.push_back({child.get(), 0, depth});
        if (child->isOpen)
            add(*child, depth + 1);
    }
    if (node.left > 0)
        m_shown.push_back({nullptr, node.left, depth});
}

void KeyTree::arrange()
{
    m_shown.clear();
    add(*m_root, 0);
    qint64 current = -1;
    if (!m_chosen.empty()) {
        for (std::size_t i = 0; i < m_shown.size() && current < 0; ++i) {
            if (m_shown[i].node && m_shown[i].node->prefix == m_chosen)
                current = qint64(i);
        }
    }
    placeCurrent(current);
    countChanged();
}

std::string KeyTree::chosenBranch() const
{
    const auto row = currentRow();
    const auto *node = row < 0 ? nullptr : m_shown[std::size_t(row)].node;
    return node && !node->branch.leaf ? node->prefix : std::string();
}

std::optional<KeyTable::Index> KeyTree::chosenKey() const
{
    const auto row = currentRow();
    const auto *node = row < 0 ? nullptr : m_shown[std::size_t(row)].node;
    return node ? node->branch.leaf : std::nullopt;
}

std::vector<std::uint16_t> KeyTree::chosenDatabases() const
{
    const auto row = currentRow();
    const auto *node = row < 0 ? nullptr : m_shown[std::size_t(row)].node;
    return node ? node->branch.databases : std::vector<std::uint16_t>();
}

std::size_t KeyTree::chosenCount() const
{
    const auto row = currentRow();
    const auto *node = row < 0 ? nullptr : m_shown[std::size_t(row)].node;
    return node ? node->branch.keys : 0;
}

QString KeyTree::text(qint64 row) const
{
    const auto &shown = m_shown[std::size_t(row)];
    if (!shown.node)
        return tr("%1 more are not listed: filter them").arg(countText(shown.left));
    const auto &branch = shown.node->branch;
    return QStringList{readableName(shown.node->prefix),
        branch.leaf ? QString() : keysText(branch.keys),
        branch.bytes > 0 ? bytesText(std::uint64_t(branch.bytes)) : QString()}
        .join(QLatin1Char('\t'));
}

void KeyTree::paintRow(QPainter &painter, qint64 row, const QRect &at)
{
    const auto &shown = m_shown[std::size_t(row)];
    QRect room = cell(BranchColumn, at).adjusted(shown.depth * LevelIndent, 0, 0, 0);
    if (!shown.node) {
        painter.setFont(theme().small());
        painter.setPen(theme().dim);
        painter.drawText(room.adjusted(LevelIndent, 0, 0, 0),
            int(Qt::AlignLeft) | int(Qt::AlignVCenter),
            painter.fontMetrics().elidedText(
                text(row), Qt::ElideRight, room.width() - LevelIndent));
        return;
    }
    const auto &branch = shown.node->branch;
    if (!branch.leaf) {
        const QPointF middle(room.left() + 5, at.center().y() + 0.5);
        QPainterPath arrow;
        if (shown.node->isOpen) {
            arrow.moveTo(middle + QPointF(-4.5, -2.5));
            arrow.lineTo(middle + QPointF(4.5, -2.5));
            arrow.lineTo(middle + QPointF(0, 3.5));
        } else {
            arrow.moveTo(middle + QPointF(-2.5, -4.5));
            arrow.lineTo(middle + QPointF(-2.5, 4.5));
            arrow.lineTo(middle + QPointF(3.5, 0));
        }
        arrow.closeSubpath();
        painter.fillPath(arrow, theme().dim);
    }
    room.adjust(LevelIndent, 0, 0, 0);
    painter.setFont(theme().mono(13));
    painter.setPen(theme().text);
    painter.drawText(room, int(Qt::AlignLeft) | int(Qt::AlignVCenter),
        painter.fontMetrics().elidedText(
            branch.name.empty() ? tr("(nothing after it)") : readableName(branch.name),
            Qt::ElideMiddle, room.width()));
    painter.setPen(branch.leaf ? theme().dim : theme().text);
    if (!branch.leaf)
        painter.drawText(cell(CountColumn, at), int(Qt::AlignRight) | int(Qt::AlignVCenter),
            countText(branch.keys));
    painter.setPen(branch.bytes > 0 ? theme().text : theme().dim);
    painter.drawText(cell(BytesColumn, at), int(Qt::AlignRight) | int(Qt::AlignVCenter),
        branch.bytes > 0 ? bytesText(std::uint64_t(branch.bytes)) : QStringLiteral("–"));
}

bool KeyTree::pressRow(qint64 row, const QPoint &at)
{
    const auto &shown = m_shown[std::size_t(row)];
    if (!shown.node)
        return true;
    if (shown.node->branch.leaf)
        return false;
    const int left = cell(BranchColumn, QRect(0, 0, 1, 1)).left() + shown.depth * LevelIndent;
    if (at.x() < left - 6 || at.x() >= left + LevelIndent)
        return false;
    turn(*shown.node, !shown.node->isOpen); // the arrow
    return true;
}

void KeyTree::openRow(qint64 row, const QPoint &)
{
    if (auto *node = m_shown[std::size_t(row)].node)
        turn(*node, !node->isOpen);
}

bool KeyTree::useKey(QKeyEvent *event)
{
    const auto row = currentRow();
    if (row < 0)
        return false;
    const auto shown = m_shown[std::size_t(row)];
    if (!shown.node)
        return false;
    const bool isBranch = !shown.node->branch.leaf;
    switch (event->key()) {
    case Qt::Key_Right:
        if (isBranch && !shown.node->isOpen)
            turn(*shown.node, true);
        else
            setCurrentRow(row + 1);
        return true;
    case Qt::Key_Left:
        if (isBranch && shown.node->isOpen) {
            turn(*shown.node, false);
            return true;
        }
        for (auto above = row - 1; above >= 0; --above) {
            if (m_shown[std::size_t(above)].depth < shown.depth) {
                setCurrentRow(above);
                break;
            }
        }
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        turn(*shown.node, !shown.node->isOpen);
        return true;
    case Qt::Key_Delete:
        Q_EMIT deleteRequested();
        return true;
    default:
        return false;
    }
}

} // namespace tierlens
