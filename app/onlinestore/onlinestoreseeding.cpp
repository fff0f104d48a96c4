// SPDX-License-Identifier: GPL-3.0-or-later
#include "onlinestore/onlinestoreseeding.h"

#include <algorithm>
#include <chrono>

namespace tierlens {

namespace {
constexpr int SqlFormat = 1; // raise when the files in resources/sql change what is in the tables
constexpr std::int64_t ChunkRows = 50'000; // orders; some 250 ms with their lines
constexpr double UsersShare = 0.15, OrdersShare = 0.7, IndexShare = 0.9;

StoreSize dated(StoreSize size)
{
    if (size.today == 0)
        size.today = daysSince2000();
    return size;
}
} // namespace

std::int64_t daysSince2000()
{
    using namespace std::chrono;
    const auto since1970 = system_clock::now().time_since_epoch();
    return duration_cast<hours>(since1970).count() / 24 - 10'957;
}

// Not the day: what was seeded yesterday is as good, see catchUp().
std::string StoreSize::format() const
{
    std::string text = "store " + std::to_string(SqlFormat);
    for (const auto n : {users, products, orders, days, seed})
        text += ' ' + std::to_string(n);
    return text;
}

StoreSeeding::StoreSeeding(
    StoreSize size, PostgresOptions postgres, Seeding::Report report, std::stop_token stop)
    : m_size(dated(size))
    , m_postgres(Seeding::patient(std::move(postgres)))
    , m_seeding("store", size.format(),
          {{"users", size.users}, {"products", size.products}, {"orders", size.orders},
              {"days", size.days}, {"seed", size.seed}, {"today", m_size.today},
              {"next_order", size.orders + 1},
              {"per_day",
                  std::max<std::int64_t>(1, size.orders / std::max<std::int64_t>(1, size.days))}},
          std::move(report), std::move(stop))
{ }

Result<bool> StoreSeeding::isThere(PostgresConnection &postgres) const
{
    return m_seeding.isThere(postgres);
}

Result<Done> StoreSeeding::run()
{
    if (auto there = m_seeding.ensure(m_postgres, [this] { return make(); }); !there)
        return there;
    return catchUp();
}

Result<Done> StoreSeeding::make()
{
    PostgresConnection postgres(m_postgres);
    if (auto ready = m_seeding.begin(postgres); !ready)
        return ready;
    if (auto made = script(postgres, "schema"); !made)
        return made;
    m_seeding.tell(tr("Seeding users and addresses").toStdString(), 0.02);
    auto done = inOneGo(postgres, [&] { return script(postgres, "users"); });
    if (done) {
        m_seeding.tell(tr("Seeding products").toStdString(), UsersShare);
        done = inOneGo(postgres, [&] { return script(postgres, "products"); });
    }
    if (done)
        done = inOneGo(postgres, [&] { return seedOrders(postgres); });
    if (!done)
        return done;
    return m_seeding.finish(postgres,
        {"states", "users", "addresses", "products", "orders", "order_lines"}, IndexShare);
}

Result<Done> StoreSeeding::seedOrders(PostgresConnection &postgres)
{
    auto done = script(postgres, "orders");
    for (std::int64_t row = 1; row <= m_size.orders && done; row += ChunkRows) {
        const auto last = std::min(row + ChunkRows - 1, m_size.orders);
        done = script(postgres, "orders_chunk", {{"first_row", row}, {"last_row", last}});
        m_seeding.tellRows("orders", last, m_size.orders,
            UsersShare
                + (OrdersShare - UsersShare) * static_cast<double>(last)
                    / static_cast<double>(m_size.orders));
    }
    if (!done)
        return done;
    m_seeding.tell(tr("Indexing orders").toStdString(), OrdersShare);
    return script(postgres, "indexes");
}

// Another Tierlens may be at it on the same server: it waits, and then finds nothing missing.
Result<Done> StoreSeeding::catchUp()
{
    PostgresConnection postgres(m_postgres);
    return inOneGo(postgres, [&]() -> Result<Done> {
        if (const auto turn = postgres.run("SELECT pg_advisory_xact_lock(7403)"); !turn)
            return turn.error();
        return script(postgres, "orders_since");
    });
}

Result<Done> StoreSeeding::inOneGo(
    PostgresConnection &postgres, const std::function<Result<Done>()> &statements)
{
    auto done = postgres.begin();
    if (done)
        done = statements();
    if (done)
        done = postgres.commit();
    if (!done)
        postgres.rollback();
    return done;
}

Result<Done> StoreSeeding::script(
    PostgresConnection &postgres, const char *name, const Seeding::Variables &more)
{
    if (m_seeding.isStopped())
        return Seeding::stopped();
    const auto rows = m_seeding.script(postgres, name, more);
    return rows ? Result<Done>(Done{}) : Result<Done>(rows.error());
}

} // namespace tierlens
