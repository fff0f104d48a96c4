// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisconnection.h"

#include "redis/brokenpipe.h"
#include "redis/redisdirectory.h"
#include "redis/rediserrors.h"
#include "redis/redistls.h"

#include <QCoreApplication>

#include <hiredis/hiredis.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

namespace tierlens {

namespace {

timeval toTimeval(std::chrono::milliseconds time)
{
    // Zero would mean: wait for ever.
    const auto bounded = std::max(time, std::chrono::milliseconds{1});
    timeval out = {};
    out.tv_sec = static_cast<decltype(out.tv_sec)>(bounded.count() / 1000);
    out.tv_usec = static_cast<decltype(out.tv_usec)>(bounded.count() % 1000 * 1000);
    return out;
}

void appendHeader(std::string &out, char mark, std::size_t value)
{
    std::array<char, 24> digits;
    digits[0] = mark;
    char *end = std::to_chars(digits.data() + 1, digits.data() + digits.size(), value).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// A user may have no right to CLIENT SETNAME, or a script may block it; those are no reason to stay
// away. A server that hangs up after its words is one.
bool keepsOut(const Error &error)
{
    const bool isFull = error.code == "ERR" && error.kind == ErrorKind::NotReady;
    return isFull || error.code == "NOAUTH" || error.code == "DENIED";
}

RedisFailure::How howItFailed(const redisContext &context, int systemError, bool connecting)
{
    using How = RedisFailure::How;
    switch (context.err) {
    case REDIS_ERR_EOF:
        return How::Closed;
    case REDIS_ERR_PROTOCOL:
        return How::NotRedis;
    case REDIS_ERR_IO:
        if (systemError == EPIPE || systemError == ECONNRESET || systemError == ECONNABORTED)
            return How::Closed;
        // A receive timeout of a blocking socket is told as EAGAIN.
        if (systemError == EAGAIN || systemError == EWOULDBLOCK || systemError == ETIMEDOUT
            || systemError == EINPROGRESS)
            return How::Timeout;
        return How::System;
    case REDIS_ERR_OTHER:
        return connecting ? How::UnknownHost : How::Other; // only the look-up reports so
#ifdef REDIS_ERR_TIMEOUT
    case REDIS_ERR_TIMEOUT:
        return How::Timeout;
#endif
    default:
        return How::Other;
    }
}

} // namespace

void RedisConnection::Closer::operator()(redisContext *context) const { redisFree(context); }

RedisConnection::RedisConnection(RedisOptions options)
    : m_options(std::move(options))
    , m_address(m_options.address)
{
    surviveBrokenPipes();
}

RedisConnection::~RedisConnection() = default;

void RedisConnection::close()
{
    m_context.reset();
    m_owed = 0;
    m_waits = {};
}

Result<Done> RedisConnection::openIfDue()
{
    if (m_context) [[likely]]
        return Done{};
    if (!m_backoff.isDue())
        return m_lastError;
    return open();
}

Result<Done> RedisConnection::open()
{
    m_sent = false;
    // The epoch is raised after the old process is gone and before the new one starts. A number
    // that is the same before and after the log-in is therefore that of the process that answered.
    for (int attempt = 0; attempt < 2; ++attempt) {
        close();
        const Epoch before = m_options.epoch ? m_options.epoch->load() : Epoch{0};
        if (const auto done = connect(); !done) {
            close();
            m_sent = false; // only the log-in was
            m_lastError = done.error();
            m_backoff.failed();
            return m_lastError;
        }
        if (!m_options.epoch || m_options.epoch->load() == before) {
            m_epoch = before;
            m_backoff.succeeded();
            return Done{};
        }
    }
    close();
    m_lastError = {ErrorKind::Unreachable, {},
        QCoreApplication::translate("RedisErrors",
            "Redis at %1 was restarted again and again while Tierlens was connecting; it tries "
            "again by itself.")
            .arg(QString::fromStdString(m_address.shown()))
            .toStdString(),
        {}};
    m_backoff.failed();
    return m_lastError;
}

Result<Done> RedisConnection::connect()
{
    if (!m_options.address.sentinels.empty()) {
        auto nodes = RedisDirectory(m_options).find();
        if (!nodes)
            return nodes.error();
        m_address = std::move(nodes->primaries.front());
    }
    const auto &address = m_address;
    if (address.tls) {
        if (auto done = checkRedisTls(address); !done)
            return done;
    }
    const timeval timeout = toTimeval(m_options.connectTimeout);
    errno = 0;
    m_context.reset(address.socket.empty()
            ? redisConnectWithTimeout(address.host.c_str(), address.port, timeout)
            : redisConnectUnixWithTimeout(address.socket.c_str(), timeout));
    const int systemError = errno;
    if (!m_context)
        return Error{ErrorKind::Internal, {},
            QCoreApplication::translate(
                "RedisErrors", "There is no memory for a connection to Redis.")
                .toStdString(),
            {}};
    if (m_context->err != 0) {
        const auto how = howItFailed(*m_context, systemError, true);
        return redisFailure({RedisFailure::During::Connecting, how, systemError, m_context->errstr,
                                m_options.connectTimeout},
            address);
    }
    // Also bounds the TLS handshake.
    if (redisSetTimeout(m_context.get(), toTimeval(m_options.connectTimeout)) != REDIS_OK)
        return broken();
    if (address.tls) {
        if (auto done = startRedisTls(m_context.get(), address); !done)
            return done;
    }
    m_loggingIn = true;
    auto done = logIn();
    m_loggingIn = false;
    if (done)
        done = waitAtMost(m_options.commandTimeout);
    return done;
}

Result<Done> RedisConnection::waitAtMost(std::chrono::milliseconds time)
{
    if (m_waits != time && redisSetTimeout(m_context.get(), toTimeval(time)) != REDIS_OK)
        return broken();
    m_waits = time;
    return Done{};
}

// One round trip. At least one question is always asked: a kernel accepts connections for a server
// that is frozen, or for something that is no Redis at all.
Result<Done> RedisConnection::logIn()
{
    const auto &address = m_address;
    const bool hasPassword = !address.password.empty();
    const auto db = std::to_string(address.db);
    if (hasPassword) {
        if (auto done = address.user.empty() ? append({"AUTH", address.password})
                                             : append({"AUTH", address.user, address.password});
            !done)
            return done;
    }
    if (auto done
        = m_options.name.empty() ? append({"PING"}) : append({"CLIENT", "SETNAME", m_options.name});
        !done)
        return done;
    if (address.db != 0) {
        if (auto done = append({"SELECT", db}); !done)
            return done;
    }

    const auto loggedIn = hasPassword ? reply() : Result<RedisReply>(RedisReply(nullptr));
    if (!loggedIn)
        return loggedIn.error();
    if (const auto named = reply(); !named && (!m_context || keepsOut(named.error())))
        return named.error();
    if (address.db != 0) {
        if (const auto selected = reply(); !selected)
            return selected.error();
    }
    return Done{};
}

Result<Done> RedisConnection::push(std::span<const std::string_view> words)
{
    m_encoded.clear();
    appendHeader(m_encoded, '*', words.size());
    for (const auto word : words) {
        appendHeader(m_encoded, '$', word.size());
        m_encoded.append(word);
        m_encoded.append("\r\n", 2);
    }
    if (redisAppendFormattedCommand(m_context.get(), m_encoded.data(), m_encoded.size())
        != REDIS_OK)
        return broken();
    ++m_owed;
    return Done{};
}

Result<Done> RedisConnection::flush()
{
    int done = 0;
    while (done == 0) {
        errno = 0;
        if (redisBufferWrite(m_context.get(), &done) != REDIS_OK) {
            // Half a command is none; of several, the first may have gone out whole.
            m_sent = m_owed > 1;
            const int systemError = errno;
            if (auto words = lastWords())
                return *words;
            errno = systemError;
            return broken();
        }
    }
    return Done{};
}

Result<RedisReply> RedisConnection::command(std::span<const std::string_view> words)
{
    m_sent = false;
    if (auto done = openIfDue(); !done)
        return done.error();
    if (auto done = push(words); !done)
        return done.error();
    return reply();
}

Result<RedisReply> RedisConnection::command(std::initializer_list<std::string_view> words)
{
    return command(std::span<const std::string_view>(words.begin(), words.size()));
}

Result<Done> RedisConnection::append(std::span<const std::string_view> words)
{
    if (m_owed == 0)
        m_sent = false;
    if (auto done = openIfDue(); !done)
        return done;
    return push(words);
}

Result<Done> RedisConnection::append(std::initializer_list<std::string_view> words)
{
    return append(std::span<const std::string_view>(words.begin(), words.size()));
}

Result<RedisReply> RedisConnection::reply()
{
    if (!m_context) // lost with an earlier reply of the same pipeline
        return m_lastError;
    if (m_owed == 0)
        return Error{ErrorKind::Internal, {}, "Redis was asked for a reply it does not owe.", {}};
    if (!m_loggingIn) {
        if (auto done = waitAtMost(m_options.commandTimeout); !done)
            return done.error();
    }
    if (auto done = flush(); !done)
        return done.error();
    void *raw = nullptr;
    errno = 0;
    if (redisGetReply(m_context.get(), &raw) != REDIS_OK) {
        m_sent = true;
        return broken();
    }
    --m_owed;
    RedisReply answer(static_cast<redisReply *>(raw));
    if (answer.type() == RedisReply::Type::Error) [[unlikely]] {
        m_sent = false;
        return redisRefusal(answer.text(), m_address);
    }
    return answer;
}

Result<std::optional<RedisReply>> RedisConnection::next(std::chrono::milliseconds atMost)
{
    if (!m_context)
        return m_lastError;
    if (m_owed > 0) {
        if (auto done = flush(); !done)
            return done.error();
    }
    void *raw = nullptr;
    while (redisGetReplyFromReader(m_context.get(), &raw) == REDIS_OK && !raw) {
        if (auto done = waitAtMost(atMost); !done)
            return done.error();
        errno = 0;
        if (redisBufferRead(m_context.get()) != REDIS_OK) {
            if (howItFailed(*m_context, errno, false) != RedisFailure::How::Timeout)
                return broken();
            m_context->err = 0; // silence is no failure here
            return std::optional<RedisReply>();
        }
    }
    if (!raw)
        return broken();
    if (m_owed > 0)
        --m_owed;
    RedisReply answer(static_cast<redisReply *>(raw));
    if (answer.type() == RedisReply::Type::Error)
        return redisRefusal(answer.text(), m_options.address);
    return std::optional<RedisReply>(std::move(answer));
}

// A server that takes nobody more says so and hangs up before it is asked anything. Whether the
// question then cannot be sent or its answer is that sentence is a matter of microseconds.
std::optional<Error> RedisConnection::lastWords()
{
    if (!m_loggingIn)
        return std::nullopt;
    auto &context = *m_context;
    const int failed = std::exchange(context.err, 0);
    void *raw = nullptr;
    if (redisBufferRead(&context) == REDIS_OK)
        redisGetReplyFromReader(&context, &raw);
    context.err = failed;
    const RedisReply answer(static_cast<redisReply *>(raw));
    if (!raw || answer.type() != RedisReply::Type::Error)
        return std::nullopt;
    m_lastError = redisRefusal(answer.text(), m_address);
    close();
    return m_lastError;
}

Error RedisConnection::broken()
{
    const int systemError = errno;
    if (m_loggingIn && m_address.tls) {
        if (const auto alert = redisTlsAlert(m_address)) {
            m_lastError = *alert;
            close();
            return m_lastError;
        }
    }
    const auto during = m_loggingIn ? RedisFailure::During::LogIn : RedisFailure::During::Command;
    m_lastError = redisFailure(
        {during, howItFailed(*m_context, systemError, false), systemError, m_context->errstr,
            m_loggingIn ? m_options.connectTimeout : m_options.commandTimeout},
        m_address);
    close();
    return m_lastError;
}

} // namespace tierlens
