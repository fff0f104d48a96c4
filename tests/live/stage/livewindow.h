// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "support/sandboxfolder.h"
#include "window/mainwindow.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace tierlens::test {

// The demo as the product runs it: its window over a session on servers of its own.
struct LiveWindow
{
    SandboxFolder folder;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;

    const Store &store() const { return session->store(); }
    const Impact *latest() const { return store().impacts().latest(); }
    void open() // until traffic has filled some keys
    {
        SessionOptions options;
        options.sandboxFolder = folder.path();
        session = std::make_unique<Session>(options);
        Settings settings;
        settings.theme = QStringLiteral("dark");
        window = std::make_unique<MainWindow>(*session, settings);
        window->resize(1600, 1000);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QSignalSpy ready(session.get(), &Session::ready);
        QSignalSpy failed(session.get(), &Session::failed);
        session->start();
        QTRY_VERIFY_WITH_TIMEOUT(ready.count() + failed.count() > 0, 120'000);
        QVERIFY2(
            failed.isEmpty(), failed.isEmpty() ? "" : failed[0][0].value<Error>().text.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(store().keys().rows().size() > 50, 20'000);
    }
};

} // namespace tierlens::test
