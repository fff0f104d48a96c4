// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventtext.h"
#include "models/rollingrows.h"
#include "store/store.h"

#include <QAbstractTableModel>

#include <deque>

namespace tierlens {

// The log, newest first: what happened to the servers and what the user did. Progress of one
// stage is one row that changes. GUI thread; owned by its tab, which calls update().
class EventModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Kind, Text, ColumnCount };
    static constexpr std::size_t Capacity = 5'000; // as many as the store keeps

    explicit EventModel(const Ring<Event> &log, QObject *parent = nullptr);

    // The rare things that were recognised stand among the others, each as one row that changes
    // while it goes on.
    void setSightings(const Store *store) { m_store = store; }
    void update();
    void setFilter(const QString &text);
    std::size_t held() const { return m_rows.held(); } // before filtering

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry
    {
        SinceStart at{};
        std::string stage; // of progress, else empty
        EventText text;
        std::uint64_t sighting = 0; // id of one, else 0
    };
    Entry entryOf(const Event &event) const;
    bool passes(const Entry &entry) const;
    void trim();
    void updateSightings();

    const Ring<Event> &m_log;
    RollingRows<Entry> m_rows;
    std::uint64_t m_taken = 0; // events of the log looked at
    QString m_filter;
    const Store *m_store = nullptr;
    std::uint64_t m_revision = 0, m_lastSighting = 0; // of the sightings, as they are shown
    std::deque<std::uint64_t> m_changing; // numbers of rows with one that is not over
    SinceStart m_told{};
};

} // namespace tierlens
