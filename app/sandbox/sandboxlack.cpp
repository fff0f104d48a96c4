// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxlack.h"

#include "sandbox/host.h"

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
        const auto never = whyNoSandboxHere();
        promise->addResult(
            never.isEmpty() ? search.lack().value_or(ProgramLack{}) : ProgramLack{never, {}, {}});
        promise->finish();
    });
    return future;
}

} // namespace tierlens
