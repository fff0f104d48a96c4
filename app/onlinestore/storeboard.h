// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "datalayer/datalayer.h"
#include "onlinestore/storecheckout.h"
#include "onlinestore/storenames.h"

#include <QCoreApplication>

#include <cstdint>

namespace tierlens {

// Looks at the store a few times a second and tells what it sees: today's best sellers, open carts
// and what they are worth, orders. Notices when Redis has forgotten, and rebuilds what can be
// rebuilt. Used by the thread of the world's clockwork.
class StoreBoard
{
    Q_DECLARE_TR_FUNCTIONS(StoreBoard)
public:
    StoreBoard(const StoreNames &names, StoreCheckout &checkout);

    void look(DataLayer &layer);

    static constexpr std::size_t RowsShown = 10;

private:
    struct Carts
    {
        bool known = false;
        std::int64_t open = 0, cents = 0;
    };
    Carts lookAtCarts(DataLayer &layer);
    bool lookAtBestSellers(DataLayer &layer, Board &board); // false: Redis does not answer
    void forgotten(DataLayer &layer);
    void rebuild(DataLayer &layer);
    void addFacts(Board &board, const Carts &carts) const;

    const StoreNames &m_names;
    StoreCheckout &m_checkout;
    Carts m_lastCarts; // as they were before Redis forgot them
    Carts m_lost; // since this process began
    bool m_hadBoard = false;
    std::string m_shown; // the first of the board, for the list of keys
};

} // namespace tierlens
