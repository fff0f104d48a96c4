// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresaddress.h"

#include <QCoreApplication>

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tierlens {

namespace {

struct FreeOptions
{
    void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

void take(const PQconninfoOption *options, PostgresAddress &address)
{
    const auto fill = [](std::string &field, const char *value) {
        if (value && *value)
            field = value;
    };
    for (auto *option = options; option && option->keyword; ++option) {
        const std::string_view keyword = option->keyword;
        if (keyword == "user")
            fill(address.user, option->val);
        else if (keyword == "host" || (keyword == "hostaddr" && address.host.empty()))
            fill(address.host, option->val);
        else if (keyword == "port")
            fill(address.port, option->val);
        else if (keyword == "dbname")
            fill(address.database, option->val);
        else if (keyword == "service")
            fill(address.service, option->val);
        else if (keyword == "options")
            fill(address.options, option->val);
        else if (keyword == "connect_timeout")
            fill(address.connectTimeout, option->val);
    }
}

// The passwords in a connection string or, if it cannot be read, whatever may be one.
std::vector<std::string> secretsIn(std::string_view connection, const PQconninfoOption *options)
{
    std::vector<std::string> secrets;
    if (options) {
        for (auto *option = options; option->keyword; ++option) {
            if (option->val && *option->val
                && std::string_view(option->keyword).ends_with("password"))
                secrets.emplace_back(option->val);
        }
        return secrets;
    }
    const auto scheme = connection.find("://");
    if (const auto colon = connection.find(':', scheme == connection.npos ? 0 : scheme + 3);
        scheme != connection.npos && colon != connection.npos)
        secrets.emplace_back(connection.substr(colon + 1));
    if (const auto at = connection.find("password"); at != connection.npos)
        secrets.emplace_back(connection.substr(at + 8));
    return secrets;
}

// postgresql://user:pass/word@host/db: libpq would look for the host "user" and print half the
// password as its port.
bool hasStraySlash(std::string_view connection)
{
    if (!connection.starts_with("postgresql://") && !connection.starts_with("postgres://"))
        return false;
    const auto begin = connection.find("://") + 3;
    const auto end = connection.find_first_of("/?#", begin);
    return end != connection.npos
        && connection.substr(begin, end - begin).find('@') == connection.npos
        && connection.substr(end, connection.find('?', end) - end).find('@') != connection.npos;
}

void blank(std::string &text, std::string_view secret)
{
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
}

} // namespace

Result<PostgresAddress> PostgresAddress::parse(const std::string &connection)
{
    if (hasStraySlash(connection))
        return Error{ErrorKind::Usage, {},
            QCoreApplication::translate("PostgresErrors",
                "The PostgreSQL address has an @ after its first / ? or #; write these signs in a "
                "user name or password as %2F, %3F and %23, and an @ as %40.")
                .toStdString(),
            {}};
    PostgresAddress address;
    // Null if a service file cannot be read; connecting will say so.
    take(Options(PQconndefaults()).get(), address);

    char *text = nullptr;
    const Options options(PQconninfoParse(connection.c_str(), &text));
    const std::string words = text ? text : "";
    PQfreemem(text);
    if (!options)
        return Error{ErrorKind::Usage, {},
            QCoreApplication::translate("PostgresErrors",
                "The PostgreSQL address cannot be read; write it as "
                "postgresql://user:password@host:5432/database or host=… dbname=… user=…, with the "
                "signs : / ? # @ % of a URI's password as %3A %2F %3F %23 %40 %25.")
                .toStdString(),
            redacted(words, connection)};
    std::string host = std::exchange(address.host, {});
    take(options.get(), address);
    if (address.host.empty())
        address.host = std::move(host);
    return address;
}

std::string PostgresAddress::shown() const
{
    if (!service.empty() && host.empty())
        return "service " + service;
    std::string text = user.empty() ? std::string() : user + '@';
    const bool isIpv6 = host.find(':') != host.npos && host.find(',') == host.npos;
    text += host.empty() ? "localhost" : isIpv6 ? '[' + host + ']' : host;
    if (!port.empty())
        text += ':' + port;
    if (!database.empty())
        text += '/' + database;
    return text;
}

std::string PostgresAddress::redacted(std::string_view words, std::string_view connection)
{
    std::string text(words);
    char *ignored = nullptr;
    const Options options(PQconninfoParse(std::string(connection).c_str(), &ignored));
    PQfreemem(ignored);
    const auto secrets = secretsIn(connection, options.get());
    // libpq quotes pieces of what it could not read.
    for (auto open = text.find('"'); !options && open != text.npos;) {
        const auto close = text.find('"', open + 1);
        if (close == text.npos)
            break;
        const auto quoted = text.substr(open + 1, close - open - 1);
        const bool isSecret = std::any_of(secrets.begin(), secrets.end(),
            [&](const std::string &secret) { return secret.find(quoted) != secret.npos; });
        // A word that is no keyword may be the rest of a password with a space in it.
        const bool isKeyword = connection.find(quoted + '=') != connection.npos;
        if (quoted != "=" && (isSecret || !isKeyword))
            text.replace(open + 1, quoted.size(), "***");
        open = text.find('"', text.find('"', open + 1) + 1);
    }
    for (const auto &secret : secrets) {
        if (secret.size() >= 3)
            blank(text, secret);
    }
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

} // namespace tierlens
