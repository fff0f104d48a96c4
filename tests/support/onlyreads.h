// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/redisconnection.h"

#include <QByteArray>
#include <QTest>

namespace tierlens::test {

// Of all a Redis was asked since its statistics were reset, nothing writes, and there was
// something.
inline void onlyReads(RedisConnection &redis)
{
    const auto stats = redis.command({"INFO", "commandstats"});
    QVERIFY(stats);
    int commands = 0;
    const QByteArray text(stats->text().data(), qsizetype(stats->text().size()));
    for (const auto &line : text.split('\n')) {
        if (!line.startsWith("cmdstat_"))
            continue;
        ++commands;
        const auto name = line.mid(8, line.indexOf(':') - 8);
        const auto known
            = redis.command({"COMMAND", "INFO", name.split('|').constFirst().toStdString()});
        QVERIFY2(known && known->size() == 1, name.constData());
        const auto flags = (*known)[0][2];
        for (std::size_t i = 0; i < flags.size(); ++i)
            QVERIFY2(flags[i].text() != "write", name.constData());
    }
    QVERIFY(commands > 3);
}

} // namespace tierlens::test
