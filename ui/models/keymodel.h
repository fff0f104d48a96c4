// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/slotorder.h"
#include "store/heldkeys.h"

#include <QAbstractListModel>
#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// The keys of the table in the order and selection the user wants. The table changes many times a
// second; what this model lists changes only in sync(), so that the view decides when rows may
// move. Between two syncs a row stands for its key: liveAt() says what the key is now, or that it
// is gone. GUI thread.
class KeyModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Sort { SoonestToExpire, Name, MostHits, Largest, Newest };
    Q_ENUM(Sort)
    enum Role { KeyRole = Qt::UserRole, TtlRole, NoteRole, GoneRole };

    KeyModel(const HeldKeys &keys, const QString &prefix, QObject *parent = nullptr);

    Sort order() const { return m_sort; }
    void setSort(Sort sort);
    // A Redis glob (* ? [a-z]) if it holds one of these signs, otherwise any part of the name.
    QString filter() const { return QString::fromStdString(m_filter); }
    void setFilter(const QString &filter);
    void setRedisPersists(bool persists) { m_persists = persists; }
    bool redisPersists() const { return m_persists; }

    void setNow(SinceStart now) { m_now = now; } // what the countdowns are computed from
    SinceStart now() const { return m_now; }
    // Redis does not answer: `now` is when it last did, and rows are what was known then.
    void setSilent(bool silent) { m_silent = silent; }
    bool isSilent() const { return m_silent; }
    bool isOutdated() const { return m_revision != m_keys.revision(); }
    void sync();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

    std::string_view keyAt(int row) const; // with its prefix
    int rowOf(std::string_view key) const; // -1: not listed
    const HeldKey *liveAt(int row) const; // nullptr: gone since the last sync
    ValueType typeAt(int row) const; // also of a key that is gone
    QString shown(std::string_view key) const; // without the prefix, printable
    const HeldKeys &keys() const { return m_keys; }

    static bool matches(std::string_view pattern, std::string_view key);

private:
    struct Entry // the table's row of the same place, as of the last sync
    {
        std::uint64_t id = 0;
        std::uint64_t head = 0, tail = 0; // the name's first 16 bytes, to compare quickly
        std::string key;
        ValueType type = ValueType::None;
        bool listed = false;
    };
    using Changes = std::vector<std::pair<std::uint32_t, Entry>>;

    Entry entryOf(const HeldKey &row) const;
    const Entry &entryAt(int row) const;
    std::string_view nameOf(std::string_view key) const;
    bool isListed(std::string_view key) const;
    Changes changes() const;
    void takeOver(Changes changes);
    std::vector<std::uint32_t> sorted();
    void reorder(Changes changes, int count);

    const HeldKeys &m_keys;
    std::string m_prefix;
    std::string m_filter;
    Sort m_sort = Sort::SoonestToExpire;
    bool m_persists = false, m_silent = false;
    SinceStart m_now{};
    std::uint64_t m_revision = 0;
    std::vector<Entry> m_entries; // by slot of the table
    std::vector<std::uint32_t> m_order; // slots, as listed
    SlotOrder m_places; // kept, so that a sync does not allocate
};

} // namespace tierlens
