// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyworker.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <semaphore>

using namespace tierlens;

class TestKeyWorker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // All workers are held up; what nobody wants any more when one comes free is left out.
    void whatIsCancelledIsNotBegun()
    {
        struct Shared
        {
            std::counting_semaphore<1000> mayEnd{0};
            std::atomic<int> begun{0};
        };
        const auto shared = std::make_shared<Shared>();
        const int workers = keyWorkers().maxThreadCount();
        for (int i = 0; i < workers; ++i)
            onKeyWorker<int>([shared]() -> Result<int> {
                ++shared->begun;
                shared->mayEnd.acquire();
                return 0;
            });
        QTRY_COMPARE_WITH_TIMEOUT(shared->begun.load(), workers, 10'000);
        const auto next = [&] {
            return onKeyWorker<int>([shared]() -> Result<int> { return ++shared->begun; });
        };
        auto unwanted = next();
        auto wanted = next();
        unwanted.cancel();
        shared->mayEnd.release(workers);
        wanted.waitForFinished();
        QCOMPARE(wanted.resultCount(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(unwanted.isFinished(), 10'000);
        QCOMPARE(unwanted.resultCount(), 0);
        QCOMPARE(shared->begun.load(), workers + 1);
    }
};

QTEST_GUILESS_MAIN(TestKeyWorker)
#include "tst_keyworker.moc"
