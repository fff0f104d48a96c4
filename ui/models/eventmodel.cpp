// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventmodel.h"

#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

EventModel::EventModel(const Ring<Event> &log, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(log)
{ }

const EventModel::Entry &EventModel::entry(int row) const
{
    const auto number = m_shown[m_shown.size() - 1 - static_cast<std::size_t>(row)];
    return m_held[static_cast<std::size_t>(number - m_first)];
}

EventModel::Entry EventModel::entryOf(const Event &event) const
{
    const auto *progress = std::get_if<Progress>(&event.what);
    return {event.at, progress ? progress->stage : std::string(), eventText(event), 0};
}

bool EventModel::passes(const Entry &entry) const
{
    return m_filter.isEmpty() || entry.text.text.contains(m_filter, Qt::CaseInsensitive)
        || entry.text.kind.contains(m_filter, Qt::CaseInsensitive)
        || entry.text.detail.contains(m_filter, Qt::CaseInsensitive);
}

void EventModel::update()
{
    m_taken = std::max(m_taken, m_log.first());
    std::vector<Entry> fresh;
    for (; m_taken < m_log.end(); ++m_taken) {
        Entry next = entryOf(m_log.at(m_taken));
        auto *last = fresh.empty() ? nullptr : &fresh.back();
        if (last && !next.stage.empty() && last->stage == next.stage)
            *last = std::move(next);
        else
            fresh.push_back(std::move(next));
    }
    if (m_store) {
        const auto now = m_store->timings().now();
        for (const Sighting &one : m_store->sightings()) {
            if (one.id <= m_lastSighting)
                continue;
            m_lastSighting = one.id;
            fresh.push_back({one.from, {}, eventText(one, now), one.id});
        }
        updateSightings();
    }
    if (fresh.empty())
        return;
    // Progress that goes on with the newest row takes its place.
    auto from = fresh.begin();
    if (!m_held.empty() && !from->stage.empty() && from->stage == m_held.back().stage) {
        const auto number = m_first + m_held.size() - 1;
        const bool shown = !m_shown.empty() && m_shown.back() == number;
        if (shown && passes(*from)) {
            m_held.back() = std::move(*from++);
            Q_EMIT dataChanged(index(0, 0), index(0, ColumnCount - 1));
        }
    }
    const auto number = m_first + m_held.size();
    for (auto next = from; next != fresh.end(); ++next) {
        if (next->sighting > 0)
            m_changing.push_back(number + static_cast<std::uint64_t>(next - from));
    }
    std::vector<std::uint64_t> pass;
    for (auto next = from; next != fresh.end(); ++next) {
        if (passes(*next))
            pass.push_back(number + static_cast<std::uint64_t>(next - from));
    }
    if (!pass.empty())
        beginInsertRows({}, 0, static_cast<int>(pass.size()) - 1);
    std::move(from, fresh.end(), std::back_inserter(m_held));
    m_shown.insert(m_shown.end(), pass.begin(), pass.end());
    if (!pass.empty())
        endInsertRows();
    trim();
}

// Not more often than once a second: a list whose words change all the time cannot be read.
void EventModel::updateSightings()
{
    const auto now = m_store->timings().now();
    if (m_store->sightingsRevision() == m_revision && m_changing.empty())
        return;
    if (now - m_told < std::chrono::seconds{1})
        return;
    m_told = now;
    m_revision = m_store->sightingsRevision();
    const auto &all = m_store->sightings();
    std::erase_if(m_changing, [&](std::uint64_t number) {
        if (number < m_first)
            return true;
        Entry &entry = m_held[static_cast<std::size_t>(number - m_first)];
        const auto found = std::find_if(all.begin(), all.end(),
            [&entry](const Sighting &one) { return one.id == entry.sighting; });
        if (found == all.end()) // forgotten, or a forecast that was taken back
            return true;
        entry.text = eventText(*found, now);
        const auto shown = std::lower_bound(m_shown.begin(), m_shown.end(), number);
        if (shown != m_shown.end() && *shown == number) {
            const int row = static_cast<int>(m_shown.end() - shown) - 1;
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
        return found->state == Sighting::State::Over;
    });
}

void EventModel::trim()
{
    if (m_held.size() <= Capacity)
        return;
    const auto first = m_first + m_held.size() - Capacity;
    const auto keep = std::lower_bound(m_shown.begin(), m_shown.end(), first);
    const auto gone = static_cast<int>(keep - m_shown.begin());
    if (gone > 0)
        beginRemoveRows({}, rowCount() - gone, rowCount() - 1);
    m_shown.erase(m_shown.begin(), keep);
    m_held.erase(m_held.begin(), m_held.begin() + static_cast<std::ptrdiff_t>(first - m_first));
    m_first = first;
    if (gone > 0)
        endRemoveRows();
}

void EventModel::setFilter(const QString &text)
{
    if (text.trimmed() == m_filter)
        return;
    beginResetModel();
    m_filter = text.trimmed();
    m_shown.clear();
    for (std::size_t i = 0; i < m_held.size(); ++i) {
        if (passes(m_held[i]))
            m_shown.push_back(m_first + i);
    }
    endResetModel();
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int EventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &shown = entry(index.row());
    const EventText &text = shown.text;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Time)
            return momentText(shown.at);
        return index.column() == Kind ? text.kind : text.text;
    case Qt::ToolTipRole:
    case Role::Copy:
        if (index.column() != Text || text.detail.isEmpty())
            return {};
        return text.text + (role == Role::Copy ? QStringLiteral(" ") : QStringLiteral("\n"))
            + text.detail;
    case Qt::AccessibleTextRole:
        return index.column() == Text && !text.detail.isEmpty()
            ? text.text + QLatin1Char(' ') + text.detail
            : data(index, Qt::DisplayRole);
    case Role::Detail:
        return index.column() == Text ? text.detail : QString();
    case Role::Symbol:
        return index.column() == Kind ? text.symbol : QString();
    case Role::Mono:
        return index.column() == Time;
    case Role::Accent:
        if (index.column() == Time)
            return int(Accent::Dim);
        return int(index.column() == Kind ? text.accent : Accent::None);
    default:
        return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const char *const shown[]
        = {QT_TR_NOOP("Time"), QT_TR_NOOP("Kind"), QT_TR_NOOP("What happened")};
    return section >= 0 && section < ColumnCount ? tr(shown[section]) : QVariant();
}

} // namespace tierlens
