// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxlack.h"

#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace tierlens {

QFuture<ProgramLack> findSandboxLack(const ProgramSearch &search)
{
    auto promise = std::make_shared<QPromise<ProgramLack>>();
    promise->start();
    auto future = promise->future();
    QThreadPool::globalInstance()->start([promise, search] {
        promise->addResult(search.lack().value_or(ProgramLack{}));
        promise->finish();
    });
    return future;
}

} // namespace tierlens
