// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/scanstride.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

// Of a server that takes `each` for a thing, over a way that takes `way`.
std::size_t settled(ScanStride &stride, std::size_t most, ScanStride::Span each,
    ScanStride::Span way = 20us, int steps = 200)
{
    for (int i = 0; i < steps; ++i) {
        if (stride.wantsTrip())
            stride.trip(way);
        const auto size = stride.next(most);
        stride.took(way + each * size, size);
    }
    return stride.next(most);
}

} // namespace

class TestScanStride : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aQuickServerIsAskedForAsMuchAsIsAllowed()
    {
        ScanStride stride;
        QVERIFY(stride.next(100) < 20); // at first nothing is known
        QCOMPARE(settled(stride, 100, 200ns), std::size_t(100));
        QCOMPARE(stride.next(30), std::size_t(30));
        QCOMPARE(stride.next(1), std::size_t(1));
    }

    void aSlowOneForWhatTakesItFiftyMicroseconds()
    {
        ScanStride stride;
        QCOMPARE(settled(stride, 100, 5us), std::size_t(10));
        QCOMPARE(settled(stride, 100, 2500ns), std::size_t(20));
        QCOMPARE(settled(stride, 100, 1ms), ScanStride::Least);
        QCOMPARE(settled(stride, 100, 100ns), std::size_t(100)); // its memory is warm again
    }

    // However long it is: were it booked as work, a well server would be asked for four at a time.
    void theWayIsNotItsWork()
    {
        for (const auto way : {0us, 20us, 45us, 60us, 150us, 1000us}) {
            ScanStride stride;
            QCOMPARE(settled(stride, 100, 200ns, way), std::size_t(100));
            QCOMPARE(settled(stride, 100, 5us, way), std::size_t(10));
        }
    }

    void aBusyServerKeepsAllWaiting()
    {
        ScanStride stride;
        QCOMPARE(settled(stride, 100, 500ns, 400us), std::size_t(100));
    }

    // Three of six may be late, and one of six has nothing to look for.
    void someAnswersTellNothing()
    {
        ScanStride stride;
        settled(stride, 100, 2us);
        for (int i = 0; i < 600; ++i) {
            if (stride.wantsTrip())
                stride.trip(20us);
            const auto size = stride.next(100);
            const ScanStride::Span work = 2us * (i % 6 == 0 ? 0 : size);
            stride.took(20us + work + 3ms * (i % 2), size);
            QVERIFY2(stride.next(1000) >= 20 && stride.next(1000) <= 30,
                qPrintable(QString::number(stride.next(1000))));
        }
    }

    // The rest of what was found, say.
    void lessThanWasMeantTellsNothingUnlessItIsSlow()
    {
        ScanStride stride;
        settled(stride, 100, 500ns, 0us);
        const auto before = stride.next(1000);
        for (int i = 0; i < 100; ++i)
            stride.took(40us, 3);
        QCOMPARE(stride.next(1000), before);
        for (int i = 0; i < 200; ++i)
            stride.took(90us, 10);
        QCOMPARE(stride.next(1000), std::size_t(5));
    }
};

QTEST_APPLESS_MAIN(TestScanStride)
#include "tst_scanstride.moc"
