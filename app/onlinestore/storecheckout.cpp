// SPDX-License-Identifier: GPL-3.0-or-later
#include "onlinestore/storecheckout.h"

#include "onlinestore/onlinestore.h"

#include <numeric>
#include <random>

namespace tierlens {

using namespace std::chrono_literals;
using namespace storekeys;
using Command = LivePlan::Command;

namespace {
constexpr std::size_t SalesAtOnce = 5; // commands in one request, with one to spare

// Products are locked in the order of their numbers, so that two orders never wait for each other.
// An empty shelf is filled again at once.
constexpr const char *TakeSql
    = "WITH locked AS MATERIALIZED (SELECT id FROM tierlens_store.products "
      "WHERE id = ANY ($1::integer[]) ORDER BY id FOR UPDATE) "
      "UPDATE tierlens_store.products p SET version = p.version + 1, stock = p.stock - w.quantity "
      "+ CASE WHEN p.stock < w.quantity THEN w.quantity + 500 ELSE 0 END "
      "FROM unnest($1::integer[], $2::integer[]) AS w (product, quantity) "
      "JOIN locked ON locked.id = w.product WHERE p.id = w.product "
      "RETURNING p.id, p.version, p.name, p.category, p.price, p.stock";
// The claim is written down in the same transaction: where it is, the order is.
constexpr const char *OrderSql
    = "WITH customer AS (UPDATE tierlens_store.users SET version = version + 1 WHERE id = $1 "
      "RETURNING id, version), "
      "placed AS (INSERT INTO tierlens_store.orders (customer) SELECT id FROM customer "
      "RETURNING id, (placed AT TIME ZONE 'UTC')::date - date '2000-01-01' AS day), "
      "claimed AS (INSERT INTO tierlens_store.checkouts (claim, order_id) "
      "SELECT $2, id FROM placed) "
      "INSERT INTO tierlens_store.order_lines (order_id, product, quantity, price) "
      "SELECT placed.id, p.id, w.quantity, p.price FROM placed, "
      "unnest($3::integer[], $4::integer[]) AS w (product, quantity), tierlens_store.products p "
      "WHERE p.id = w.product RETURNING order_id, product, quantity, (price * 100)::bigint, "
      "(SELECT version FROM customer), (SELECT day FROM placed)";
// Whoever bought sneakers there has changed: see SneakersSql.
constexpr const char *StateSql = "UPDATE tierlens_store.states SET version = version + 1 "
                                 "WHERE code = $1 RETURNING version";
constexpr const char *SoldTodaySql
    = "WITH /* tierlens: own look-up */ today AS MATERIALIZED (SELECT (now() AT TIME ZONE "
      "'UTC')::date AS day), sold AS (SELECT l.product, sum(l.quantity) AS units "
      "FROM tierlens_store.orders o JOIN tierlens_store.order_lines l ON l.order_id = o.id "
      "WHERE o.placed >= (SELECT day FROM today)::timestamp AT TIME ZONE 'UTC' GROUP BY l.product) "
      "SELECT p.slug, coalesce(units, 0), (SELECT day FROM today) - date '2000-01-01', "
      "(SELECT count(*) FROM tierlens_store.orders WHERE placed >= "
      "(SELECT day FROM today)::timestamp AT TIME ZONE 'UTC') "
      "FROM tierlens_store.products p LEFT JOIN sold ON sold.product = p.id";

std::string array(const std::vector<std::int64_t> &numbers)
{
    std::string text = "{";
    for (const auto n : numbers)
        text.append(text.size() > 1 ? "," : "").append(std::to_string(n));
    return text + '}';
}

// While one lives, nobody counts the sales.
struct Selling
{
    SalesGate &gate;
    std::atomic<bool> &boardIsOff;
    const bool inTurn;
    ~Selling()
    {
        if (!inTurn) // somebody is counting all the same, and may miss this one
            boardIsOff = true;
        gate.endSale();
    }
};
} // namespace

std::int64_t StoreCheckout::Sale::units() const
{
    return std::accumulate(lines.begin(), lines.end(), std::int64_t{0},
        [](std::int64_t sum, const Line &line) { return sum + line.quantity; });
}

std::int64_t StoreCheckout::Sale::cents() const
{
    return std::accumulate(lines.begin(), lines.end(), std::int64_t{0},
        [](std::int64_t sum, const Line &line) { return sum + line.quantity * line.cents; });
}

StoreCheckout::StoreCheckout(const StoreNames &names)
    : m_names(names)
    , m_process(std::to_string(std::random_device{}()))
{ }

std::string StoreCheckout::expiry()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(now).count() + CartSeconds);
}

// Each change gives the cart ten minutes more.
LiveAnswer StoreCheckout::add(
    DataLayer &layer, std::size_t shopper, std::size_t product, std::int64_t quantity)
{
    const auto &who = m_names.shoppers[shopper].name;
    const auto &what = m_names.products[product];
    LivePlan plan;
    plan.key = key(CartKeys, who);
    plan.type = ValueType::Hash;
    plan.operation = OnlineStore::AddToCart;
    plan.atomic = true;
    plan.ttl = std::chrono::seconds(CartSeconds);
    plan.value = "… " + what.slug + '=' + std::to_string(quantity);
    plan.commands
        = {{StepKind::CacheWrite, {"HINCRBY", plan.key, what.slug, std::to_string(quantity)}},
            {StepKind::CacheWrite, {"EXPIRE", plan.key, std::to_string(CartSeconds)}},
            {StepKind::CacheWrite, {"ZADD", std::string(OpenCarts), expiry(), who}},
            {StepKind::CacheWrite,
                {"HINCRBY", std::string(CartsWorth), who,
                    std::to_string(quantity * m_names.cents[product].load())}}};
    return layer.live(plan);
}

std::vector<StoreCheckout::Line> StoreCheckout::linesOf(const RedisReply &items) const
{
    std::vector<Line> lines;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const auto product = StoreNames::find(m_names.bySlug, items[i].text());
        const auto quantity = items[i + 1].integer();
        if (product && quantity > 0)
            lines.push_back({*product, quantity, m_names.cents[*product].load()});
    }
    return lines;
}

StoreCheckout::Sale StoreCheckout::checkOut(DataLayer &layer, std::size_t shopper)
{
    const auto &who = m_names.shoppers[shopper].name;
    const std::string claim
        = key(CheckoutKeys, who) + ':' + m_process + '-' + std::to_string(++m_claims);
    LivePlan plan;
    plan.key = key(CartKeys, who);
    plan.type = ValueType::Hash;
    plan.operation = OnlineStore::CheckOut;
    plan.atomic = true;
    plan.commands = {{StepKind::CacheWrite, {"ZREM", std::string(OpenCarts), who}},
        {StepKind::CacheWrite, {"HDEL", std::string(CartsWorth), who}},
        {StepKind::CacheRead, {"HGETALL", plan.key}},
        {StepKind::CacheDrop, {"RENAME", plan.key, claim}}};
    Sale sale;
    {
        const auto taken = layer.live(plan);
        if (taken.outcome == Outcome::Failed) {
            // Redis may have carried it out without our hearing of it.
            if (layer.redis().lastWasSent())
                remember({claim, shopper, false});
            sale.error = taken.error;
            return sale;
        }
        sale.lines = linesOf(taken[2]);
    }
    if (sale.lines.empty()) {
        sale.end = Sale::End::NoCart;
        return sale;
    }
    const Selling selling{m_gate, m_boardIsOff, m_gate.beginSale(1s)};
    const auto written = layer.write(orderPlan(shopper, claim, sale));
    if (written.outcome == Outcome::Write && written.changed) {
        sale.end = Sale::End::Placed;
        count(layer, claim, sale);
        return sale;
    }
    sale.error = written.error;
    // A timeout may have hit COMMIT: then nobody knows yet. Before that nothing can have been
    // saved.
    Unclear what{claim, shopper, written.error.kind == ErrorKind::Timeout};
    if (settle(layer, what) == Settled::NotYet) {
        sale.end = Sale::End::Unclear;
        remember(std::move(what));
        return sale;
    }
    sale.end = what.orderTried ? Sale::End::Placed : Sale::End::PutBack;
    return sale;
}

WritePlan StoreCheckout::orderPlan(std::size_t shopper, const std::string &claim, Sale &sale) const
{
    std::vector<std::int64_t> products, quantities;
    bool hasSneakers = false;
    for (const Line &line : sale.lines) {
        products.push_back(static_cast<std::int64_t>(line.product) + 1);
        quantities.push_back(line.quantity);
        hasSneakers = hasSneakers || m_names.products[line.product].isSneaker;
    }
    const auto &who = m_names.shoppers[shopper];
    const std::string id = std::to_string(shopper + 1);
    WritePlan plan;
    plan.key = key(OrdersKeys, who.name);
    plan.type = ValueType::List;
    plan.operation = OnlineStore::Order;
    plan.statements = {{TakeSql, {array(products), array(quantities)}, true},
        {OrderSql, {id, claim, array(products), array(quantities)}, true}};
    if (hasSneakers)
        plan.statements.push_back({StateSql, {m_names.states[who.state].code}, true});
    plan.effect = [this, &sale, &who, id, hasSneakers](const std::vector<Rows> &rows) {
        WriteEffect effect;
        const Rows &taken = rows[0], &lines = rows[1];
        sale.lines.clear(); // as Postgres has them, with its prices
        for (std::size_t i = 0; i < lines.rows.size(); ++i)
            sale.lines.push_back({lines.count(i, 1) - 1, lines.number(i, 2), lines.number(i, 3)});
        sale.order = lines.count(0, 0);
        sale.day = lines.number(0, 5);
        effect.subject = 'u' + id;
        effect.version = lines.count(0, 4);
        effect.concerns = {{key(OrdersKeys, who.name), effect.version, {}}};
        for (std::size_t i = 0; i < taken.rows.size(); ++i)
            effect.concerns.push_back(
                {key(ProductKeys, m_names.products[taken.count(i, 0) - 1].slug), taken.count(i, 1),
                    OnlineStore::pageText(
                        taken.text(i, 2), taken.text(i, 3), taken.text(i, 4), taken.text(i, 5))});
        if (hasSneakers)
            effect.concerns.push_back(
                {key(SneakersKeys, m_names.states[who.state].slug), rows[2].count(0, 0), {}});
        effect.text = "order no. " + std::to_string(sale.order);
        return effect;
    };
    return plan;
}

// Only products that are on the board are counted up (XX): a board that Redis has forgotten is
// rebuilt whole, not begun with what is sold next.
void StoreCheckout::count(DataLayer &layer, const std::string &claim, const Sale &sale)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_totals.orders;
        if (sale.order > m_totals.lastOrder) {
            m_totals.lastOrder = sale.order;
            m_totals.lastUnits = sale.units();
            m_totals.lastCents = sale.cents();
        }
    }
    const bool sameDay = sale.day == m_boardDay;
    if (!sameDay)
        m_boardIsOff = true;
    LivePlan plan;
    plan.key = BestSellers;
    plan.type = ValueType::SortedSet;
    plan.operation = OnlineStore::BestSellers;
    plan.commands = {{StepKind::CacheWrite, {"UNLINK", claim}}};
    const auto send = [&] {
        if (layer.live(plan).outcome == Outcome::Failed)
            m_boardIsOff = true;
        plan.commands.clear();
    };
    for (std::size_t i = 0; i < sale.lines.size() && sameDay; ++i) {
        const auto &slug = m_names.products[sale.lines[i].product].slug;
        plan.commands.push_back({StepKind::CacheWrite,
            {"ZADD", plan.key, "XX", "INCR", std::to_string(sale.lines[i].quantity), slug}});
        if (plan.commands.size() > SalesAtOnce)
            send();
    }
    if (!plan.commands.empty())
        send();
}

StoreCheckout::Totals StoreCheckout::totals() const
{
    const std::lock_guard lock(m_mutex);
    return m_totals;
}

Result<std::int64_t> StoreCheckout::rebuildBoard(DataLayer &layer)
{
    if (!m_gate.beginCount(500ms))
        return Error{
            ErrorKind::Timeout, {}, tr("Orders under way did not end in time.").toStdString(), {}};
    struct Counting
    {
        SalesGate &gate;
        ~Counting() { gate.endCount(); }
    } const counting{m_gate};
    const auto sold = layer.postgres().run(SoldTodaySql);
    if (!sold)
        return sold.error();
    if (sold->empty())
        return Error{ErrorKind::Refused, {}, tr("The store has no products.").toStdString(), {}};
    LivePlan plan;
    plan.key = BestSellers;
    plan.type = ValueType::SortedSet;
    plan.operation = OnlineStore::BestSellers;
    plan.atomic = true;
    Command fill{StepKind::CacheWrite, {"ZADD", plan.key}};
    for (std::size_t i = 0; i < sold->rows.size(); ++i) {
        fill.words.emplace_back(sold->text(i, 1));
        fill.words.emplace_back(sold->text(i, 0));
    }
    plan.commands = {{StepKind::CacheWrite, {"UNLINK", plan.key}}, std::move(fill)};
    m_boardIsOff = false; // before: what goes wrong from here on says so again
    m_boardDay = sold->number(0, 2);
    const auto filled = layer.live(plan);
    if (filled.outcome == Outcome::Failed) {
        m_boardIsOff = true;
        return filled.error;
    }
    return sold->number(0, 3);
}

} // namespace tierlens
