// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/failovercourse.h"
#include "watchpostgres/postgresfailover.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;
using By = Failover::By;

// Failovers as they are made out of what looks and others say, without servers.
class TestFailoverCourse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sentinelsNameAnother()
    {
        FailoverCourse course;
        course.found(1s, {"a:1"}, true);
        course.looked(2s, {"a:1"}, {});
        QVERIFY(!course.tell(By::Sentinels));
        course.looked(3s, {}, {"a:1"});
        QVERIFY(!course.tell(By::Sentinels)); // only we say so: it may be our network
        course.calledFailed({"a:1"});
        course.looked(5s, {}, {"a:1"});
        const auto goesOn = course.tell(By::Sentinels);
        QVERIFY(goesOn && !goesOn->isOver());
        QCOMPARE(goesOn->since, SinceStart(3s)); // since the first look without it
        QCOMPARE(goesOn->from, std::string("a:1"));
        QVERIFY(goesOn->to.empty());
        course.calledFailed({});
        course.found(9s, {"b:2"}, true);
        const auto over = course.tell(By::Sentinels);
        QVERIFY(over && over->isOver());
        QCOMPARE(*over, (Failover{By::Sentinels, 3s, 9s, "a:1", "b:2"}));
        course.looked(10s, {"b:2"}, {});
        QVERIFY(!course.tell(By::Sentinels)); // told once
    }

    void theOldOneComesBack()
    {
        FailoverCourse course;
        course.found(1s, {"a:1"}, true);
        course.calledFailed({"a:1"});
        course.looked(2s, {}, {"a:1"});
        QVERIFY(course.tell(By::Sentinels));
        course.looked(3s, {"a:1"}, {});
        QVERIFY(!course.tell(By::Sentinels));
        course.looked(20s, {}, {"a:1"});
        QVERIFY(!course.tell(By::Sentinels)); // another story, and nobody else says it yet
        course.calledFailed({"a:1"});
        QCOMPARE(course.tell(By::Sentinels)->since, SinceStart(20s));
    }

    void onePartOfACluster()
    {
        FailoverCourse course;
        course.found(1s, {"a:1", "b:1", "c:1"}, false);
        course.looked(2s, {"a:1", "c:1"}, {"b:1"});
        course.calledFailed({"b:1"});
        QCOMPARE(course.tell(By::Cluster)->from, std::string("b:1"));
        course.found(4s, {"a:1", "c:1", "d:1"}, false);
        QCOMPARE(*course.tell(By::Cluster), (Failover{By::Cluster, 2s, 4s, "b:1", "d:1"}));
        // Two at once: who follows whom is not known, so they are named together.
        course.looked(5s, {"d:1"}, {"a:1", "c:1"});
        course.found(6s, {"d:1", "e:1", "f:1"}, false);
        QCOMPARE(
            *course.tell(By::Cluster), (Failover{By::Cluster, 5s, 6s, "a:1, c:1", "e:1, f:1"}));
    }

    void movedSlotsAreNoFailover()
    {
        FailoverCourse course;
        course.found(1s, {"a:1", "b:1"}, false);
        course.looked(2s, {"a:1", "b:1"}, {});
        course.found(3s, {"a:1", "c:1"}, false); // b gave its slots away and served all the time
        QVERIFY(!course.tell(By::Cluster));
        course.found(4s, {"a:1"}, false); // a node less
        course.found(5s, {"a:1", "d:1"}, false); // one more
        QVERIFY(!course.tell(By::Cluster));
    }

    void severalHostsOfPostgres()
    {
        QCOMPARE(PostgresFailover::placeIn("demo@db1:5432/shop"), std::string("db1:5432"));
        QCOMPARE(PostgresFailover::placeIn("/run/pg:5433/shop"), std::string("/run/pg:5433"));
        QCOMPARE(PostgresFailover::placeIn("u@[::1]:5432"), std::string("[::1]:5432"));
        QCOMPARE(PostgresFailover::placeIn("service shop"), std::string("service shop"));

        PostgresFailover hosts("host=db1,db2 dbname=shop user=demo");
        QVERIFY(!hosts.found(1s, "demo@db1:5432/shop", false));
        QVERIFY(!hosts.found(2s, "demo@db1:5432/shop", false));
        QVERIFY(!hosts.found(5s, "demo@db2:5432/shop", true)); // any host is good enough
        const auto over = hosts.found(9s, "demo@db2:5432/shop", false);
        QVERIFY(over.has_value());
        QCOMPARE(*over, (Failover{By::Hosts, 5s, 9s, "db1:5432", "db2:5432"}));

        PostgresFailover one("host=db1 dbname=shop user=demo"); // behind a name that moves
        QVERIFY(!one.found(1s, "demo@db1:5432/shop", false));
        QVERIFY(!one.lost(2s));
        QVERIFY(!one.found(3s, "demo@db1:5432/shop", false));
    }
};

QTEST_GUILESS_MAIN(TestFailoverCourse)
#include "tst_failovercourse.moc"
