// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace tierlens {

// Calls back on the context's thread once the future has its result, unless the context is gone by
// then. QFuture::then(context, …) is not used for what may outlive a dialog: up to Qt 6.5 it goes
// on with a context that is no longer there.
template <typename T, typename Call>
void whenDone(const QFuture<T> &future, QObject *context, Call call)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(
        watcher, &QFutureWatcherBase::finished, context, [watcher, call = std::move(call)] {
            watcher->deleteLater();
            if (watcher->future().resultCount() > 0)
                call(watcher->result());
        });
    watcher->setFuture(future);
}

} // namespace tierlens
