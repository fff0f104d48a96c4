// SPDX-License-Identifier: GPL-3.0-or-later
// The blast radius of what the online store caches: product pages, orders of a user, and who bought
// sneakers. (Carts and sessions are in Redis alone.)
#include "onlinestore/onlinestore.h"
#include "support/worldradius.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestStoreRadius : public QObject
{
    Q_OBJECT
    SmallWorld world; // its servers; the social profile in them is not asked
    static StoreSize size()
    {
        StoreSize size;
        size.users = 1000;
        size.products = 400;
        size.orders = 4000;
        size.shoppers = 400;
        return size;
    }
    OnlineStore scenario{size()};

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(world.start());
        QVERIFY(scenario.prepare(world.ownerOptions(), {}, {}));
    }
    void whatThenHappens()
    {
        WorldRadius radius(world, scenario,
            {.patterns = {"tierlens:product:*", "tierlens:orders:*", "tierlens:sneakers:*"},
                .rate = 600,
                .fill = [this](DataLayer &layer) {
                    const auto &names = scenario.names();
                    for (std::size_t i = 0; i < names.products.size(); ++i)
                        layer.read(scenario.productPage(i));
                    for (std::size_t i = 0; i < names.shoppers.size(); ++i)
                        layer.read(scenario.ordersOf(i));
                    for (std::size_t i = 0; i < names.states.size(); ++i)
                        layer.read(scenario.sneakersIn(i));
                }});
        const auto problem = radius.run();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const auto &one : radius.found()) {
            qInfo("%s", qPrintable(one.text()));
            QVERIFY2(one.isNear(), qPrintable(one.text()));
        }
    }
};

QTEST_GUILESS_MAIN(TestStoreRadius)
#include "tst_storeradius.moc"
