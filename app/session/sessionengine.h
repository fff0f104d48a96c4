// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/orderdesk.h"
#include "session/session.h"

#include <QFuture>
#include <QMetaObject>
#include <QPromise>
#include <QThread>

#include <memory>
#include <utility>

namespace tierlens {

// The worker thread and what it shares with us. Destroyed before the queue and the store.
class Session::Engine
{
public:
    Engine(EventQueue &queue, Statements &statements, const Clock &clock,
        const SessionOptions &options, Scenario &scenario)
        : shared{queue, statements, clock}
        , desk(new OrderDesk(shared, options, scenario))
    {
        desk->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, desk, &QObject::deleteLater);
        thread.setObjectName(QStringLiteral("orders"));
        thread.start();
    }
    ~Engine()
    {
        OrderDesk *gone = desk;
        QMetaObject::invokeMethod(gone, [gone] { gone->close(); });
        thread.quit();
        thread.wait(); // every blocking call on it has a timeout
    }

    Shared shared;
    OrderDesk *desk;
    QThread thread;
};

// Runs `order` on the desk's thread. A session that ends first cancels the future.
template <typename T, typename F> QFuture<Result<T>> give(OrderDesk *desk, F order)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    auto future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(desk, [desk, promise, order = std::move(order)] {
        promise->addResult(order(*desk));
        promise->finish();
    });
    return future;
}

template <typename T> QFuture<Result<T>> refused(const QString &why)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(Error{ErrorKind::Refused, {}, why.toStdString(), {}});
    promise.finish();
    return promise.future();
}

} // namespace tierlens
