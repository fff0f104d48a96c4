// SPDX-License-Identifier: GPL-3.0-or-later
// Carts that were taken out of Redis and of which nobody knows whether they became an order.
#include "onlinestore/onlinestore.h"
#include "onlinestore/storecheckout.h"

namespace tierlens {

using namespace storekeys;

namespace {
constexpr std::size_t UnclearKept = 10'000; // carts live ten minutes; no more can pile up for long
// Waits for an order that is just being written under this claim, if there is one.
constexpr const char *GiveUpSql = "INSERT INTO tierlens_store.checkouts (claim) VALUES ($1) "
                                  "ON CONFLICT DO NOTHING RETURNING claim";
// One look-up for Redis' counters: the HGETALL. KEYS: claim, cart, open carts, their worth.
constexpr const char *PutBackScript
    = "local items = redis.call('HGETALL', KEYS[1]) "
      "for i = 1, #items, 2 do redis.call('HINCRBY', KEYS[2], items[i], items[i + 1]) end "
      "if #items > 0 then redis.call('EXPIRE', KEYS[2], ARGV[1]) "
      "redis.call('ZADD', KEYS[3], ARGV[2], ARGV[3]) "
      "redis.call('DEL', KEYS[1]) end return items";
} // namespace

StoreCheckout::Settled StoreCheckout::settle(DataLayer &layer, Unclear &what)
{
    if (what.orderTried) {
        WritePlan plan;
        plan.key = key(CartKeys, m_names.shoppers[what.shopper].name);
        plan.type = ValueType::Hash;
        plan.operation = OnlineStore::CartBack;
        plan.statements = {{GiveUpSql, {what.claim}, true}};
        plan.effect = [](const std::vector<Rows> &) { return WriteEffect{}; };
        const auto given = layer.write(plan);
        if (given.outcome != Outcome::Write)
            return Settled::NotYet;
        if (!given.changed) { // the order is there, only we had not heard of it
            m_boardIsOff = true;
            LivePlan forget;
            forget.key = plan.key;
            forget.type = ValueType::Hash;
            forget.operation = OnlineStore::CartBack;
            forget.commands = {{StepKind::CacheDrop, {"UNLINK", what.claim}}};
            layer.live(forget);
            const std::lock_guard lock(m_mutex);
            ++m_totals.orders;
            return Settled::Yes;
        }
        what.orderTried = false;
    }
    return putBack(layer, what);
}

StoreCheckout::Settled StoreCheckout::putBack(DataLayer &layer, const Unclear &what)
{
    const auto &who = m_names.shoppers[what.shopper].name;
    LivePlan plan;
    plan.key = key(CartKeys, who);
    plan.type = ValueType::Hash;
    plan.operation = OnlineStore::CartBack;
    plan.ttl = std::chrono::seconds(CartSeconds);
    plan.commands = {{StepKind::CacheRead,
        {"EVAL", PutBackScript, "3", what.claim, plan.key, std::string(OpenCarts),
            std::to_string(CartSeconds), expiry(), who}}};
    std::int64_t cents = 0;
    {
        const auto put = layer.live(plan);
        if (put.outcome == Outcome::Failed)
            return Settled::NotYet; // once more does no harm: what is put back is gone
        for (const Line &line : linesOf(put[0]))
            cents += line.quantity * line.cents;
    }
    if (cents > 0) {
        LivePlan worth;
        worth.key = CartsWorth;
        worth.type = ValueType::Hash;
        worth.operation = OnlineStore::CartBack;
        worth.commands = {{StepKind::CacheWrite,
            {"HINCRBY", std::string(CartsWorth), who, std::to_string(cents)}}};
        layer.live(worth);
    }
    return Settled::Yes;
}

void StoreCheckout::remember(Unclear what)
{
    const std::lock_guard lock(m_mutex);
    if (m_unclear.size() < UnclearKept)
        m_unclear.push_back(std::move(what));
}

void StoreCheckout::settleUnclear(DataLayer &layer)
{
    std::vector<Unclear> all;
    {
        const std::lock_guard lock(m_mutex);
        all.swap(m_unclear);
    }
    bool answered = true; // one that gets no answer speaks for the others
    for (auto &what : all) {
        answered = answered && settle(layer, what) == Settled::Yes;
        if (!answered)
            remember(std::move(what));
    }
}

} // namespace tierlens
