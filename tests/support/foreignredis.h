// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/redisconnection.h"
#include "support/foreignclient.h"
#include "support/testservers.h"
#include "support/watchedservers.h"

namespace tierlens::test {

// Keys that are there and asked for; beside them, if wanted, keys that nobody asks for twice.
inline ForeignClient::Options application(const TestRedis &server)
{
    ForeignKind product;
    product.pattern = "product:%d";
    product.keys = 500;
    product.preloaded = true;
    product.ttl = std::chrono::seconds{300};
    ForeignKind search;
    search.pattern = "search:%d";
    search.neverReadAgain = true;
    search.weight = 0;
    search.ttl = std::chrono::seconds{300};
    search.valueSize = 2000;
    ForeignClient::Options options;
    options.redis = server.socket().toStdString();
    options.kinds = {product, search};
    options.rate = 400;
    options.clients = 2;
    return options;
}

inline std::unique_ptr<RedisConnection> connectionTo(const TestRedis &server)
{
    RedisOptions options;
    options.address = *RedisAddress::parse(server.uri());
    options.name = "operator";
    options.commandTimeout = std::chrono::seconds{5};
    return std::make_unique<RedisConnection>(options);
}
inline bool tell(RedisConnection &connection, std::initializer_list<std::string_view> words)
{
    const auto reply = connection.command(words);
    if (!reply)
        qWarning("%s: %s", std::string(*words.begin()).c_str(), reply.error().text.c_str());
    return reply.has_value();
}

} // namespace tierlens::test
