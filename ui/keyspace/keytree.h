// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keybrowser.h"
#include "watchtables/paintedrows.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// The tree of names, opened branch by branch: what a branch holds is asked for when it is opened
// (branchAsked) and set when the answer has come.
class KeyTree : public PaintedRows
{
    Q_OBJECT
public:
    explicit KeyTree(QWidget *parent = nullptr);
    ~KeyTree() override;

    void clear(); // nothing is known any more; what was open stays so
    void askAgain(); // for everything that is open
    void setBranches(const std::string &prefix, std::vector<KeyBranch> branches, std::size_t left);
    void setOpen(const std::string &prefix, bool open); // one that is shown
    std::string chosenBranch() const; // its whole prefix; empty: none, or a key
    std::optional<KeyTable::Index> chosenKey() const;
    std::vector<std::uint16_t> chosenDatabases() const; // of the keys below the chosen branch
    std::size_t chosenCount() const; // keys below the chosen branch
    std::size_t shownRows() const { return m_shown.size(); }
    QString rowText(qint64 row) const { return text(row); }

Q_SIGNALS:
    void branchAsked(const std::string &prefix);
    void chosenChanged();
    void deleteRequested();

protected:
    qint64 count() const override { return qint64(m_shown.size()); }
    QString text(qint64 row) const override;
    void paintRow(QPainter &painter, qint64 row, const QRect &at) override;
    bool pressRow(qint64 row, const QPoint &at) override;
    void openRow(qint64 row, const QPoint &at) override;
    bool useKey(QKeyEvent *event) override;

private:
    struct Node;
    struct Shown
    {
        Node *node;
        std::size_t left = 0; // not a node: so many more are not listed
        int depth = 0;
    };
    Node *nodeOf(const std::string &prefix);
    void arrange(); // m_shown anew
    void add(Node &node, int depth);
    void turn(Node &node, bool open);

    std::unique_ptr<Node> m_root;
    std::vector<Shown> m_shown;
    std::string m_chosen; // whole name or prefix of the current row
};

} // namespace tierlens
