// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/scenario.h"

#include <QCoreApplication>

#include <string>

namespace tierlens {

Result<std::string> Scenario::perform(std::string_view order, DataLayer &)
{
    return Error{ErrorKind::Usage, {},
        QCoreApplication::translate("Scenario", "This world knows no order \"%1\".")
            .arg(QString::fromStdString(std::string(order)))
            .toStdString(),
        {}};
}

Result<Done> setNotifyTriggers(PostgresConnection &owner, const Scenario &scenario, bool wanted)
{
    const std::string schema = "tierlens_" + scenario.text().id.toStdString();
    const auto functions = owner.run("/* tierlens: own look-up */ SELECT p.oid::regprocedure::text "
                                     "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
                                     "WHERE n.nspname = $1 AND p.proname LIKE 'tell\\_%'",
        std::span(&schema, 1));
    if (!functions)
        return functions.error();
    for (std::size_t i = 0; i < functions->rows.size(); ++i) {
        const auto dropped
            = owner.run("DROP FUNCTION " + std::string(functions->text(i, 0)) + " CASCADE");
        if (!dropped)
            return dropped.error();
    }
    if (wanted) {
        for (const auto &sql : scenario.notifyTriggers()) {
            if (const auto made = owner.run(sql); !made)
                return made.error();
        }
    }
    return Done{};
}

Result<std::uint64_t> unlinkKeys(RedisConnection &redis, std::string_view prefix)
{
    const std::string pattern = std::string(prefix) + '*';
    std::string cursor = "0";
    std::uint64_t removed = 0;
    do {
        const auto page = redis.command({"SCAN", cursor, "MATCH", pattern, "COUNT", "500"});
        if (!page)
            return page.error();
        cursor = (*page)[0].text();
        const RedisReply keys = (*page)[1];
        if (keys.size() > 0) {
            std::vector<std::string_view> words{"UNLINK"};
            for (std::size_t i = 0; i < keys.size(); ++i)
                words.push_back(keys[i].text());
            const auto reply = redis.command(words);
            if (!reply)
                return reply.error();
            removed += static_cast<std::uint64_t>(reply->integer());
        }
    } while (cursor != "0");
    return removed;
}

} // namespace tierlens
