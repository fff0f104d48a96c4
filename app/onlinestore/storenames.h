// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/durationtext.h"
#include "core/result.h"
#include "postgres/postgresconnection.h"

#include <QCoreApplication>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tierlens {

// Keys of the online store in Redis. CartKeys: hash, product's slug → quantity.
namespace storekeys {
constexpr std::string_view Prefix = "tierlens:";
constexpr std::string_view CartKeys = "tierlens:cart:", SessionKeys = "tierlens:session:",
                           ProductKeys = "tierlens:product:", OrdersKeys = "tierlens:orders:",
                           SneakersKeys = "tierlens:sneakers:";
// A cart that is being bought; its name is written down by the order, see store_schema.sql.
constexpr std::string_view CheckoutKeys = "tierlens:checkout:";
constexpr std::string_view OpenCarts = "tierlens:carts"; // sorted set: whose → when it expires
constexpr std::string_view CartsWorth = "tierlens:carts:worth"; // hash: whose → cents
constexpr std::string_view BestSellers = "tierlens:bestsellers"; // sorted set: slug → sold today

inline std::string key(std::string_view kind, std::string_view name)
{
    return std::string(kind).append(name);
}
} // namespace storekeys

// What the clients know of the store by heart. Learned once; then only prices change.
struct StoreNames
{
    Q_DECLARE_TR_FUNCTIONS(StoreNames)
public:
    struct Product
    {
        std::string slug, name;
        bool isSneaker = false;
    };
    struct State
    {
        std::string code, name, slug;
    };
    struct Shopper
    {
        std::string name, token;
        std::size_t state = 0; // of the home address
    };
    using Index = std::unordered_map<std::string, std::size_t>;

    std::vector<Product> products; // product 0 has id 1 in Postgres, and so on
    std::vector<State> states; // Texas first
    std::vector<Shopper> shoppers; // user 0 has id 1; the last one comes by order only
    std::vector<std::atomic<std::int64_t>> cents; // of the products
    Index bySlug, byState, byName;

    Result<Done> learn(PostgresConnection &postgres, std::int64_t shopperCount);
    static std::optional<std::size_t> find(const Index &index, std::string_view name)
    {
        const auto found = index.find(std::string(name));
        return found == index.end() ? std::nullopt : std::optional(found->second);
    }
};

inline std::string dollars(std::int64_t cents) // "$1 234.50"
{
    const auto rest = std::to_string(cents % 100);
    return '$' + countText(static_cast<std::uint64_t>(cents / 100)).toStdString() + '.'
        + (rest.size() < 2 ? "0" : "") + rest;
}

} // namespace tierlens
