// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "onlinestore/onlinestoreseeding.h"
#include "onlinestore/storeboard.h"
#include "onlinestore/storecheckout.h"
#include "onlinestore/storenames.h"
#include "scenario/popularity.h"
#include "scenario/scenario.h"

#include <QCoreApplication>

#include <string>
#include <vector>

namespace tierlens {

// Users, addresses, products and orders in Postgres; carts, sessions and today's best sellers in
// Redis alone; product pages and the answer to "who bought sneakers last month and lives in Texas"
// cached in Redis. "Last month" is the 30 days up to now, so a new order can change the answer at
// once; who lives in a state has the home address there. See Scenario for threads.
class OnlineStore final : public Scenario
{
    Q_DECLARE_TR_FUNCTIONS(OnlineStore)
public:
    enum Operation : std::uint8_t {
        ProductPage,
        SneakersInTexas, // the join that a cache is for …
        SneakersElsewhere, // … and the same for smaller states, timed apart
        OrdersOfUser,
        Session,
        AddToCart,
        CheckOut, // takes the cart out of Redis
        Order, // writes it into Postgres
        BestSellers,
        CartBack,
        NewPrice,
        Look // of the world's own clockwork at its board
    };

    explicit OnlineStore(StoreSize size = {});

    static ScenarioText words(); // in the language in force when it is called
    const ScenarioText &text() const override { return m_text; }

    Result<Done> prepare(
        const PostgresOptions &postgres, const Report &report, std::stop_token stop) override;
    Result<bool> isPrepared(PostgresConnection &postgres) const override;
    Result<Done> drop(const PostgresOptions &postgres, RedisConnection &redis) const override;

    void play(DataLayer &layer, Random &random) override;
    std::chrono::milliseconds clockworkEvery() const override
    {
        return std::chrono::milliseconds{300};
    }
    void clockwork(DataLayer &layer, Random &) override { m_board.look(layer); }
    WriteAnswer change(DataLayer &layer) override;
    Result<std::string> perform(std::string_view order, DataLayer &layer) override;
    std::optional<ReadPlan> readPlanFor(std::string_view key) const override;
    Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const override;

    // Indexes count from 0; state 0 is Texas.
    ReadPlan productPage(std::size_t product) const;
    ReadPlan ordersOf(std::size_t shopper) const;
    ReadPlan sneakersIn(std::size_t state) const;
    WritePlan newPrice(std::size_t product);
    void visit(DataLayer &layer, std::size_t shopper); // logs in if Redis has forgotten
    StoreCheckout &checkout() { return m_checkout; }
    const StoreNames &names() const { return m_names; }

    // What a product's page says; the same for who reads it and for who has just changed it.
    static std::string pageText(std::string_view name, std::string_view category,
        std::string_view price, std::string_view stock);

private:
    void shop(DataLayer &layer, Random &random);
    Result<std::string> whoBoughtSneakers(DataLayer &layer);
    Result<std::string> checkOutAFullCart(DataLayer &layer);

    ScenarioText m_text = words();
    StoreSize m_size;
    StoreNames m_names;
    Popularity m_products, m_shoppers, m_states;
    std::vector<Loader> m_loaders;
    StoreCheckout m_checkout;
    StoreBoard m_board;
};

} // namespace tierlens
