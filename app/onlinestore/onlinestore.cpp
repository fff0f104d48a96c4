// SPDX-License-Identifier: GPL-3.0-or-later
#include "onlinestore/onlinestore.h"

#include <algorithm>

namespace tierlens {

using namespace storekeys;

namespace {
// Chosen so that at 400 requests/s and a TTL of 30 s nine reads in ten are hits.
constexpr double ProductSkew = 1.8, ProductFlat = 8, ShopperSkew = 2.5, ShopperFlat = 60,
                 StateSkew = 1.1, StateFlat = 0.5;
constexpr std::int64_t SessionSeconds = 1800;

constexpr const char *ProductSql = "SELECT name, category, price, stock, version "
                                   "FROM tierlens_store.products WHERE slug = $1";
constexpr const char *OrdersSql
    = "SELECT u.version, o.id, (o.placed AT TIME ZONE 'UTC')::date, sum(l.quantity), "
      "sum(l.quantity * l.price) FROM tierlens_store.users u "
      "LEFT JOIN LATERAL (SELECT id, placed FROM tierlens_store.orders WHERE customer = u.id "
      "ORDER BY id DESC LIMIT 5) o ON true "
      "LEFT JOIN tierlens_store.order_lines l ON l.order_id = o.id "
      "WHERE u.id = $1 GROUP BY u.version, o.id, o.placed ORDER BY o.id DESC";
// Everyone who bought sneakers in the last 30 days and lives in that state.
constexpr const char *SneakersSql
    = "SELECT count(*), array_to_string((array_agg(name ORDER BY name))[1:3], ', '), "
      "(SELECT version FROM tierlens_store.states WHERE code = $1) FROM (SELECT DISTINCT u.name "
      "FROM tierlens_store.users u "
      "JOIN tierlens_store.addresses a ON a.customer = u.id AND a.kind = 'home' "
      "JOIN tierlens_store.orders o ON o.customer = u.id "
      "JOIN tierlens_store.order_lines l ON l.order_id = o.id "
      "JOIN tierlens_store.products p ON p.id = l.product "
      "WHERE p.category = 'sneakers' AND a.state = $1 "
      "AND o.placed >= now() - interval '30 days') AS buyers";
constexpr const char *PriceSql
    = "UPDATE tierlens_store.products SET version = version + 1, "
      "price = CASE WHEN price >= 199 THEN price - 100 ELSE price + 1 END "
      "WHERE id = $1 RETURNING version, name, category, price, stock, (price * 100)::bigint";

CachedValue productValue(const Rows &rows)
{
    if (rows.empty())
        return {ValueType::String, {"no such product"}, 0};
    return {ValueType::String,
        {OnlineStore::pageText(rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), rows.text(0, 3))},
        rows.count(0, 4)};
}

CachedValue ordersValue(const Rows &rows)
{
    CachedValue value{ValueType::List, {}, rows.empty() ? 0 : rows.count(0, 0)};
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        if (rows.text(i, 1).empty())
            continue; // has not ordered anything yet
        std::string line = "no. ";
        line.append(rows.text(i, 1)).append(", ").append(rows.text(i, 2)).append(": ");
        line.append(rows.text(i, 3)).append(" things, $").append(rows.text(i, 4));
        value.parts.push_back(std::move(line));
    }
    return value;
}

CachedValue sneakersValue(const Rows &rows)
{
    std::string text(rows.text(0, 0));
    text.append(" people: ").append(rows.text(0, 1));
    if (rows.number(0, 0) > 3)
        text.append(" …");
    return {ValueType::String, {std::move(text)}, rows.count(0, 2)};
}
} // namespace

std::string OnlineStore::pageText(std::string_view name, std::string_view category,
    std::string_view price, std::string_view stock)
{
    std::string text(name);
    text.append(" | ").append(category).append(" | $").append(price).append(" | ");
    return text.append(stock).append(" in stock");
}

OnlineStore::OnlineStore(StoreSize size)
    : m_size(size)
    , m_products(static_cast<std::size_t>(size.products), ProductSkew, ProductFlat)
    , m_shoppers(static_cast<std::size_t>(size.shoppers), ShopperSkew, ShopperFlat)
    , m_states(50, StateSkew, StateFlat)
    , m_loaders{{ProductSql, productValue}, {SneakersSql, sneakersValue}, {OrdersSql, ordersValue}}
    , m_checkout(m_names)
    , m_board(m_names, m_checkout)
{ }

Result<bool> OnlineStore::isPrepared(PostgresConnection &postgres) const
{
    return StoreSeeding(m_size, {}, {}, {}).isThere(postgres);
}

Result<Done> OnlineStore::prepare(
    const PostgresOptions &options, const Report &report, std::stop_token stop)
{
    if (auto seeded = StoreSeeding(m_size, options, report, std::move(stop)).run(); !seeded)
        return seeded;
    PostgresConnection postgres(Seeding::patient(options));
    return m_names.learn(postgres, m_size.shoppers);
}

Result<Done> OnlineStore::drop(const PostgresOptions &options, RedisConnection &redis) const
{
    PostgresOptions patient = options;
    patient.statementTimeout = std::chrono::minutes{1};
    patient.answerTimeout = std::chrono::minutes{2};
    PostgresConnection postgres(patient);
    if (const auto dropped = postgres.run("DROP SCHEMA IF EXISTS tierlens_store CASCADE"); !dropped)
        return dropped.error();
    const auto removed = unlinkKeys(redis, Prefix);
    return removed ? Result<Done>(Done{}) : Result<Done>(removed.error());
}

ReadPlan OnlineStore::productPage(std::size_t product) const
{
    const auto &slug = m_names.products[product].slug;
    return {key(ProductKeys, slug), ValueType::String, ProductPage, &m_loaders[0], {slug}};
}

ReadPlan OnlineStore::sneakersIn(std::size_t state) const
{
    const auto &where = m_names.states[state];
    return {key(SneakersKeys, where.slug), ValueType::String,
        state == 0 ? SneakersInTexas : SneakersElsewhere, &m_loaders[1], {where.code}};
}

ReadPlan OnlineStore::ordersOf(std::size_t shopper) const
{
    return {key(OrdersKeys, m_names.shoppers[shopper].name), ValueType::List, OrdersOfUser,
        &m_loaders[2], {std::to_string(shopper + 1)}};
}

std::optional<ReadPlan> OnlineStore::readPlanFor(std::string_view key) const
{
    const auto find = [key](std::string_view prefix, const StoreNames::Index &index) {
        return key.substr(0, prefix.size()) == prefix
            ? StoreNames::find(index, key.substr(prefix.size()))
            : std::nullopt;
    };
    if (const auto product = find(ProductKeys, m_names.bySlug))
        return productPage(*product);
    if (const auto state = find(SneakersKeys, m_names.byState))
        return sneakersIn(*state);
    if (const auto shopper = find(OrdersKeys, m_names.byName))
        return ordersOf(*shopper);
    return std::nullopt;
}

// Of two hundred turns 115 look at a product, 20 at one's orders, 14 ask about sneakers, 48 come
// with a session, and 3 fill a cart, of which every other is bought.
void OnlineStore::play(DataLayer &layer, Random &random)
{
    const auto luck = std::uniform_int_distribution(0, 199)(random);
    if (luck < 115)
        layer.read(productPage(m_products(random)));
    else if (luck < 135)
        layer.read(ordersOf(m_shoppers(random)));
    else if (luck < 149)
        layer.read(sneakersIn(m_states(random)));
    else if (luck < 197)
        visit(layer, m_shoppers(random));
    else
        shop(layer, random);
}

// Redis alone knows who is logged in; whoever it has forgotten logs in again.
void OnlineStore::visit(DataLayer &layer, std::size_t shopper)
{
    const auto &who = m_names.shoppers[shopper];
    LivePlan plan;
    plan.key = key(SessionKeys, who.token);
    plan.type = ValueType::Hash;
    plan.operation = Session;
    plan.ttl = std::chrono::seconds(SessionSeconds);
    plan.value = "user=" + who.name;
    plan.atomic = true; // never a session without an end
    plan.commands = {{StepKind::CacheWrite, {"HSETNX", plan.key, "user", who.name}},
        {StepKind::CacheWrite, {"EXPIRE", plan.key, std::to_string(SessionSeconds)}},
        {StepKind::CacheRead, {"HGETALL", plan.key}}};
    layer.live(plan);
}

void OnlineStore::shop(DataLayer &layer, Random &random)
{
    const auto shopper = m_shoppers(random);
    const auto things = std::uniform_int_distribution(1, 4)(random);
    for (int i = 0; i < things; ++i) {
        const std::int64_t quantity = random() % 10 == 0 ? 2 : 1;
        m_checkout.add(layer, shopper, m_products(random), quantity);
    }
    if (random() % 2 == 0)
        m_checkout.checkOut(layer, shopper);
}

WritePlan OnlineStore::newPrice(std::size_t product)
{
    const std::string id = std::to_string(product + 1);
    WritePlan plan;
    plan.key = key(ProductKeys, m_names.products[product].slug);
    plan.operation = NewPrice;
    plan.statements = {{PriceSql, {id}, true}};
    plan.effect = [this, product, pageKey = plan.key, id](const std::vector<Rows> &rows) {
        const Rows &row = rows[0];
        m_names.cents[product] = row.number(0, 5);
        WriteEffect effect;
        effect.subject = 'p' + id;
        effect.version = row.count(0, 0);
        effect.concerns = {{pageKey, effect.version,
            pageText(row.text(0, 1), row.text(0, 2), row.text(0, 3), row.text(0, 4))}};
        effect.text = tr("%1 now costs %2")
                          .arg(QString::fromUtf8(
                                   row.text(0, 1).data(), static_cast<int>(row.text(0, 1).size())),
                              QString::fromStdString(dollars(row.number(0, 5))))
                          .toStdString();
        return effect;
    };
    return plan;
}

// Every order raises its customer's version by one in its own transaction, and every new price its
// product's: if the version is there, so is the write. (Orders raise products' versions as well, so
// a lost price may go unnoticed if orders followed it.)
Result<TruthCheck> OnlineStore::verifyTruth(
    PostgresConnection &postgres, const TruthLedger &ledger) const
{
    TruthCheck check;
    std::string users = "{", products = "{";
    std::unordered_map<std::string, std::uint64_t> wanted;
    for (const auto &entry : ledger.acknowledged()) {
        if (entry.subject.empty())
            continue; // a cart given up; there is nothing to look for
        auto &list = entry.subject.front() == 'u' ? users : products;
        check.acknowledged += entry.writes;
        wanted[entry.subject] = entry.version;
        list.append(list.size() > 1 ? "," : "").append(entry.subject.substr(1));
    }
    const std::vector<std::string> lists{users + '}', products + '}'};
    const auto rows = postgres.run(
        "SELECT /* tierlens: own look-up */ 'u' || id, version FROM tierlens_store.users "
        "WHERE id = ANY ($1::integer[]) UNION ALL SELECT 'p' || id, version "
        "FROM tierlens_store.products WHERE id = ANY ($2::integer[])",
        lists);
    if (!rows)
        return rows.error();
    for (std::size_t i = 0; i < rows->rows.size(); ++i) {
        const auto found = wanted.find(std::string(rows->text(i, 0)));
        const auto have = rows->count(i, 1);
        if (found != wanted.end() && have < found->second)
            check.lost += found->second - have;
    }
    return check;
}

} // namespace tierlens
