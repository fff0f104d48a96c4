// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/redisrights.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

namespace {

struct RedisRightsWords
{
    Q_DECLARE_TR_FUNCTIONS(RedisRights)
};

QString whatItShows(std::string_view command)
{
    if (command == "slowlog|get")
        return RedisRightsWords::tr("slow commands");
    if (command == "latency|latest")
        return RedisRightsWords::tr("what made the whole server wait");
    if (command == "latency|histogram")
        return RedisRightsWords::tr("how long commands take");
    if (command == "client|list")
        return RedisRightsWords::tr("clients");
    if (command == "config|get")
        return RedisRightsWords::tr("settings");
    if (command == "memory|usage")
        return RedisRightsWords::tr("sizes of keys");
    if (command.starts_with("object|"))
        return RedisRightsWords::tr("when keys were last used");
    if (command == "monitor")
        return RedisRightsWords::tr("single commands");
    if (command == "psubscribe" || command == "config|set")
        return RedisRightsWords::tr("key events");
    if (command == "info")
        return RedisRightsWords::tr("the server's counters");
    return RedisRightsWords::tr("keys");
}

} // namespace

std::string RedisRights::sentence(std::string_view command, const Error &error) const
{
    const auto name = QString::fromUtf8(command.data(), qsizetype(command.size()));
    const auto shown = QString(name).toUpper().replace(QLatin1Char('|'), QLatin1Char(' '));
    if (error.code != "NOPERM")
        return RedisRightsWords::tr(
            "Not shown: %1; this server does not know %2.", "what it shows, command")
            .arg(whatItShows(command), shown)
            .toStdString();
    auto right = QLatin1Char('+') + name;
    if (error.detail.find(" channel") != std::string::npos)
        right = QStringLiteral("&__keyevent@*");
    else if (error.detail.find("to access ") != std::string::npos)
        right = QStringLiteral("~*");
    return RedisRightsWords::tr(
        "Not shown: %1; this user may not use %2. It may after: ACL SETUSER %3 %4",
        "what it shows, command, user, right")
        .arg(whatItShows(command), shown, QString::fromStdString(m_user), right)
        .toStdString();
}

void RedisRights::refused(const std::string &command, const Error &error)
{
    const bool unknown = error.detail.find("nknown command") != std::string::npos
        || error.detail.find("nknown subcommand") != std::string::npos
        || error.detail.find("nknown LATENCY subcommand") != std::string::npos
        || error.detail.find("wrong number of arguments") != std::string::npos;
    if (error.code == "NOPERM" || unknown)
        m_missing.emplace(command, sentence(command, error));
}

std::vector<std::string> RedisRights::sentences() const
{
    std::vector<std::string> all;
    for (const auto &[command, text] : m_missing) {
        if (std::find(all.begin(), all.end(), text) == all.end())
            all.push_back(text);
    }
    return all;
}

} // namespace tierlens
