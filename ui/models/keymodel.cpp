// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keymodel.h"

#include "core/glob.h"
#include "models/keytext.h"

#include <algorithm>
#include <limits>

namespace tierlens {

namespace {
// Eight bytes from `from`, so that integers compare like the text.
std::uint64_t bytesFrom(std::string_view text, std::size_t from)
{
    std::uint64_t value = 0;
    for (std::size_t i = from; i < from + 8; ++i)
        value = value << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
    return value;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool holds(std::string_view text, std::string_view part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(), [](char a, char b) {
        return lower(a) == lower(b);
    }) != text.end();
}
} // namespace

KeyModel::KeyModel(const HeldKeys &keys, const QString &prefix, QObject *parent)
    : QAbstractListModel(parent)
    , m_keys(keys)
    , m_prefix(prefix.toStdString())
{
    sync();
}

bool KeyModel::matches(std::string_view pattern, std::string_view key)
{
    if (pattern.empty())
        return true;
    const bool isGlob = pattern.find_first_of("*?[") != std::string_view::npos;
    return isGlob ? globMatches(pattern, key) : holds(key, pattern);
}

std::string_view KeyModel::nameOf(std::string_view key) const
{
    return key.substr(0, m_prefix.size()) == m_prefix ? key.substr(m_prefix.size()) : key;
}

// Whoever types the prefix as well means the whole key.
bool KeyModel::isListed(std::string_view key) const
{
    const bool whole
        = !m_prefix.empty() && std::string_view(m_filter).substr(0, m_prefix.size()) == m_prefix;
    return matches(m_filter, whole ? key : nameOf(key));
}

KeyModel::Entry KeyModel::entryOf(const HeldKey &row) const
{
    const auto name = nameOf(row.key);
    return {row.id, bytesFrom(name, 0), bytesFrom(name, 8), row.key, row.type, isListed(row.key)};
}

const KeyModel::Entry &KeyModel::entryAt(int row) const
{
    static const Entry none;
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at < m_order.size() && m_order[at] < m_entries.size()
        ? m_entries[m_order[at]]
        : none;
}

KeyModel::Changes KeyModel::changes() const
{
    Changes changes;
    const auto &rows = m_keys.rows();
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        if (slot >= m_entries.size() || m_entries[slot].id != rows[slot].id)
            changes.emplace_back(static_cast<std::uint32_t>(slot), entryOf(rows[slot]));
    }
    return changes;
}

void KeyModel::takeOver(Changes changes)
{
    m_entries.resize(m_keys.rows().size());
    for (auto &[slot, entry] : changes)
        m_entries[slot] = std::move(entry);
}

void KeyModel::setSort(Sort sort)
{
    if (sort == m_sort)
        return;
    m_sort = sort;
    m_revision = m_keys.revision() - 1;
    sync();
}

void KeyModel::setFilter(const QString &filter)
{
    auto text = filter.trimmed().toStdString();
    if (text == m_filter)
        return;
    m_filter = std::move(text);
    beginResetModel();
    takeOver(changes());
    for (Entry &entry : m_entries)
        entry.listed = isListed(entry.key);
    m_order = sorted();
    m_revision = m_keys.revision();
    endResetModel();
}

void KeyModel::sync()
{
    if (!isOutdated())
        return;
    auto news = changes();
    auto count = static_cast<int>(m_order.size());
    for (std::size_t slot = m_keys.rows().size(); slot < m_entries.size(); ++slot)
        count -= m_entries[slot].listed ? 1 : 0;
    for (const auto &[slot, entry] : news) {
        count += entry.listed ? 1 : 0;
        count -= slot < m_entries.size() && m_entries[slot].listed ? 1 : 0;
    }
    m_revision = m_keys.revision();
    reorder(std::move(news), count);
}

// In steps each of which a view understands: new rows at the end, then one change of the order in
// which rows that survive keep their identity, then surplus rows away from the end. Rows that are
// only there to be taken away, or about to be ordered, repeat some other row meanwhile.
void KeyModel::reorder(Changes changes, int count)
{
    const int before = rowCount();
    if (count > before) {
        beginInsertRows({}, before, count - 1);
        m_order.resize(static_cast<std::size_t>(count), m_order.empty() ? 0 : m_order.back());
        endInsertRows();
    }
    Q_EMIT layoutAboutToBeChanged();
    const auto held = persistentIndexList();
    std::vector<std::string> heldKeys;
    for (const QModelIndex &index : held)
        heldKeys.emplace_back(keyAt(index.row()));
    takeOver(std::move(changes));
    m_order = sorted();
    QModelIndexList moved;
    for (std::size_t i = 0; i < heldKeys.size(); ++i) {
        // Rows just appended stand for nothing yet; the first index of a key is the real one.
        const int row = held[static_cast<qsizetype>(i)].row() < before ? rowOf(heldKeys[i]) : -1;
        moved << (row < 0 ? QModelIndex() : createIndex(row, 0));
    }
    if (before > count)
        m_order.resize(static_cast<std::size_t>(before), 0);
    changePersistentIndexList(held, moved);
    Q_EMIT layoutChanged();
    if (before > count) {
        beginRemoveRows({}, count, before - 1);
        m_order.resize(static_cast<std::size_t>(count));
        endRemoveRows();
    }
}

// Keys that are equal by what is sorted stay in the order in which they came to Redis.
std::vector<std::uint32_t> KeyModel::sorted()
{
    const auto &rows = m_keys.rows();
    m_places.clear(rows.size());
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        const Entry &entry = m_entries[slot];
        if (!entry.listed)
            continue;
        const HeldKey &row = rows[slot];
        SlotOrder::Place place{0, row.id, static_cast<std::uint32_t>(slot)};
        switch (m_sort) {
        case Sort::SoonestToExpire:
            place.major = row.expiresAt ? static_cast<std::uint64_t>(row.expiresAt->count())
                                        : std::numeric_limits<std::uint64_t>::max();
            break;
        case Sort::Name:
            place.major = entry.head;
            place.minor = entry.tail;
            break;
        case Sort::MostHits:
            place.major = ~row.hits;
            break;
        case Sort::Largest:
            place.major = ~std::uint64_t{row.size};
            break;
        case Sort::Newest:
            place.major = ~static_cast<std::uint64_t>(row.filledAt.count());
            break;
        }
        m_places.add(place);
    }
    m_places.sort();
    if (m_sort == Sort::Name) { // names that share their first 16 bytes
        const auto same = [](const SlotOrder::Place &a, const SlotOrder::Place &b) {
            return a.major == b.major && a.minor == b.minor;
        };
        for (auto from = m_places.begin(); from != m_places.end();) {
            const auto to = std::find_if_not(from + 1, m_places.end(),
                [&](const SlotOrder::Place &place) { return same(*from, place); });
            if (to - from > 1)
                std::sort(from, to, [this](const SlotOrder::Place &a, const SlotOrder::Place &b) {
                    return m_entries[a.slot].key < m_entries[b.slot].key;
                });
            from = to;
        }
    }
    std::vector<std::uint32_t> order(m_places.size());
    std::transform(m_places.begin(), m_places.end(), order.begin(),
        [](const SlotOrder::Place &place) { return place.slot; });
    return order;
}

int KeyModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

std::string_view KeyModel::keyAt(int row) const { return entryAt(row).key; }

ValueType KeyModel::typeAt(int row) const
{
    const HeldKey *live = liveAt(row);
    return live ? live->type : entryAt(row).type;
}

const HeldKey *KeyModel::liveAt(int row) const
{
    const Entry &entry = entryAt(row);
    if (entry.key.empty())
        return nullptr;
    const auto slot = m_order[static_cast<std::size_t>(row)];
    const auto &rows = m_keys.rows();
    if (slot < rows.size() && rows[slot].id == entry.id)
        return &rows[slot];
    return m_keys.find(entry.key); // moved in the table, or back after it was gone
}

int KeyModel::rowOf(std::string_view key) const
{
    std::size_t slot = m_entries.size();
    const HeldKey *live = m_keys.find(key);
    if (live) {
        const auto at = static_cast<std::size_t>(live - m_keys.rows().data());
        if (at < m_entries.size() && m_entries[at].id == live->id)
            slot = at;
    }
    if (slot == m_entries.size()) {
        if (!isOutdated())
            return -1;
        const auto found = std::find_if(m_entries.begin(), m_entries.end(),
            [key](const Entry &entry) { return entry.key == key; });
        slot = static_cast<std::size_t>(found - m_entries.begin());
    }
    if (slot == m_entries.size() || !m_entries[slot].listed)
        return -1;
    const auto row = std::find(m_order.begin(), m_order.end(), static_cast<std::uint32_t>(slot));
    return row == m_order.end() ? -1 : static_cast<int>(row - m_order.begin());
}

QString KeyModel::shown(std::string_view key) const
{
    const auto name = nameOf(key);
    auto text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    for (QChar &c : text) {
        if (!c.isPrint())
            c = QChar::ReplacementCharacter;
    }
    return text;
}

QVariant KeyModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const HeldKey *live = liveAt(row);
    switch (role) {
    case Qt::DisplayRole:
        return shown(keyAt(row));
    case KeyRole:
        return QString::fromUtf8(keyAt(row).data(), static_cast<qsizetype>(keyAt(row).size()));
    case TtlRole:
        return KeyText::ttlText(live, m_now);
    case NoteRole:
        return KeyText::note(live, m_now, m_persists).text;
    case GoneRole:
        return live == nullptr;
    case Qt::AccessibleTextRole: {
        QStringList parts{shown(keyAt(row)), KeyText::typeText(typeAt(row))};
        if (live)
            parts << (live->expiresAt ? tr("expires in %1").arg(KeyText::ttlText(live, m_now))
                                      : KeyText::ttlText(live, m_now));
        if (const auto text = KeyText::note(live, m_now, m_persists).text; !text.isEmpty())
            parts << text;
        return parts.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

} // namespace tierlens
