// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace tierlens {

// What `call` returns, made on a thread of the application's pool, which waits for its threads at
// the end: whatever waits in there has a bound.
template <typename Call> auto onWorker(Call call) -> QFuture<decltype(call())>
{
    auto promise = std::make_shared<QPromise<decltype(call())>>();
    promise->start();
    auto future = promise->future();
    QThreadPool::globalInstance()->start([promise, call = std::move(call)]() mutable {
        promise->addResult(call());
        promise->finish();
    });
    return future;
}

} // namespace tierlens
