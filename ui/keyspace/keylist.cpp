// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keylist.h"

#include "keyvalue/keytexts.h"
#include "theme/theme.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
enum KeyColumn { NameColumn, TypeColumn, ExpiryColumn, SizeColumn };
constexpr std::int64_t Soon = 10'000; // ms: about to go
constexpr qint64 FindWithin = 100'000; // rows; looking further would be felt

std::vector<PaintedRows::Heading> listHeadings()
{
    return {{KeyList::tr("Name")}, {KeyList::tr("Type"), QStringLiteral("sorted set")},
        {KeyList::tr("Expires in"), QStringLiteral("47:59:59"), true,
            QStringLiteral("key-expires")},
        {KeyList::tr("Size"), QStringLiteral("999 bytes"), true, QStringLiteral("key-size")}};
}
} // namespace

KeyList::KeyList(ListedKeys keys, QWidget *parent)
    : PaintedRows(tr("Keys"), listHeadings(), parent)
    , m_keys(std::move(keys))
    , m_second(new QTimer(this))
{
    setProperty("helpTopic", QStringLiteral("key-list"));
    connect(this, &PaintedRows::headingClicked, this, &KeyList::sortBy);
    connect(this, &PaintedRows::currentChanged, this, [this] {
        const auto row = currentRow();
        m_chosen = row < 0 ? std::optional<KeyTable::Index>()
                           : std::optional(m_keys.index(std::size_t(row)));
        Q_EMIT chosenChanged();
    });
    connect(m_second, &QTimer::timeout, this, [this] {
        if (isVisible() && !window()->isMinimized())
            viewport()->update();
    });
    m_second->start(1s);
}

qint64 KeyList::find(KeyTable::Index key, qint64 near) const
{
    const auto rows = count();
    near = std::clamp<qint64>(near, 0, std::max<qint64>(0, rows - 1));
    for (qint64 away = 0; away < FindWithin; ++away) {
        const auto above = near - away, below = near + away;
        if (above < 0 && below >= rows)
            break;
        if (above >= 0 && above < rows && m_keys.index(std::size_t(above)) == key)
            return above;
        if (below < rows && m_keys.index(std::size_t(below)) == key)
            return below;
    }
    return -1;
}

void KeyList::refresh()
{
    // Who reads in the middle of the list goes on reading there.
    auto *bar = verticalScrollBar();
    const int into = bar->value() % rowHeight();
    const auto first = firstVisible();
    const bool wasScrolled = bar->value() > 0;
    if (m_chosen)
        placeCurrent(find(*m_chosen, std::max<qint64>(0, currentRow())));
    else
        placeCurrent(-1);
    countChanged();
    if (wasScrolled && m_top) {
        if (const auto row = find(*m_top, first); row >= 0)
            bar->setValue(int(row * rowHeight()) + into);
    }
    viewport()->update();
}

void KeyList::choose(std::optional<KeyTable::Index> key)
{
    if (key == m_chosen)
        return;
    m_chosen = key;
    placeCurrent(key ? find(*key, firstVisible()) : -1);
    viewport()->update();
    Q_EMIT chosenChanged();
}

std::vector<KeyTable::Index> KeyList::visibleKeys() const
{
    std::vector<KeyTable::Index> keys;
    const auto last = lastVisible();
    for (auto row = firstVisible(); row <= last; ++row)
        keys.push_back(m_keys.index(std::size_t(row)));
    return keys;
}

void KeyList::sortBy(int column)
{
    constexpr KeyOrder::By orders[]
        = {KeyOrder::By::Name, KeyOrder::By::Type, KeyOrder::By::Expiry, KeyOrder::By::Bytes};
    const auto by = orders[std::clamp(column, 0, 3)];
    const bool first = by == KeyOrder::By::Bytes; // the biggest are looked for
    if (m_order.by != by)
        m_order = {by, first};
    else if (m_order.descending == first)
        m_order.descending = !first;
    else
        m_order = {};
    setSorted(m_order.by == KeyOrder::By::Found ? -1 : column, m_order.descending);
    Q_EMIT orderChanged();
}

bool KeyList::hasForeignDatabase(const KeyRow &row) const
{
    return row.database != m_keys.row(0).database;
}

QString KeyList::text(qint64 row) const
{
    const auto key = m_keys.row(std::size_t(row));
    return QStringList{readableName(key.name), keyTypeText(key.type),
        expiresInText(key.expiresAt, QDateTime::currentMSecsSinceEpoch()), sizeText(key.bytes)}
        .join(QLatin1Char('\t'));
}

void KeyList::paintRow(QPainter &painter, qint64 row, const QRect &at)
{
    const auto place = std::size_t(row);
    if (row == firstVisible())
        m_top = m_keys.index(place);
    const auto key = m_keys.row(place);
    const auto now = QDateTime::currentMSecsSinceEpoch();
    QRect room = cell(NameColumn, at);
    painter.setFont(theme().mono(13));
    if (hasForeignDatabase(key)) {
        const auto database = tr("db %1").arg(key.database);
        painter.setPen(theme().dim);
        painter.drawText(room, int(Qt::AlignLeft) | int(Qt::AlignVCenter), database);
        room.setLeft(
            room.left() + painter.fontMetrics().horizontalAdvance(database + QStringLiteral("  ")));
    }
    const bool isOver = key.expiresAt > 0 && key.expiresAt <= now;
    // Names that begin alike are told apart by their ends. A name can be megabytes long.
    const auto name = key.name.size() <= 1024 ? readableName(key.name)
                                              : readableName(key.name.substr(0, 512))
            + QStringLiteral("…") + readableName(key.name.substr(key.name.size() - 256));
    painter.setPen(isOver ? theme().dim : theme().text);
    painter.drawText(room, int(Qt::AlignLeft) | int(Qt::AlignVCenter),
        painter.fontMetrics().elidedText(name, Qt::ElideMiddle, room.width()));
    painter.setFont(theme().text13());
    painter.setPen(theme().dim);
    painter.drawText(
        cell(TypeColumn, at), int(Qt::AlignLeft) | int(Qt::AlignVCenter), keyTypeText(key.type));
    painter.setPen(key.expiresAt <= 0 || isOver ? theme().dim
            : key.expiresAt - now <= Soon       ? theme().miss
                                                : theme().text);
    painter.setFont(theme().mono(13));
    painter.drawText(cell(ExpiryColumn, at), int(Qt::AlignRight) | int(Qt::AlignVCenter),
        expiresInText(key.expiresAt, now));
    painter.setPen(key.bytes < 0 ? theme().dim : theme().text);
    painter.drawText(
        cell(SizeColumn, at), int(Qt::AlignRight) | int(Qt::AlignVCenter), sizeText(key.bytes));
}

bool KeyList::useKey(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Delete || !m_chosen)
        return false;
    Q_EMIT deleteRequested();
    return true;
}

} // namespace tierlens
