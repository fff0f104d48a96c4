// SPDX-License-Identifier: GPL-3.0-or-later
#include "onlinestore/storenames.h"

namespace tierlens {

Result<Done> StoreNames::learn(PostgresConnection &postgres, std::int64_t shopperCount)
{
    const auto goods
        = postgres.run("SELECT slug, name, category = 'sneakers', (price * 100)::bigint "
                       "FROM tierlens_store.products ORDER BY id");
    if (!goods)
        return goods.error();
    const auto places
        = postgres.run("SELECT code, name, slug FROM tierlens_store.states ORDER BY rank");
    if (!places)
        return places.error();
    // One more than come by themselves: that one is for orders of the user. An odd factor makes
    // every token a different one.
    const auto people = postgres.run(
        "SELECT u.name, lpad(to_hex((u.id::bigint * 2654435761) % 4294967296), 8, '0'), s.rank "
        "FROM tierlens_store.users u "
        "JOIN tierlens_store.addresses a ON a.customer = u.id AND a.kind = 'home' "
        "JOIN tierlens_store.states s ON s.code = a.state WHERE u.id <= "
        + std::to_string(shopperCount + 1) + " ORDER BY u.id");
    if (!people)
        return people.error();
    if (goods->empty() || places->rows.size() != 50
        || people->rows.size() != static_cast<std::size_t>(shopperCount) + 1) {
        return Error{ErrorKind::Refused, {},
            tr("The schema tierlens_store is not complete: remove the scenario and start again.")
                .toStdString(),
            {}};
    }
    products.clear();
    states.clear();
    shoppers.clear();
    cents = std::vector<std::atomic<std::int64_t>>(goods->rows.size());
    for (std::size_t i = 0; i < goods->rows.size(); ++i) {
        products.push_back({std::string(goods->text(i, 0)), std::string(goods->text(i, 1)),
            goods->text(i, 2) == "t"});
        cents[i] = goods->number(i, 3);
        bySlug[products.back().slug] = i;
    }
    for (std::size_t i = 0; i < places->rows.size(); ++i) {
        states.push_back({std::string(places->text(i, 0)), std::string(places->text(i, 1)),
            std::string(places->text(i, 2))});
        byState[states.back().slug] = i;
    }
    for (std::size_t i = 0; i < people->rows.size(); ++i) {
        shoppers.push_back({std::string(people->text(i, 0)), std::string(people->text(i, 1)),
            static_cast<std::size_t>(people->number(i, 2)) - 1});
        byName[shoppers.back().name] = i;
    }
    return Done{};
}

} // namespace tierlens
