// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisaddress.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <optional>

namespace tierlens {

namespace {

// A path the system would cut silently reaches another socket, or none.
#ifdef __APPLE__
constexpr std::size_t LongestSocketPath = 103;
#else
constexpr std::size_t LongestSocketPath = 107;
#endif

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RedisAddress)
};

QString forms()
{
    return QLatin1Char(' ')
        + Words::tr("Known are redis://, rediss://, unix://, redis-socket:// and redis+unix://, "
                    "for example redis://localhost:6379/0 or unix:///run/redis/redis.sock.");
}

Error bad(const QString &text) { return {ErrorKind::Usage, {}, text.toStdString(), {}}; }

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

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

// Reads the parts one after the other into an address. Nothing that may be part of a password is
// ever quoted, so messages name the part instead of repeating it.
class Reader
{
public:
    explicit Reader(RedisAddress &address)
        : m_address(address)
    { }

    std::optional<Error> userInfo(std::string_view text)
    {
        const auto colon = text.find(':');
        // Redis cannot log a user in without a password, so a word alone is the password, as
        // redis-cli reads it. It would be the worse mistake to print it as a name.
        const auto user = decoded(colon == text.npos ? std::string_view() : text.substr(0, colon));
        const auto password = decoded(colon == text.npos ? text : text.substr(colon + 1));
        if (!user || !password)
            return bad(
                Words::tr("The user name or password in the Redis address has a % that is not "
                          "followed by two hexadecimal digits; write % itself as %25."));
        m_address.user = *user;
        m_address.password = *password;
        return {};
    }

    std::optional<Error> hostAndPort(std::string_view text)
    {
        std::string_view host = text;
        std::string_view port;
        if (!text.empty() && text.front() == '[') {
            const auto end = text.find(']');
            if (end == text.npos)
                return bad(Words::tr(
                    "The Redis address begins an IPv6 address with \"[\" and never ends it "
                    "with \"]\"."));
            host = text.substr(1, end - 1);
            port = text.substr(end + 1);
            if (!port.empty() && port.front() != ':')
                return bad(Words::tr("Only \":port\" may follow the \"]\" in the Redis address."));
        } else if (const auto colon = text.find(':'); colon != text.npos) {
            host = text.substr(0, colon);
            port = text.substr(colon);
            if (port.find(':', 1) != port.npos)
                return bad(
                    Words::tr("The host in the Redis address has several colons; write an IPv6 "
                              "address in brackets, as in redis://[::1]:6379."));
        }
        const auto name = decoded(host);
        if (!name)
            return bad(
                Words::tr("The host in the Redis address has a % that is not followed by two "
                          "hexadecimal digits."));
        if (!name->empty())
            m_address.host = *name;
        if (port.size() > 1) {
            const auto value = number<std::uint16_t>(port.substr(1));
            if (!value || *value == 0)
                return bad(
                    Words::tr("The port in the Redis address is not a number from 1 to 65535."));
            m_address.port = *value;
        }
        return {};
    }

    std::optional<Error> database(std::string_view text)
    {
        const auto value = number<int>(text);
        if (!value || *value < 0)
            return bad(
                Words::tr("The database in the Redis address is not a number such as 0 or 1."));
        m_address.db = *value;
        return {};
    }

    std::optional<Error> query(std::string_view text)
    {
        while (!text.empty()) {
            const auto part = text.substr(0, text.find('&'));
            text.remove_prefix(std::min(text.size(), part.size() + 1));
            const auto equals = std::min(part.find('='), part.size());
            const auto name = lower(part.substr(0, equals));
            const auto value = decoded(part.substr(std::min(part.size(), equals + 1)));
            if (part.empty())
                continue;
            if (!value)
                return bad(
                    Words::tr("The Redis address has a % that is not followed by two hexadecimal "
                              "digits after the \"?\"."));
            if (name == "db" || name == "database") {
                if (auto error = database(*value))
                    return error;
            } else if (name == "user" || name == "username") {
                m_address.user = *value;
            } else if (name == "password") {
                m_address.password = *value;
            } else {
                return bad(
                    Words::tr("The Redis address sets something unknown after the \"?\"; only db, "
                              "user and password may stand there."));
            }
        }
        return {};
    }

    std::optional<Error> socket(std::string_view path)
    {
        const auto value = decoded(path);
        if (!value)
            return bad(Words::tr(
                "The socket path in the Redis address has a % that is not followed by two "
                "hexadecimal digits; write % itself as %25."));
        if (value->size() < 2)
            return bad(Words::tr("The Redis address names no socket; write its whole path, as in "
                                 "unix:///run/redis/redis.sock."));
        if (value->size() > LongestSocketPath)
            return bad(Words::tr("The socket path in the Redis address is longer than the %1 bytes "
                                 "this system allows.")
                           .arg(LongestSocketPath));
        m_address.socket = *value;
        return {};
    }

private:
    RedisAddress &m_address;
};

} // namespace

Result<RedisAddress> RedisAddress::parse(std::string_view uri)
{
    const auto isSpace = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!uri.empty() && isSpace(uri.front()))
        uri.remove_prefix(1);
    while (!uri.empty() && isSpace(uri.back()))
        uri.remove_suffix(1);

    const auto colon = uri.find("://");
    if (uri.empty())
        return bad(Words::tr("The Redis address is empty.") + forms());
    if (colon == uri.npos)
        return bad(Words::tr("The Redis address does not begin with a scheme.") + forms());
    const auto scheme = lower(uri.substr(0, colon));
    const bool isSocket = scheme == "unix" || scheme == "redis-socket" || scheme == "redis+unix";
    if (!isSocket && scheme != "redis" && scheme != "rediss") {
        // Anything that is no plain word may be a password that ran into an "://".
        const bool isWord = scheme.size() <= 20
            && scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == scheme.npos;
        return bad((isWord ? Words::tr("The Redis address begins with the unknown scheme %1://.")
                                 .arg(QString::fromStdString(scheme))
                           : Words::tr("The Redis address begins with an unknown scheme."))
            + forms());
    }

    RedisAddress address;
    address.tls = scheme == "rediss";
    Reader reader(address);
    const auto rest = uri.substr(colon + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    const auto tail = rest.substr(authority.size());
    const auto path = tail.substr(0, tail.find('?'));
    const auto query = tail.substr(std::min(tail.size(), path.size() + 1));
    const auto at = authority.rfind('@');
    if (at != authority.npos) {
        if (auto error = reader.userInfo(authority.substr(0, at)))
            return *error;
    } else if ((isSocket ? !authority.empty() : tail.find('@') != tail.npos)) {
        return bad(isSocket
                ? Words::tr("The Redis address must have three slashes before the path of a "
                            "socket, as in unix:///run/redis/redis.sock or "
                            "unix://user:password@/run/redis/redis.sock; write / ? and # in a "
                            "password as %2F, %3F and %23.")
                : Words::tr("The Redis address has an @ after its first / ? or #; write these "
                            "signs in a user name or password as %2F, %3F and %23."));
    }
    const auto place = authority.substr(at == authority.npos ? 0 : at + 1);
    if (isSocket) {
        if (at != authority.npos && !place.empty())
            return bad(
                Words::tr("The Redis address must have the path of a socket, beginning with \"/\", "
                          "after the \"@\"."));
        if (auto error = reader.socket(path))
            return *error;
    } else {
        if (auto error = reader.hostAndPort(place))
            return *error;
        if (path.size() > 1) {
            if (auto error = reader.database(path.substr(1)))
                return *error;
        }
    }
    if (auto error = reader.query(query))
        return *error;
    return address;
}

std::string RedisAddress::shown() const
{
    std::string text = user.empty() ? std::string() : user + '@';
    if (!socket.empty())
        text += socket;
    else if (host.find(':') != host.npos)
        text += '[' + host + "]:" + std::to_string(port);
    else
        text += host + ':' + std::to_string(port);
    if (db != 0)
        text += (socket.empty() ? "/" : "?db=") + std::to_string(db);
    return text;
}

} // namespace tierlens
