// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/scanstride.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

// Of a server that takes `each` for a thing, and `wait` until it is our turn.
std::size_t settled(ScanStride &stride, std::size_t most, ScanStride::Span each,
    ScanStride::Span wait = 0us, int steps = 100)
{
    for (int i = 0; i < steps; ++i) {
        const auto size = stride.next(most);
        stride.took(wait + each * size, size);
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

    void waitingForOthersIsNotItsWork()
    {
        ScanStride stride;
        settled(stride, 100, 1us);
        const auto before = stride.next(100);
        for (int i = 0; i < 400; ++i) {
            const auto size = stride.next(100);
            stride.took(1us * size + (i % 4 == 3 ? 0us : 3ms), size);
        }
        QCOMPARE(stride.next(100), before);
    }

    // The rest of what was found, say.
    void lessThanWasMeantTellsNothingUnlessItIsSlow()
    {
        ScanStride stride;
        settled(stride, 100, 500ns);
        const auto before = stride.next(1000);
        for (int i = 0; i < 100; ++i)
            stride.took(40us, 3);
        QCOMPARE(stride.next(1000), before);
        for (int i = 0; i < 100; ++i)
            stride.took(90us, 10);
        QCOMPARE(stride.next(1000), std::size_t(5));
    }
};

QTEST_APPLESS_MAIN(TestScanStride)
#include "tst_scanstride.moc"
