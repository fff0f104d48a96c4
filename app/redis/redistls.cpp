// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redistls.h"

#include <QCoreApplication>

namespace tierlens {
namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RedisErrors)
};

std::string said(const QString &sentence, const RedisAddress &address)
{
    return sentence.arg(QString::fromStdString(address.shown())).toStdString();
}
} // namespace
} // namespace tierlens

#ifdef TIERLENS_REDIS_TLS

#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <memory>

namespace tierlens {

namespace {

struct Free
{
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(SSL *session) const { SSL_free(session); }
};

std::unique_ptr<SSL_CTX, Free> makeContext()
{
    std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1
        || SSL_CTX_set_default_verify_paths(context.get()) != 1)
        return nullptr;
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

// hiredis 1.2 can check who signed a certificate, but not whom it is for. So the session is ours.
std::unique_ptr<SSL, Free> makeSession(const std::string &host)
{
    // Reads the system's root certificates, which takes longer than the rest of connecting.
    static const auto context = makeContext();
    if (!context)
        return nullptr;
    std::unique_ptr<SSL, Free> session(SSL_new(context.get()));
    if (!session)
        return nullptr;
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str()) == 1)
        return session;
    ERR_clear_error();
    if (SSL_set1_host(session.get(), host.c_str()) != 1
        || SSL_ctrl(session.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char *>(host.c_str()))
            != 1)
        return nullptr;
    return session;
}

} // namespace

Result<Done> checkRedisTls(const RedisAddress &) { return Done{}; }

Result<Done> startRedisTls(redisContext *context, const RedisAddress &address)
{
    auto session = makeSession(address.host);
    if (!session)
        return Error{ErrorKind::Internal, {},
            said(Words::tr("TLS for Redis at %1 cannot be set up; check OpenSSL's settings."),
                address),
            {}};
    errno = 0;
    if (redisInitiateSSL(context, session.get()) == REDIS_OK) {
        static_cast<void>(session.release()); // freed with the context
        return Done{};
    }
    const bool isTimeout = errno == EAGAIN || errno == EWOULDBLOCK || errno == ETIMEDOUT;
    const long verdict = SSL_get_verify_result(session.get());
    if (verdict != X509_V_OK)
        return Error{ErrorKind::Denied, {},
            said(Words::tr("Redis at %1 shows a certificate that cannot be trusted; check the host "
                           "name, or name the right root certificate in the environment variable "
                           "SSL_CERT_FILE."),
                address),
            X509_verify_cert_error_string(verdict)};
    if (isTimeout)
        return Error{ErrorKind::Timeout, {},
            said(Words::tr("Redis at %1 takes connections but did not answer in time; it may be "
                           "frozen or busy, or it is no Redis with TLS."),
                address),
            context->errstr};
    return Error{ErrorKind::Protocol, {},
        said(Words::tr("What listens at %1 does not speak TLS as Redis would; check the port, or "
                       "use redis:// if it has no TLS."),
            address),
        context->errstr};
}

} // namespace tierlens

#else

namespace tierlens {

Result<Done> startRedisTls(redisContext *, const RedisAddress &address)
{
    return checkRedisTls(address);
}

Result<Done> checkRedisTls(const RedisAddress &address)
{
    return Error{ErrorKind::Usage, {},
        said(Words::tr("Redis at %1 cannot be reached by rediss://: this build has no TLS for "
                       "Redis; use redis:// or a tunnel."),
            address),
        {}};
}

} // namespace tierlens

#endif
