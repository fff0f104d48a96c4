// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "onlinestore/salesgate.h"
#include "onlinestore/storenames.h"

#include <QCoreApplication>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace tierlens {

// Carts in Redis, and how one becomes an order in Postgres: the cart is taken out of Redis under a
// name of its own (RENAME, so only one can have it), written as an order in one transaction, and
// put back if that fails. What is added meanwhile begins a new cart. Client threads share one.
class StoreCheckout
{
    Q_DECLARE_TR_FUNCTIONS(StoreCheckout)
public:
    explicit StoreCheckout(const StoreNames &names);

    struct Line
    {
        std::size_t product = 0;
        std::int64_t quantity = 0, cents = 0; // of one
    };
    struct Sale
    {
        enum class End : std::uint8_t {
            Placed,
            NoCart, // there was none, or it has expired, or somebody else has just bought it
            PutBack, // Postgres failed; the cart is in Redis again
            Unclear, // Postgres or Redis did not say; settleUnclear() finds out
            Failed // Redis could not be asked
        };
        End end = End::Failed;
        std::uint64_t order = 0;
        std::int64_t day = 0; // since 1 January 2000, by Postgres
        std::vector<Line> lines;
        Error error;
        std::int64_t units() const;
        std::int64_t cents() const;
    };

    LiveAnswer add(
        DataLayer &layer, std::size_t shopper, std::size_t product, std::int64_t quantity);
    Sale checkOut(DataLayer &layer, std::size_t shopper);
    // Checkouts whose end is not known, once the servers can say. Called now and then.
    void settleUnclear(DataLayer &layer);

    // The board of today's best sellers counts each sale. True: some may be missing in it.
    bool isBoardOff() const { return m_boardIsOff; }
    Result<std::int64_t> rebuildBoard(DataLayer &layer); // from Postgres; orders it is made of

    struct Totals // since this process began
    {
        std::uint64_t orders = 0, lastOrder = 0;
        std::int64_t lastUnits = 0, lastCents = 0;
    };
    Totals totals() const;

    static constexpr std::int64_t CartSeconds = 600;
    static std::string expiry(); // of a cart changed now: seconds since 1970

private:
    struct Unclear
    {
        std::string claim;
        std::size_t shopper = 0;
        bool orderTried = false; // Postgres may have it
    };
    enum class Settled { Yes, NotYet };
    std::vector<Line> linesOf(const RedisReply &items) const;
    WritePlan orderPlan(std::size_t shopper, const std::string &claim, Sale &sale) const;
    void count(DataLayer &layer, const std::string &claim, const Sale &sale);
    Settled settle(DataLayer &layer, Unclear &what);
    Settled putBack(DataLayer &layer, const Unclear &what);
    void remember(Unclear what);

    const StoreNames &m_names;
    const std::string m_process; // tells our claims from those of another Tierlens
    SalesGate m_gate;
    std::atomic<std::uint64_t> m_claims{0};
    std::atomic<bool> m_boardIsOff{true};
    std::atomic<std::int64_t> m_boardDay{0};
    mutable std::mutex m_mutex; // for those below
    std::vector<Unclear> m_unclear;
    Totals m_totals;
};

} // namespace tierlens
