// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keybrowser.h"
#include "watchtables/paintedrows.h"

#include <functional>
#include <optional>
#include <vector>

class QTimer;

namespace tierlens {

// Where a list of keys gets its rows from, each asked for when it is painted.
struct ListedKeys
{
    std::function<std::size_t()> count;
    std::function<KeyTable::Index(std::size_t)> index;
    std::function<KeyRow(std::size_t)> row;
};

// Keys one below the other. What is left of their time counts down by this computer's clock, for
// the rows on screen only. The chosen key stays chosen while rows come before it.
class KeyList : public PaintedRows
{
    Q_OBJECT
public:
    explicit KeyList(ListedKeys keys, QWidget *parent = nullptr);

    void refresh(); // other rows
    void refreshValues() { viewport()->update(); } // the same rows, looked at again
    std::optional<KeyTable::Index> chosen() const { return m_chosen; }
    void choose(std::optional<KeyTable::Index> key); // also one that is not listed
    std::vector<KeyTable::Index> visibleKeys() const;
    const KeyOrder &order() const { return m_order; }
    QString rowText(qint64 row) const { return text(row); }

Q_SIGNALS:
    void chosenChanged();
    void orderChanged();
    void deleteRequested();

protected:
    qint64 count() const override { return qint64(m_keys.count()); }
    QString text(qint64 row) const override;
    void paintRow(QPainter &painter, qint64 row, const QRect &at) override;
    bool useKey(QKeyEvent *event) override;

private:
    void sortBy(int column);
    qint64 find(KeyTable::Index key, qint64 near) const; // -1: not close by
    bool hasForeignDatabase(const KeyRow &row) const;

    ListedKeys m_keys;
    std::optional<KeyTable::Index> m_chosen;
    std::optional<KeyTable::Index> m_top; // the first on screen, as of the last paint
    KeyOrder m_order;
    QTimer *m_second;
};

} // namespace tierlens
