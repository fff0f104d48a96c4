// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisaddressreader.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>

namespace tierlens {

namespace {

// A path the system would cut silently reaches another socket, or none.
#ifdef __APPLE__
constexpr std::size_t LongestSocketPath = 103;
#else
constexpr std::size_t LongestSocketPath = 107;
#endif

struct AddressReaderWords
{
    Q_DECLARE_TR_FUNCTIONS(RedisAddress)
};

std::optional<std::string> decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        const char *const digits = text.data() + i + 1;
        if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2
            || byte == 0)
            return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

template <typename T> std::optional<T> number(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// One text for a list that cannot be read and for a service that is not there.
Error badSentinels()
{
    return badRedisAddress(AddressReaderWords::tr(
        "The Redis address must name its Sentinels, separated by commas, and the service "
        "they watch, as in redis+sentinel://host1:26379,host2:26379/mymaster/0."));
}

} // namespace

Error badRedisAddress(const QString &text)
{
    return {ErrorKind::Usage, {}, text.toStdString(), {}};
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::optional<Error> RedisAddressReader::userInfo(std::string_view text)
{
    const auto colon = text.find(':');
    // Redis cannot log a user in without a password, so a word alone is the password, as
    // redis-cli reads it. It would be the worse mistake to print it as a name.
    const auto user = decoded(colon == text.npos ? std::string_view() : text.substr(0, colon));
    const auto password = decoded(colon == text.npos ? text : text.substr(colon + 1));
    if (!user || !password)
        return badRedisAddress(AddressReaderWords::tr(
            "The user name or password in the Redis address has a % that is not "
            "followed by two hexadecimal digits; write % itself as %25."));
    m_address.user = *user;
    m_address.password = *password;
    return {};
}

std::optional<Error> RedisAddressReader::place(
    std::string_view text, std::string &host, std::uint16_t &port)
{
    std::string_view name = text;
    std::string_view digits; // with the colon before them
    if (!text.empty() && text.front() == '[') {
        const auto end = text.find(']');
        if (end == text.npos)
            return badRedisAddress(AddressReaderWords::tr(
                "The Redis address begins an IPv6 address with \"[\" and never ends it "
                "with \"]\"."));
        name = text.substr(1, end - 1);
        digits = text.substr(end + 1);
        if (!digits.empty() && digits.front() != ':')
            return badRedisAddress(AddressReaderWords::tr(
                "Only \":port\" may follow the \"]\" in the Redis address."));
    } else if (const auto colon = text.find(':'); colon != text.npos) {
        name = text.substr(0, colon);
        digits = text.substr(colon);
        if (digits.find(':', 1) != digits.npos)
            return badRedisAddress(AddressReaderWords::tr(
                "The host in the Redis address has several colons; write an IPv6 "
                "address in brackets, as in redis://[::1]:6379."));
    }
    const auto read = decoded(name);
    if (!read)
        return badRedisAddress(AddressReaderWords::tr(
            "The host in the Redis address has a % that is not followed by two "
            "hexadecimal digits."));
    if (!read->empty())
        host = *read;
    if (digits.size() > 1) {
        const auto value = number<std::uint16_t>(digits.substr(1));
        if (!value || *value == 0)
            return badRedisAddress(AddressReaderWords::tr(
                "The port in the Redis address is not a number from 1 to 65535."));
        port = *value;
    }
    return {};
}

std::optional<Error> RedisAddressReader::hostAndPort(std::string_view text)
{
    return place(text, m_address.host, m_address.port);
}

std::optional<Error> RedisAddressReader::sentinels(std::string_view places)
{
    const bool isList = places.find(',') != places.npos;
    for (bool more = true; more;) {
        const auto comma = places.find(',');
        const auto text = places.substr(0, comma);
        if (isList && text.empty())
            return badSentinels();
        RedisAddress::Sentinel sentinel{"localhost", 26379};
        if (auto error = place(text, sentinel.host, sentinel.port))
            return error;
        m_address.sentinels.push_back(std::move(sentinel));
        more = comma != places.npos;
        if (more)
            places.remove_prefix(comma + 1);
    }
    return {};
}

std::optional<Error> RedisAddressReader::service(std::string_view path)
{
    const auto slash = path.find('/');
    const auto name = decoded(path.substr(0, slash));
    if (!name || name->empty())
        return badSentinels();
    m_address.service = *name;
    if (slash != path.npos && slash + 1 < path.size())
        return database(path.substr(slash + 1));
    return {};
}

std::optional<Error> RedisAddressReader::database(std::string_view text)
{
    const auto value = number<int>(text);
    if (!value || *value < 0)
        return badRedisAddress(AddressReaderWords::tr(
            "The database in the Redis address is not a number such as 0 or 1."));
    m_address.db = *value;
    return {};
}

std::optional<Error> RedisAddressReader::query(std::string_view text)
{
    while (!text.empty()) {
        const auto part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const auto equals = std::min(part.find('='), part.size());
        const auto value = decoded(part.substr(std::min(part.size(), equals + 1)));
        if (part.empty())
            continue;
        if (!value)
            return badRedisAddress(AddressReaderWords::tr(
                "The Redis address has a % that is not followed by two hexadecimal "
                "digits after the \"?\"."));
        if (auto error = parameter(lowered(part.substr(0, equals)), *value))
            return error;
    }
    if (!m_address.keyFile.empty() && m_address.certificateFile.empty())
        return badRedisAddress(AddressReaderWords::tr(
            "The Redis address names a key without its certificate; add cert=… to it."));
    return {};
}

std::optional<Error> RedisAddressReader::parameter(
    const std::string &name, const std::string &value)
{
    const bool tls = m_address.tls;
    const bool hasSentinels = !m_address.sentinels.empty();
    if (name == "db" || name == "database")
        return database(value);
    if (name == "user" || name == "username")
        m_address.user = value;
    else if (name == "password")
        m_address.password = value;
    else if (tls && name == "cacert")
        m_address.caFile = value;
    else if (tls && name == "cert")
        m_address.certificateFile = value;
    else if (tls && name == "key")
        m_address.keyFile = value;
    else if (hasSentinels && (name == "sentinel-user" || name == "sentinel-username"))
        m_address.sentinelUser = value;
    else if (hasSentinels && name == "sentinel-password")
        m_address.sentinelPassword = value;
    else
        return badRedisAddress(AddressReaderWords::tr(
            "The Redis address sets something unknown after the \"?\"; only db, user and "
            "password may stand there, with rediss:// also cacert, cert and key, and "
            "with Sentinels sentinel-user and sentinel-password."));
    return {};
}

std::optional<Error> RedisAddressReader::socket(std::string_view path)
{
    const auto value = decoded(path);
    if (!value)
        return badRedisAddress(AddressReaderWords::tr(
            "The socket path in the Redis address has a % that is not followed by two "
            "hexadecimal digits; write % itself as %25."));
    if (value->size() < 2)
        return badRedisAddress(
            AddressReaderWords::tr("The Redis address names no socket; write its whole path, as in "
                                   "unix:///run/redis/redis.sock."));
    if (value->size() > LongestSocketPath)
        return badRedisAddress(AddressReaderWords::tr(
            "The socket path in the Redis address is longer than the %1 bytes "
            "this system allows.")
                                   .arg(LongestSocketPath));
    m_address.socket = *value;
    return {};
}

} // namespace tierlens
