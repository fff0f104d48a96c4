// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keybrowser.h"
#include "support/testservers.h"

#include <QTest>

#include <map>
#include <string>
#include <vector>

namespace tierlens::test {

using ScanState = KeyScanProgress::State;

inline KeyBrowser::Budget scanningAt(double duty, int count = 100)
{
    KeyBrowser::Budget budget;
    budget.duty = duty;
    budget.count = count;
    return budget;
}

inline QString browsed(const TestRedis &server, const char *more = "")
{
    return QString::fromStdString(server.uri()) + QLatin1String(more);
}

inline std::vector<std::string> plainKey(int i) { return {"SET", "k:" + std::to_string(i), "v"}; }

inline bool ends(const KeyBrowser &browser, ScanState state = ScanState::Done, int seconds = 30)
{
    const auto isThere = [&] { return browser.progress().state == state; };
    return QTest::qWaitFor(isThere, seconds * 1000)
        && QTest::qWaitFor([&] { return !browser.isViewBusy(); }, 5000);
}

// How often each name is in the view.
inline std::map<std::string, int> shownNames(const KeyBrowser &browser)
{
    std::map<std::string, int> names;
    for (std::size_t i = 0; i < browser.rowCount(); ++i)
        ++names[std::string(browser.rowAt(i).name)];
    return names;
}

} // namespace tierlens::test
