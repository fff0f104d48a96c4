// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keybrowser.h"
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens::test {

using ScanState = KeyScanProgress::State;

// Whoever uses the server besides the browser; patient, machines that run tests are busy.
class KeyOwner
{
public:
    explicit KeyOwner(const TestRedis &server)
        : m_connection(optionsFor(server))
    { }
    RedisReply ask(std::initializer_list<std::string_view> words)
    {
        auto reply = m_connection.command(words);
        if (!reply)
            qFatal("%s | %s", reply.error().text.c_str(), reply.error().detail.c_str());
        return std::move(*reply);
    }
    bool tries(std::initializer_list<std::string_view> words)
    {
        return m_connection.command(words).has_value();
    }
    // So many commands, in pipelines; one that is refused does not count.
    int fill(int keys, const std::function<std::vector<std::string>(int)> &command)
    {
        int done = 0;
        for (int from = 0; from < keys; from += 1000) {
            const int to = std::min(keys, from + 1000);
            for (int i = from; i < to; ++i) {
                const auto words = command(i);
                const std::vector<std::string_view> views(words.begin(), words.end());
                static_cast<void>(m_connection.append(views));
            }
            for (int i = from; i < to; ++i)
                done += m_connection.reply() ? 1 : 0;
        }
        return done;
    }

private:
    static RedisOptions optionsFor(const TestRedis &server)
    {
        RedisOptions options;
        options.address = *RedisAddress::parse(server.uri());
        options.name = "owner";
        options.connectTimeout = options.commandTimeout = std::chrono::seconds{20};
        return options;
    }
    RedisConnection m_connection;
};

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

inline bool ends(const KeyBrowser &browser, ScanState state = ScanState::Done, int seconds = 60)
{
    const auto isThere = [&] { return browser.progress().state == state; };
    return QTest::qWaitFor(isThere, seconds * 1000)
        && QTest::qWaitFor([&] { return !browser.isViewBusy(); }, 20'000);
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
