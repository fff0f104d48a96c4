// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/worldservers.h"
#include "worlds/socialprofile.h"

#include <QString>
#include <QtGlobal>

#include <vector>

namespace tierlens::test {

inline ProfileSize smallSize()
{
    ProfileSize size;
    size.accounts = 200;
    size.people = 5900;
    size.follows = 20'000;
    size.celebrity = 5000;
    size.midsizeFollowers = 500;
    size.photos = 1000;
    size.comments = 2000;
    return size;
}

// Real servers with a small social-profile world in them.
struct SmallWorld : WorldServers
{
    WriteQueue writes;
    SocialProfile scenario{smallSize()};

    bool start()
    {
        behind = &writes;
        return startServers() && scenario.prepare(ownerOptions(), {}, {});
    }

    // The servers' own counters.
    struct Counted
    {
        std::uint64_t hits = 0, misses = 0, queries = 0;
    };
    Counted counted()
    {
        Counted out;
        if (!watcher->open() || !owner->open()) // they may have been lost with a server
            qFatal("a server is gone");
        const auto info = watcher->command({"INFO", "stats"});
        const auto number = [&info](const char *name) {
            const auto text = QString::fromStdString(std::string(info->text()));
            return text.section(QLatin1String(name) + QLatin1Char(':'), 1)
                .section(QLatin1Char('\r'), 0, 0)
                .toULongLong();
        };
        out.hits = number("keyspace_hits");
        out.misses = number("keyspace_misses");
        const auto calls
            = owner->run("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s "
                         "JOIN pg_roles r ON r.oid = s.userid WHERE rolname = 'tierlens_app'");
        out.queries = static_cast<std::uint64_t>(calls->number(0, 0));
        return out;
    }
    bool exists(const std::string &key) // by a command that is no look-up of Redis' counters
    {
        if (!watcher->open())
            qFatal("Redis is gone");
        std::string cursor = "0";
        do {
            const auto page = watcher->command({"SCAN", cursor, "COUNT", "1000"});
            for (std::size_t i = 0; i < (*page)[1].size(); ++i) {
                if ((*page)[1][i].text() == key)
                    return true;
            }
            cursor = (*page)[0].text();
        } while (cursor != "0");
        return false;
    }
    bool flush() { return watcher->open() && watcher->command({"FLUSHALL"}); }

    std::vector<Request> requests() // since the last call
    {
        std::vector<Request> found;
        others.clear();
        for (auto &event : queue.drain().events) {
            if (const auto *request = std::get_if<Request>(&event.what))
                found.push_back(*request);
            else
                others.push_back(event);
        }
        return found;
    }

    std::vector<Event> others; // of the last requests()
};

} // namespace tierlens::test
