// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisaddress.h"

#include <optional>
#include <string>
#include <string_view>

class QString;

namespace tierlens {

Error badRedisAddress(const QString &text);
std::string lowered(std::string_view text); // ASCII only

// Reads the parts of a URI one after the other into an address. Nothing that may be part of a
// password is ever quoted, so messages name the part instead of repeating it.
class RedisAddressReader
{
public:
    explicit RedisAddressReader(RedisAddress &address)
        : m_address(address)
    { }

    std::optional<Error> userInfo(std::string_view text);
    std::optional<Error> hostAndPort(std::string_view text);
    std::optional<Error> database(std::string_view text);
    std::optional<Error> socket(std::string_view path);
    std::optional<Error> sentinels(std::string_view places); // host[:port],host[:port]…
    std::optional<Error> service(std::string_view path); // service[/db]
    std::optional<Error> query(std::string_view text); // last: it depends on the rest

private:
    std::optional<Error> parameter(const std::string &name, const std::string &value);
    std::optional<Error> place(std::string_view text, std::string &host, std::uint16_t &port);
    RedisAddress &m_address;
};

} // namespace tierlens
