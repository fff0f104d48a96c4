// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/drilltargets.h"

#include "core/durationtext.h"
#include "core/onworker.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>

namespace tierlens {

namespace {
struct TargetWords
{
    Q_DECLARE_TR_FUNCTIONS(DrillTargets)
};
constexpr std::size_t MostTargets = 500;

std::int64_t wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

ListedClient listedClient(std::string_view line)
{
    ListedClient client;
    while (!line.empty()) {
        const auto end = std::min(line.find(' '), line.size());
        const auto field = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
        const auto equals = field.find('=');
        if (equals == field.npos)
            continue;
        const auto name = field.substr(0, equals), value = field.substr(equals + 1);
        if (name == "id")
            client.id = wholeNumber(value);
        else if (name == "addr")
            client.address = value;
        else if (name == "name")
            client.name = value;
        else if (name == "idle")
            client.idle = wholeNumber(value);
        else if (name == "cmd")
            client.command = value;
        else if (name == "flags")
            client.isServer = value.find_first_of("SM") != value.npos;
    }
    return client;
}

QString joined(const std::string &name, const std::string &address)
{
    const auto shown = QString::fromStdString(address);
    return name.empty() ? shown : QString::fromStdString(name) + QStringLiteral(" · ") + shown;
}

// Sessions of applications; ours are those whose name begins with tierlens.
constexpr std::string_view TargetsSql = R"(
SELECT pid, backend_start::text, coalesce(nullif(application_name, ''), usename, ''),
       coalesce(host(client_addr) || ':' || client_port, 'this machine'),
       coalesce(state, ''), left(regexp_replace(coalesce(query, ''), '\s+', ' ', 'g'), 80)
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND application_name NOT LIKE 'tierlens%'
ORDER BY state = 'active' DESC, state_change DESC NULLS LAST LIMIT 500)";
} // namespace

std::vector<ListedClient> listedClients(std::string_view text)
{
    std::vector<ListedClient> clients;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto client = listedClient(text.substr(0, end)); client.id > 0)
            clients.push_back(std::move(client));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return clients;
}

QFuture<DrillTargets> drillTargets(Tier tier, const QString &address)
{
    return onWorker([tier, whole = address.toStdString()] {
        return tier == Tier::Redis ? redisTargets(whole) : postgresTargets(whole);
    });
}

DrillTargets redisTargets(const std::string &address)
{
    const auto parsed = RedisAddress::parse(address);
    if (!parsed)
        return {{}, QString::fromStdString(parsed.error().text)};
    RedisConnection redis({.address = *parsed, .name = "tierlens-drill"});
    const auto list = redis.command({"CLIENT", "LIST"});
    if (!list)
        return {{}, QString::fromStdString(list.error().text)};
    auto clients = listedClients(list->text());
    std::erase_if(clients, [](const ListedClient &one) { return one.isOurs() || one.isServer; });
    std::stable_sort(clients.begin(), clients.end(),
        [](const ListedClient &a, const ListedClient &b) { return a.idle < b.idle; });
    if (clients.size() > MostTargets)
        clients.resize(MostTargets);
    DrillTargets targets;
    for (const auto &client : clients)
        targets.all.push_back({client.id, {}, joined(client.name, client.address),
            TargetWords::tr("%1, %2 ago")
                .arg(QString::fromStdString(client.command),
                    upText(std::chrono::seconds{client.idle}))});
    return targets;
}

DrillTargets postgresTargets(const std::string &address)
{
    PostgresConnection postgres(
        {.connection = address, .name = "tierlens-drill", .readOnly = true});
    const auto found = postgres.run(TargetsSql);
    if (!found)
        return {{}, QString::fromStdString(found.error().text)};
    DrillTargets targets;
    const auto text = [&](std::size_t row, std::size_t column) {
        return std::string(found->text(row, column));
    };
    for (std::size_t row = 0; row < found->rows.size(); ++row) {
        const auto state = text(row, 4);
        targets.all.push_back(
            {found->number(row, 0), text(row, 1), joined(text(row, 2), text(row, 3)),
                state.empty() ? TargetWords::tr("hidden from our user")
                              : QString::fromStdString(state + " · " + text(row, 5))});
    }
    return targets;
}

} // namespace tierlens
