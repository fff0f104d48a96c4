// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/singleflight.h"

#include <QTest>

#include <thread>

using namespace tierlens;
using namespace std::chrono_literals;

class TestSingleFlight : public QObject
{
    Q_OBJECT
    const CachedValue value{ValueType::String, {"5"}, 1};

private Q_SLOTS:
    void theFirstLeadsTheOthersFollow()
    {
        SingleFlight flights;
        const auto first = flights.join("k", 1ns);
        const auto second = flights.join("k", 2ns);
        QVERIFY(first.leads);
        QVERIFY(!second.leads);
        QVERIFY(flights.join("other", 2ns).leads);
        std::thread leader([&] { flights.publish(*first.flight, value); });
        const auto answer = second.flight->wait(5s);
        leader.join();
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->parts, value.parts);
    }

    // Asked Redis while the flight was on, but says so only when it is over.
    void whoComesLateUsesTheAnswer()
    {
        SingleFlight flights;
        const auto leader = flights.join("k", 1s);
        flights.publish(*leader.flight, value);
        flights.end("k", leader.flight, 2s);
        const auto late = flights.join("k", 2s - 1ns);
        QVERIFY(!late.leads);
        QVERIFY(late.flight->wait(0ns));
        QVERIFY(flights.join("k", 2s).leads); // asked when the answer was in Redis: a new miss
    }

    void theAnswerIsThereBeforeTheFlightEnds()
    {
        SingleFlight flights;
        const auto leader = flights.join("k", 1s);
        flights.publish(*leader.flight, value);
        const auto beforeTheFill = flights.join("k", 2s);
        QVERIFY(!beforeTheFill.leads);
        QVERIFY(beforeTheFill.flight->wait(0ns));
    }

    void aFailureIsHandedOnButNotKept()
    {
        SingleFlight flights;
        const auto leader = flights.join("k", 1s);
        const auto waiting = flights.join("k", 1s);
        flights.publish(*leader.flight, Error{ErrorKind::Unreachable, {}, "gone", {}});
        flights.end("k", leader.flight, 2s);
        const auto answer = waiting.flight->wait(1s);
        QVERIFY(answer && !*answer);
        QVERIFY(flights.join("k", 1500ms).leads);
    }

    void waitingIsBounded()
    {
        SingleFlight flights;
        const auto leader = flights.join("k", 1s);
        QVERIFY(!flights.join("k", 1s).flight->wait(10ms));
    }

    void afterAChangeOfTheTruthNobodyJoins()
    {
        SingleFlight flights;
        const auto leader = flights.join("k", 1s);
        const auto waiting = flights.join("k", 1s);
        flights.forget("k");
        const auto next = flights.join("k", 1s);
        QVERIFY(next.leads);
        flights.publish(*leader.flight, value);
        flights.end("k", leader.flight, 2s); // must not end the new one
        QVERIFY(waiting.flight->wait(0ns));
        QVERIFY(!flights.join("k", 3s).leads);
        QVERIFY(!next.flight->wait(0ns));
    }

    void oldFlightsAreForgotten()
    {
        SingleFlight flights;
        std::weak_ptr<SingleFlight::Flight> old;
        {
            const auto leader = flights.join("k", 1s);
            old = leader.flight;
            flights.publish(*leader.flight, value);
            flights.end("k", leader.flight, 2s);
        }
        QVERIFY(!old.expired());
        for (int i = 0; i < 200; ++i) { // reaches every shard
            const auto key = std::to_string(i);
            const auto place = flights.join(key, 5s);
            flights.publish(*place.flight, value);
            flights.end(key, place.flight, 5s);
        }
        QVERIFY(old.expired());
    }
};

QTEST_APPLESS_MAIN(TestSingleFlight)
#include "tst_singleflight.moc"
