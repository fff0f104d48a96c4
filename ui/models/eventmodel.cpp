// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventmodel.h"

#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

EventModel::EventModel(const Ring<Event> &log, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(log)
{ }

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
    const auto newest = m_rows.end() - 1;
    if (m_rows.held() > 0 && !from->stage.empty() && from->stage == m_rows.at(newest).stage
        && m_rows.rowOf(newest) == 0 && passes(*from)) {
        m_rows.at(newest) = std::move(*from++);
        Q_EMIT dataChanged(index(0, 0), index(0, ColumnCount - 1));
    }
    const auto pass
        = std::count_if(from, fresh.end(), [this](const Entry &entry) { return passes(entry); });
    if (pass > 0)
        beginInsertRows({}, 0, static_cast<int>(pass) - 1);
    for (; from != fresh.end(); ++from) {
        if (from->sighting > 0)
            m_changing.push_back(m_rows.end());
        const bool shown = passes(*from);
        m_rows.append(std::move(*from), shown);
    }
    if (pass > 0)
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
        if (number < m_rows.first())
            return true;
        Entry &entry = m_rows.at(number);
        const auto found = std::find_if(all.begin(), all.end(),
            [&entry](const Sighting &one) { return one.id == entry.sighting; });
        if (found == all.end()) // forgotten, or a forecast that was taken back
            return true;
        entry.text = eventText(*found, now);
        if (const int row = m_rows.rowOf(number); row >= 0)
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return found->state == Sighting::State::Over;
    });
}

void EventModel::trim()
{
    if (m_rows.held() <= Capacity)
        return;
    const auto first = m_rows.end() - Capacity;
    const int gone = m_rows.shownBefore(first);
    if (gone > 0)
        beginRemoveRows({}, rowCount() - gone, rowCount() - 1);
    m_rows.dropBefore(first);
    if (gone > 0)
        endRemoveRows();
}

void EventModel::setFilter(const QString &text)
{
    if (text.trimmed() == m_filter)
        return;
    beginResetModel();
    m_filter = text.trimmed();
    m_rows.filter([this](const Entry &entry) { return passes(entry); });
    endResetModel();
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.rows();
}

int EventModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &shown = m_rows.row(index.row());
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
