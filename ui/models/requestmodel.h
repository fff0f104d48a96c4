// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rollingrows.h"
#include "store/store.h"

#include <QAbstractTableModel>
#include <QByteArray>
#include <QString>
#include <QStringList>

#include <array>

namespace tierlens {

// The recent requests, newest first, filtered. Keeps copies of what the store's ring holds, so
// that a paused list stays as it is while the ring rolls on. GUI thread; owned by its tab, which
// calls update() a few times a second.
class RequestModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Result, Operation, Key, Total, Redis, Postgres, Stale, ColumnCount };
    using Outcomes = std::array<bool, OutcomeCount>;
    static constexpr Outcomes AllOutcomes{true, true, true, true, true, true, true, true};
    static constexpr std::size_t Capacity = 10'000; // as many as the store keeps

    RequestModel(const Store &store, QStringList operationNames, QString keyPrefix,
        QObject *parent = nullptr);

    // Takes what is new: one removal of the oldest and one insertion of the newest rows.
    void update();
    void setFilter(const QString &text, const Outcomes &outcomes);
    // Filtering works on a paused list too; only the taking of new requests rests.
    void setPaused(bool paused) { m_paused = paused; }
    bool isPaused() const { return m_paused; }
    std::uint64_t waiting() const; // requests not taken since it was paused
    std::size_t held() const { return m_rows.held(); } // before filtering

    const Store::RecentRequest &request(int row) const { return m_rows.row(row); }
    int rowOf(std::uint64_t number) const { return m_rows.rowOf(number); } // -1: not shown
    std::uint64_t number(int row) const { return m_rows.numberOf(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool passes(const Request &request) const;
    void startAgain();
    void dropOldest(std::uint64_t first);
    QString operationName(std::uint8_t operation) const;
    QString shownText(const Store::RecentRequest &recent, int column) const;
    QVariant copiedText(const Store::RecentRequest &recent, int column) const;
    QString toolTip(const Store::RecentRequest &recent, int column) const;

    const Store &m_store;
    QStringList m_operationNames;
    QString m_keyPrefix;
    std::string m_keyPrefixBytes;
    RollingRows<Store::RecentRequest> m_rows; // numbered as in the ring
    QByteArray m_filter; // lower case
    Outcomes m_outcomes = AllOutcomes;
    std::array<bool, 256> m_operationPasses{};
    bool m_paused = false;
};

} // namespace tierlens
