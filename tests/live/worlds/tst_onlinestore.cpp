// SPDX-License-Identifier: GPL-3.0-or-later
#include "onlinestore/onlinestore.h"
#include "postgres/queryplan.h"
#include "support/worldservers.h"

#include <QTest>

#include <map>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using End = StoreCheckout::Sale::End;

namespace {
StoreSize smallStore()
{
    StoreSize size;
    size.users = 600;
    size.products = 100;
    size.orders = 3000;
    size.shoppers = 40;
    return size;
}

using Cart = std::map<std::string, std::int64_t>; // product's slug → how many
constexpr int Clients = 16;
} // namespace

class TestOnlineStore : public QObject, private WorldServers
{
    Q_OBJECT
    std::unique_ptr<OnlineStore> store;

    std::int64_t orderCount() { return ask("SELECT count(*) FROM tierlens_store.orders"); }
    RedisReply redisSays(std::initializer_list<std::string_view> words)
    {
        if (!watcher->open())
            qFatal("Redis is gone");
        auto reply = watcher->command(words);
        if (!reply)
            qFatal("%s", reply.error().text.c_str());
        return std::move(*reply);
    }
    std::string cartKey(std::size_t shopper) const
    {
        return "tierlens:cart:" + store->names().shoppers[shopper].name;
    }
    Cart cart(std::size_t shopper)
    {
        const auto items = redisSays({"HGETALL", cartKey(shopper)});
        Cart found;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2)
            found[std::string(items[i].text())] = items[i + 1].integer();
        return found;
    }
    Cart ordered(std::size_t shopper, std::int64_t afterOrder)
    {
        const auto rows
            = owner->run("SELECT p.slug, sum(l.quantity) FROM tierlens_store.order_lines l "
                         "JOIN tierlens_store.orders o ON o.id = l.order_id "
                         "JOIN tierlens_store.products p ON p.id = l.product WHERE o.id > "
                + std::to_string(afterOrder) + " AND o.customer = " + std::to_string(shopper + 1)
                + " GROUP BY p.slug");
        Cart found;
        for (std::size_t i = 0; i < rows->rows.size(); ++i)
            found[std::string(rows->text(i, 0))] = rows->number(i, 1);
        return found;
    }
    std::int64_t lastOrder()
    {
        return ask("SELECT coalesce(max(id), 0) FROM tierlens_store.orders");
    }
    std::string fact(const char *label) const
    {
        for (const auto &fact : board->facts) {
            if (fact.label == label)
                return fact.value;
        }
        return "no such fact";
    }
    void look(DataLayer &layer)
    {
        Random random(1);
        store->clockwork(layer, random);
    }
    void freshRedis() { redisSays({"FLUSHALL"}); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(startServers());
        store = std::make_unique<OnlineStore>(smallStore());
        const auto made = store->prepare(ownerOptions(), {}, {});
        QVERIFY2(made, made ? "" : made.error().detail.c_str());
    }

    void theSameSeedMakesTheSameRows()
    {
        const auto seedAndSum = [this](std::int64_t seed) {
            auto size = smallStore();
            size.seed = seed;
            OnlineStore other(size);
            if (!owner->run("DROP SCHEMA tierlens_store CASCADE")
                || !other.prepare(ownerOptions(), {}, {}))
                return std::string();
            std::string all;
            for (const char *table :
                {"states", "users", "addresses", "products", "orders", "order_lines"}) {
                const auto sum = owner->run(
                    std::string("SELECT count(*), sum(hashtextextended(t::text, 0)) FROM "
                                "tierlens_store.")
                    + table + " t");
                all.append(sum->text(0, 0)).append(" ").append(sum->text(0, 1)).append(", ");
            }
            return all;
        };
        const auto one = seedAndSum(1), two = seedAndSum(2), oneAgain = seedAndSum(1);
        QVERIFY(!one.empty());
        QCOMPARE(oneAgain, one);
        QVERIFY(two != one);
        QCOMPARE(orderCount(), 3000);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_store.addresses WHERE kind = 'home'"), 600);
        QCOMPARE(ask("SELECT count(DISTINCT slug) FROM tierlens_store.products"), 100);
        QCOMPARE(ask("SELECT count(*) FROM tierlens_store.states"), 50);
    }

    void whoBoughtSneakersIsWhatPlainSqlSays()
    {
        freshRedis();
        const auto layer = this->layer();
        const auto answer = layer->read(store->sneakersIn(0));
        QCOMPARE(answer.outcome, Outcome::Miss);
        // Written another way: by hand, with sub-selects.
        const auto people = ask(
            "SELECT count(*) FROM tierlens_store.users WHERE id IN (SELECT customer FROM "
            "tierlens_store.addresses WHERE state = 'TX' AND kind = 'home') AND id IN (SELECT "
            "customer FROM tierlens_store.orders WHERE placed > now() - interval '30 days' AND id "
            "IN (SELECT order_id FROM tierlens_store.order_lines WHERE product IN (SELECT id FROM "
            "tierlens_store.products WHERE category = 'sneakers')))");
        QVERIFY(people > 0);
        const auto said = QString::fromStdString(answer.value.parts.front());
        QCOMPARE(said.section(QLatin1Char(' '), 0, 0).toLongLong(), people);
        QCOMPARE(layer->read(store->sneakersIn(0)).outcome, Outcome::Hit);
        const auto told = store->perform("sneakers", *layer);
        QVERIFY(told);
        QVERIFY2(told->find(std::to_string(people) + " people") == 0, told->c_str());
    }

    void aStoreKeptForMonthsStillSells()
    {
        auto old = smallStore();
        old.today = daysSince2000() - 200;
        QVERIFY(owner->run("DROP SCHEMA tierlens_store CASCADE"));
        OnlineStore then(old);
        QVERIFY(then.prepare(ownerOptions(), {}, {}));
        QCOMPARE(orderCount(), 3000);
        OnlineStore now(smallStore());
        QVERIFY(*now.isPrepared(*owner));
        QVERIFY(now.prepare(ownerOptions(), {}, {}));
        QCOMPARE(orderCount(), 3000 + 60 * (3000 / 365)); // the last sixty days
        const auto layer = this->layer();
        freshRedis();
        QVERIFY(layer->read(now.sneakersIn(0)).value.parts.front().rfind("0 ", 0) != 0);
        QVERIFY(now.prepare(ownerOptions(), {}, {})); // once a day is enough
        QCOMPARE(orderCount(), 3000 + 60 * (3000 / 365));
        store = std::make_unique<OnlineStore>(smallStore());
        QVERIFY(store->prepare(ownerOptions(), {}, {}));
    }

    void aCartLivesTenMinutesFromItsLastChange()
    {
        freshRedis();
        const auto layer = this->layer();
        store->checkout().add(*layer, 3, 7, 2);
        const auto first = redisSays({"PTTL", cartKey(3)}).integer();
        QVERIFY2(first > 598'000 && first <= 600'000, qPrintable(QString::number(first)));
        redisSays({"PEXPIRE", cartKey(3), "5000"});
        store->checkout().add(*layer, 3, 8, 1);
        const auto renewed = redisSays({"PTTL", cartKey(3)}).integer();
        QVERIFY2(renewed > 598'000, qPrintable(QString::number(renewed)));
        const auto &products = store->names().products;
        QVERIFY((cart(3) == Cart{{products[7].slug, 2}, {products[8].slug, 1}}));
        redisSays({"PEXPIRE", cartKey(3), "1"});
        QTest::qWait(20);
        QCOMPARE(store->checkout().checkOut(*layer, 3).end, End::NoCart);
    }

    void anOrderIsTheCart()
    {
        freshRedis();
        const auto layer = this->layer();
        store->checkout().add(*layer, 5, 0, 1);
        store->checkout().add(*layer, 5, 12, 3);
        store->checkout().add(*layer, 5, 0, 1);
        const auto before = lastOrder();
        QVERIFY(layer->read(store->ordersOf(5)).outcome == Outcome::Miss);
        const auto stock = ask("SELECT stock FROM tierlens_store.products WHERE id = 13");
        const auto texas
            = "tierlens:sneakers:" + store->names().states[store->names().shoppers[5].state].slug;
        const auto where = layer->read(*store->readPlanFor(texas)).value.version;

        const auto sale = store->checkout().checkOut(*layer, 5);
        QCOMPARE(sale.end, End::Placed);
        QCOMPARE(std::int64_t(sale.order), lastOrder());
        QCOMPARE(sale.units(), 5);
        const auto &products = store->names().products;
        QVERIFY((ordered(5, before) == Cart{{products[0].slug, 2}, {products[12].slug, 3}}));
        QCOMPARE(ask("SELECT (sum(quantity * price) * 100)::bigint FROM tierlens_store.order_lines "
                     "WHERE order_id = "
                     + std::to_string(sale.order)),
            sale.cents());
        QCOMPARE(ask("SELECT count(*) FROM tierlens_store.order_lines l JOIN "
                     "tierlens_store.products p ON p.id = l.product WHERE l.price <> p.price AND "
                     "order_id = "
                     + std::to_string(sale.order)),
            0);
        QCOMPARE(ask("SELECT stock FROM tierlens_store.products WHERE id = 13"), stock - 3);
        // The cart and all that was kept of it are gone; what the sale changed is asked anew.
        QVERIFY(cart(5).empty());
        QCOMPARE(redisSays({"EXISTS", "tierlens:carts", "tierlens:carts:worth"}).integer(), 0);
        QCOMPARE(layer->read(store->ordersOf(5)).outcome, Outcome::Miss);
        const auto again = layer->read(*store->readPlanFor(texas));
        QCOMPARE(again.outcome, Outcome::Miss); // product 0 is a pair of sneakers
        QCOMPARE(again.value.version, where + 1);
        QCOMPARE(store->checkout().checkOut(*layer, 5).end, End::NoCart);
    }

    void nothingIsSoldTwiceOrLost()
    {
        freshRedis();
        {
            const auto looking = layer();
            look(*looking); // makes the board
        }
        drain();
        const auto counters = [this] {
            const auto info = redisSays({"INFO", "stats"});
            const auto text = QString::fromStdString(std::string(info.text()));
            const auto number = [&text](const char *name) {
                return text.section(QLatin1String(name) + QLatin1Char(':'), 1)
                    .section(QLatin1Char('\r'), 0, 0)
                    .toULongLong();
            };
            return std::array<std::uint64_t, 3>{number("keyspace_hits"), number("keyspace_misses"),
                static_cast<std::uint64_t>(
                    ask("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s JOIN "
                        "pg_roles r ON r.oid = s.userid WHERE rolname = 'tierlens_app' AND query "
                        "NOT LIKE '%own look-up%'"))};
        };
        const auto countedBefore = counters();
        const auto before = lastOrder();
        constexpr std::size_t Carts = 3;
        std::mutex mutex;
        std::array<Cart, Carts> added;
        std::atomic<std::int64_t> placed{0}, failed{0};
        {
            std::vector<std::jthread> clients;
            for (int c = 0; c < Clients; ++c) {
                clients.emplace_back([&, c] {
                    const auto own = layer();
                    Random random(static_cast<std::uint64_t>(c));
                    for (int i = 0; i < 60; ++i) {
                        const std::size_t shopper = random() % Carts, product = random() % 12;
                        if (random() % 3 == 0) {
                            const auto end = store->checkout().checkOut(*own, shopper).end;
                            placed += end == End::Placed ? 1 : 0;
                            failed += end != End::Placed && end != End::NoCart ? 1 : 0;
                        } else if (store->checkout().add(*own, shopper, product, 1).outcome
                            == Outcome::Live) {
                            const std::lock_guard lock(mutex);
                            ++added[shopper][store->names().products[product].slug];
                        }
                        if (c == 0 && i % 20 == 10)
                            look(*own); // rebuilding the board in between must not disturb it
                    }
                });
            }
        }
        QCOMPARE(failed.load(), 0);
        QVERIFY(placed > 20);
        const auto ours = drain();
        const auto countedAfter = counters();
        QCOMPARE(countedAfter[0] - countedBefore[0], ours.redis(0).redisHits);
        QCOMPARE(countedAfter[1] - countedBefore[1], ours.redis(0).redisMisses);
        QCOMPARE(countedAfter[2] - countedBefore[2], ours.postgres(0).queries);
        QCOMPARE(
            ask("SELECT count(*) FROM tierlens_store.orders WHERE id > " + std::to_string(before)),
            placed.load());
        for (std::size_t shopper = 0; shopper < Carts; ++shopper) {
            Cart found = ordered(shopper, before);
            for (const auto &[slug, quantity] : cart(shopper))
                found[slug] += quantity;
            QVERIFY(found == added[shopper]);
        }
        QCOMPARE(
            redisSays({"EVAL", "return #redis.call('KEYS', 'tierlens:checkout:*')", "0"}).integer(),
            0);
    }

    void bestSellersAreTheSumsInPostgres()
    {
        const auto compare = [this] {
            const auto inRedis
                = redisSays({"ZRANGE", "tierlens:bestsellers", "0", "-1", "WITHSCORES"});
            QCOMPARE(inRedis.size() / 2, store->names().products.size());
            std::int64_t all = 0;
            for (std::size_t i = 0; i + 1 < inRedis.size(); i += 2) {
                const auto sum = ask("SELECT coalesce(sum(l.quantity), 0) FROM "
                                     "tierlens_store.order_lines l JOIN tierlens_store.orders o ON "
                                     "o.id = l.order_id JOIN tierlens_store.products p ON p.id = "
                                     "l.product WHERE o.placed >= date_trunc('day', now() AT TIME "
                                     "ZONE 'UTC') AT TIME ZONE 'UTC' AND p.slug = '"
                    + std::string(inRedis[i].text()) + "'");
                QCOMPARE(inRedis[i + 1].integer(), sum);
                all += sum;
            }
            QVERIFY(all > 20);
        };
        const auto layer = this->layer();
        compare(); // as counted up by sixteen clients
        redisSays({"DEL", "tierlens:bestsellers"});
        store->checkout().add(*layer, 9, 4, 2);
        QCOMPARE(store->checkout().checkOut(*layer, 9).end, End::Placed);
        QCOMPARE(redisSays({"EXISTS", "tierlens:bestsellers"}).integer(), 0); // not begun by halves
        look(*layer);
        compare(); // made anew
        store->checkout().add(*layer, 9, 4, 2);
        QCOMPARE(store->checkout().checkOut(*layer, 9).end, End::Placed);
        compare(); // and counted on
    }

    void withoutPostgresTheCartIsPutBack()
    {
        const auto layer = this->layer();
        freshRedis();
        store->checkout().add(*layer, 11, 2, 2);
        store->checkout().add(*layer, 11, 3, 1);
        const auto had = cart(11);
        const auto before = orderCount();
        QVERIFY(postgres.stop());
        const auto sale = store->checkout().checkOut(*layer, 11);
        QCOMPARE(sale.end, End::PutBack);
        QVERIFY(!sale.error.text.empty());
        QVERIFY(cart(11) == had);
        QVERIFY(redisSays({"PTTL", cartKey(11)}).integer() > 590'000);
        QVERIFY(postgres.start());
        QCOMPARE(orderCount(), before);
        QCOMPARE(store->checkout().checkOut(*layer, 11).end, End::Placed);
        QCOMPARE(orderCount(), before + 1);
    }

    // Killed at any moment: each thing is in one order or in a cart, once the servers have spoken.
    void aCrashOfPostgresLosesNothing()
    {
        freshRedis();
        const auto before = lastOrder();
        const std::size_t shopper = 13;
        Cart added;
        {
            const auto looking = layer();
            std::jthread buyer([&] {
                const auto own = layer();
                for (int i = 0; i < 400; ++i) {
                    const auto product = static_cast<std::size_t>(i) % 5;
                    if (store->checkout().add(*own, shopper, product, 1).outcome == Outcome::Live)
                        ++added[store->names().products[product].slug];
                    store->checkout().checkOut(*own, shopper);
                }
            });
            QTest::qWait(300);
            postgres.kill();
            QVERIFY(postgres.start());
            buyer.join();
            for (int i = 0; i < 5; ++i)
                look(*looking); // settles what was not clear
        }
        QVERIFY(owner->open());
        Cart found = ordered(shopper, before);
        for (const auto &[slug, quantity] : cart(shopper))
            found[slug] += quantity;
        QVERIFY(found == added);
    }

    void restartOfRedisLosesCartsButNoOrder()
    {
        store = std::make_unique<OnlineStore>(smallStore()); // has not seen any loss yet
        QVERIFY(store->prepare(ownerOptions(), {}, {}));
        freshRedis();
        const auto layer = this->layer();
        look(*layer);
        for (std::size_t shopper = 20; shopper < 27; ++shopper)
            store->checkout().add(*layer, shopper, 1, 1);
        QCOMPARE(store->checkout().checkOut(*layer, 20).end, End::Placed);
        look(*layer);
        drain();
        QCOMPARE(fact("Open carts"), std::string("6"));
        QCOMPARE(fact("Lost if Redis restarted now"), dollars(6 * store->names().cents[1].load()));
        QVERIFY(!board->rows.empty());
        const auto orders = orderCount();
        QVERIFY(redis.stop());
        look(*layer);
        QVERIFY(redis.start());
        notes.clear();
        for (int i = 0; i < 100 && !noteSays("has forgotten"); ++i) {
            QTest::qWait(20);
            look(*layer);
            drain();
        }
        QVERIFY2(noteSays("has forgotten 6 open carts"),
            notes.empty() ? "no note" : notes.front().text.c_str());
        look(*layer);
        drain();
        QCOMPARE(fact("Open carts"), std::string("0"));
        QVERIFY(fact("Lost so far").rfind("6 carts", 0) == 0);
        QVERIFY(!board->rows.empty()); // the board is there again, from Postgres
        QCOMPARE(orderCount(), orders);
    }

    void expiredCartsLeaveTheList()
    {
        freshRedis();
        const auto layer = this->layer();
        look(*layer);
        store->checkout().add(*layer, 30, 1, 1);
        store->checkout().add(*layer, 31, 1, 1);
        redisSays({"ZADD", "tierlens:carts", "1", store->names().shoppers[30].name});
        look(*layer);
        drain();
        QCOMPARE(fact("Open carts"), std::string("1"));
        QCOMPARE(fact("Lost if Redis restarted now"), dollars(store->names().cents[1].load()));
    }

    void ordersOfTheUser()
    {
        freshRedis();
        const auto layer = this->layer();
        const auto before = lastOrder();
        const auto told = store->perform("checkout", *layer);
        QVERIFY2(told, told ? "" : told.error().text.c_str());
        QCOMPARE(lastOrder(), before + 1);
        QVERIFY2(told->find("5 lines, 7 things") != std::string::npos, told->c_str());
        QVERIFY(!store->perform("dance", *layer));

        layer->read(store->productPage(0));
        const auto price
            = ask("SELECT (price * 100)::bigint FROM tierlens_store.products WHERE id = 1");
        const auto changed = store->change(*layer);
        QVERIFY(changed.changed);
        QCOMPARE(changed.keysDropped, 1u);
        QCOMPARE(ask("SELECT (price * 100)::bigint FROM tierlens_store.products WHERE id = 1"),
            price + 100);
        QCOMPARE(store->names().cents[0].load(), price + 100);
        const auto check = store->verifyTruth(*owner, ledger);
        QVERIFY(check && check->acknowledged > 20);
        QCOMPARE(check->lost, 0u);
    }

    void everyKeyIsReadBackFromItsName()
    {
        for (const auto &plan : {store->productPage(17), store->ordersOf(8), store->sneakersIn(0),
                 store->sneakersIn(33)}) {
            const auto again = store->readPlanFor(plan.key);
            QVERIFY(again);
            QCOMPARE(again->operation, plan.operation);
            QVERIFY(again->parameters == plan.parameters);
        }
        QVERIFY(!store->readPlanFor("tierlens:product:none"));
        QVERIFY(!store->readPlanFor(cartKey(1)));
        const auto texts = OnlineStore::words();
        QCOMPARE(texts.operations.size(), std::size_t{OnlineStore::Look} + 1);
    }

    void aPlanIsShownAndNotCounted()
    {
        freshRedis();
        const auto calls = [this] { // as the session's check counts them
            return ask("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query "
                       "LIKE '%tierlens_store%' AND query NOT LIKE '%tierlens: own look-up%' AND "
                       "query NOT LIKE '%pg_stat_statements%'");
        };
        const auto app = appOptions();
        const auto layer = this->layer();
        for (const auto &read : {store->sneakersIn(0), store->ordersOf(8), store->productPage(3)}) {
            QVERIFY(owner->run("SELECT pg_stat_statements_reset()"));
            // Explained before it was ever asked, and after.
            const auto first = explainQuery(app, read.loader->sql, read.parameters);
            QVERIFY2(first, first ? "" : first.error().text.c_str());
            QCOMPARE(calls(), 0);
            redisSays({"DEL", read.key});
            QCOMPARE(layer->read(read).outcome, Outcome::Miss);
            QCOMPARE(calls(), 1);
            const auto second = explainQuery(app, read.loader->sql, read.parameters);
            QVERIFY(second);
            QCOMPARE(calls(), 1);
            QVERIFY(second->took > 0ns);
            QVERIFY(second->rowsRead > 0);
            QVERIFY(second->fromMemory + second->fromDisk > 0);
            QVERIFY(second->text.find("Execution Time") != std::string::npos);
            QVERIFY(second->text.find("tierlens_mark") == std::string::npos);
        }
        // It may only read; and what begins with WITH is explained as well.
        QVERIFY(!explainQuery(app, "UPDATE tierlens_store.products SET price = 0 RETURNING 1", {}));
        QVERIFY(ask("SELECT count(*) FROM tierlens_store.products WHERE price = 0") == 0);
        QVERIFY(explainQuery(app, "WITH a AS (SELECT 1 AS b) SELECT b FROM a", {}));
        auto nowhere = app;
        nowhere.connection += " port=1";
        const auto unreachable = explainQuery(nowhere, "SELECT 1", {});
        QVERIFY(!unreachable && !unreachable.error().text.empty());
    }

    void dropLeavesNoTrace()
    {
        const auto layer = this->layer();
        Random random(5);
        for (int i = 0; i < 200; ++i)
            store->play(*layer, random);
        redisSays({"SET", "somebody:elses", "1"});
        QVERIFY(store->drop(ownerOptions(), *watcher));
        QCOMPARE(ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tierlens%'"), 0);
        QCOMPARE(redisSays({"DBSIZE"}).integer(), 1);
    }
};

QTEST_GUILESS_MAIN(TestOnlineStore)
#include "tst_onlinestore.moc"
