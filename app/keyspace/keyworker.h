// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace tierlens {

// A pool of its own: a search that politely takes its time must not hold up what else the
// application does on its workers. Everything put here ends by itself, or by a stop token.
inline QThreadPool &keyWorkers()
{
    static QThreadPool pool;
    static const bool once = [] {
        pool.setMaxThreadCount(8);
        return true;
    }();
    Q_UNUSED(once)
    return pool;
}

// `call` is not begun if the future was cancelled while it waited for a worker.
template <typename T, typename Call> QFuture<Result<T>> onKeyWorker(Call call)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    auto future = promise->future();
    keyWorkers().start([promise, call = std::move(call)]() mutable {
        if (!promise->isCanceled())
            promise->addResult(call());
        promise->finish();
    });
    return future;
}

} // namespace tierlens
