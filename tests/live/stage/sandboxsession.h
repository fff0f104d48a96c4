// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "support/sandboxfolder.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace tierlens::test {

// A session without a window, and its answers to orders.
struct SandboxSession
{
    SandboxFolder folder;
    std::unique_ptr<Session> session;

    void open() // until the first request has been answered
    {
        SessionOptions options;
        options.sandboxFolder = folder.path();
        session = std::make_unique<Session>(options);
        QSignalSpy ready(session.get(), &Session::ready);
        QSignalSpy failed(session.get(), &Session::failed);
        session->start();
        QTRY_VERIFY_WITH_TIMEOUT(ready.count() + failed.count() > 0, 120'000);
        QVERIFY2(
            failed.isEmpty(), failed.isEmpty() ? "" : failed[0][0].value<Error>().text.c_str());
    }
    template <typename T> static Result<T> await(QFuture<Result<T>> future, int ms = 60'000)
    {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), ms); }();
        return future.isFinished() && future.resultCount() == 1
            ? future.result()
            : Result<T>(Error{ErrorKind::Timeout, {}, "no answer to the order", {}});
    }
    const RequestCounts &total() const { return session->store().timings().total(); }
    void waitForRequests(std::uint64_t more)
    {
        const auto wanted = total().requests() + more;
        QTRY_VERIFY_WITH_TIMEOUT(total().requests() >= wanted, 20'000);
    }
    void agreesWithServers()
    {
        const auto read = await(session->takeReading(), 20'000);
        QVERIFY2(read, read ? "" : read.error().text.c_str());
        session->settle();
        for (const auto tier : {Tier::Redis, Tier::Postgres}) {
            const auto verdict = session->store().check().verdict(tier, total());
            QVERIFY2(verdict.agrees && verdict.readings > 0,
                qPrintable(QStringLiteral(
                    "tier %1: ours %2/%3/%4, server's %5/%6/%7, unanswered %8, unchecked %9")
                               .arg(int(tier))
                               .arg(verdict.ours.hits)
                               .arg(verdict.ours.misses)
                               .arg(verdict.ours.queries)
                               .arg(verdict.servers.hits)
                               .arg(verdict.servers.misses)
                               .arg(verdict.servers.queries)
                               .arg(verdict.unanswered)
                               .arg(verdict.unchecked)));
            QVERIFY(verdict.ours.queries + verdict.ours.hits > 0);
        }
    }
};

} // namespace tierlens::test
