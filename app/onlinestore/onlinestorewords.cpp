// SPDX-License-Identifier: GPL-3.0-or-later
// What the online store is called and says, and what can be ordered in it alone.
#include "onlinestore/onlinestore.h"

#include <charconv>

namespace tierlens {

namespace {
constexpr std::size_t FullCart = 5; // different products
constexpr const char *AskSneakers = "sneakers", *CheckOutCart = "checkout";
} // namespace

ScenarioText OnlineStore::words()
{
    ScenarioText t;
    t.id = QStringLiteral("store");
    t.title = tr("Online store");
    t.subtitle = tr("cart · orders · sneakers in Texas");
    t.headline = QStringLiteral("GET /sneakers/texas");
    t.writeAction = tr("Change a price in Postgres");
    t.operations = {tr("product page"), tr("sneakers in Texas"), tr("sneakers elsewhere"),
        tr("my orders"), tr("session"), tr("add to cart"), tr("check out"), tr("order"),
        tr("best sellers"), tr("cart put back"), tr("new price"), tr("look at the store")};
    t.slowOperation = SneakersInTexas;
    t.quickOperation = ProductPage;
    t.quickName = tr("a product page");
    t.truth = {tr("users"), tr("addresses"), tr("products with price and stock"),
        tr("orders and what is in them")};
    t.forgettable = {tr("carts of the next ten minutes"), tr("who is logged in"),
        tr("today's best sellers"), tr("product pages as they were shown last"),
        tr("who bought sneakers last month, state by state")};
    t.lossText = tr("If Redis restarts now, open carts are lost and everybody has to log in "
                    "again; no order is, for a cart that was bought is in Postgres.");
    t.samplePattern = QStringLiteral("cart:*");
    t.orders
        = {{QLatin1String(AskSneakers), tr("Who bought sneakers last month and lives in Texas?"),
               tr("Asks Redis, and Postgres as well, and tells how long each took. Postgres joins "
                  "users, addresses, orders, their lines and products; Redis remembers the "
                  "answer. "
                  "Last month: the 30 days up to now.")},
            {QLatin1String(CheckOutCart), tr("Check out a full cart"),
                tr("Puts five products into a cart in Redis and buys them: the cart leaves Redis, "
                   "and the order is in Postgres, whole or not at all.")}};
    return t;
}

WriteAnswer OnlineStore::change(DataLayer &layer) { return layer.write(newPrice(0)); }

Result<std::string> OnlineStore::perform(std::string_view order, DataLayer &layer)
{
    if (order == AskSneakers)
        return whoBoughtSneakers(layer);
    if (order == CheckOutCart)
        return checkOutAFullCart(layer);
    return Scenario::perform(order, layer);
}

// Asks twice, so that both times are measured now: as everybody does, and Postgres alone.
Result<std::string> OnlineStore::whoBoughtSneakers(DataLayer &layer)
{
    const auto plan = sneakersIn(0);
    const auto &clock = layer.parts().clock;
    const auto ask = [&](auto &&read) -> Result<std::pair<ReadAnswer, Duration>> {
        const auto begun = clock.now();
        ReadAnswer answer = read();
        if (answer.outcome == Outcome::Failed)
            return answer.error;
        return std::pair(std::move(answer), clock.now() - begun);
    };
    const auto first = ask([&] { return layer.read(plan); });
    if (!first)
        return first.error();
    const bool wasKnown = first->first.outcome == Outcome::Hit;
    const auto second = ask([&] { return wasKnown ? layer.refresh(plan) : layer.read(plan); });
    if (!second)
        return second.error();
    const auto people = [](const ReadAnswer &answer) {
        const auto &text = answer.value.parts.front();
        std::uint64_t count = 0;
        std::from_chars(text.data(), text.data() + text.size(), count);
        return countText(count);
    };
    const auto firstTook = durationText(first->second), secondTook = durationText(second->second);
    if (wasKnown)
        return tr("%1 people. Redis knew it after %2; Postgres, asked again, took %3.")
            .arg(people(second->first), firstTook, secondTook)
            .toStdString();
    if (second->first.outcome != Outcome::Hit)
        return tr("%1 people. Postgres answered in %2; Redis was not asked or did not know.")
            .arg(people(second->first), secondTook)
            .toStdString();
    return tr(
        "%1 people. Redis did not know, so Postgres was asked: %2. Asked again, Redis answered "
        "in %3.")
        .arg(people(second->first), firstTook, secondTook)
        .toStdString();
}

Result<std::string> OnlineStore::checkOutAFullCart(DataLayer &layer)
{
    // A customer of its own: nobody else buys this cart away.
    const std::size_t shopper = m_names.shoppers.size() - 1;
    const auto &clock = layer.parts().clock;
    for (std::size_t i = 0; i < FullCart; ++i) {
        const auto added = m_checkout.add(
            layer, shopper, i * 3 % m_names.products.size(), 1 + static_cast<std::int64_t>(i % 2));
        if (added.outcome == Outcome::Failed)
            return added.error;
    }
    const auto begun = clock.now();
    const auto sale = m_checkout.checkOut(layer, shopper);
    const auto took = durationText(clock.now() - begun);
    using End = StoreCheckout::Sale::End;
    switch (sale.end) {
    case End::Placed:
        if (sale.order == 0)
            return tr(
                "The order is in Postgres, but the server went away before it told its number.")
                .toStdString();
        return tr(
            "Order no. %1: %2 lines, %3 things, %4. In Postgres after %5; the cart is gone from "
            "Redis.")
            .arg(countText(sale.order), countText(sale.lines.size()),
                countText(static_cast<std::uint64_t>(sale.units())),
                QString::fromStdString(dollars(sale.cents())), took)
            .toStdString();
    case End::NoCart:
        return Error{ErrorKind::Refused, {},
            tr("The cart was gone before it could be bought: Redis has just forgotten it.")
                .toStdString(),
            {}};
    case End::PutBack:
        return Error{sale.error.kind, sale.error.code,
            tr("Postgres did not take the order, so the cart is in Redis again: nothing was sold, "
               "nothing is lost.")
                .toStdString(),
            sale.error.text};
    case End::Unclear:
        return Error{sale.error.kind, sale.error.code,
            tr("The servers went away in the middle. As soon as they are back Tierlens finds out "
               "whether the order was placed; if not, the cart is put back.")
                .toStdString(),
            sale.error.text};
    case End::Failed:
        break;
    }
    return sale.error;
}

} // namespace tierlens
