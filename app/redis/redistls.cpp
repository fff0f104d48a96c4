// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redistls.h"

#include <QCoreApplication>

namespace tierlens {
namespace {
struct RedisTlsWords
{
    Q_DECLARE_TR_FUNCTIONS(RedisErrors)
};

std::string said(const QString &sentence, const RedisAddress &address, const std::string &file = {})
{
    const auto place = QString::fromStdString(address.shown());
    return (file.empty() ? sentence.arg(place) : sentence.arg(place, QString::fromStdString(file)))
        .toStdString();
}
} // namespace
} // namespace tierlens

#ifdef TIERLENS_REDIS_TLS

#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <memory>

namespace tierlens {

namespace {

struct Free
{
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(SSL *session) const { SSL_free(session); }
};

using Context = std::unique_ptr<SSL_CTX, Free>;

Context makeContext()
{
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1)
        return nullptr;
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    // Without this, OpenSSL would ask for a key's pass phrase on the terminal and wait.
    SSL_CTX_set_default_passwd_cb(context.get(), [](char *, int, int, void *) { return -1; });
    return context;
}

// Reads the system's root certificates, which takes longer than the rest of connecting.
Context makeTrustingContext()
{
    auto context = makeContext();
    if (context && SSL_CTX_set_default_verify_paths(context.get()) != 1)
        return nullptr;
    return context;
}

// The first file of the address that cannot be used, or nothing. Files are read anew for each
// connection: certificates that are renewed while the program runs are used at once.
std::string loadFiles(SSL_CTX *context, const RedisAddress &address)
{
    const auto &certificate = address.certificateFile;
    const auto &key = address.keyFile.empty() ? certificate : address.keyFile; // both in one file
    if (address.caFile.empty())
        SSL_CTX_set_default_verify_paths(context);
    else if (SSL_CTX_load_verify_locations(context, address.caFile.c_str(), nullptr) != 1)
        return address.caFile;
    if (certificate.empty())
        return {};
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
        return certificate;
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1
        || SSL_CTX_check_private_key(context) != 1)
        return key;
    return {};
}

// hiredis 1.2 can check who signed a certificate, but not whom it is for. So the session is ours.
std::unique_ptr<SSL, Free> makeSession(SSL_CTX *context, const std::string &host)
{
    std::unique_ptr<SSL, Free> session(SSL_new(context)); // keeps the context
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

std::string openSslWords()
{
    std::array<char, 256> words{};
    ERR_error_string_n(ERR_peek_last_error(), words.data(), words.size());
    return words.data();
}

} // namespace

Result<Done> checkRedisTls(const RedisAddress &) { return Done{}; }

Result<Done> startRedisTls(redisContext *context, const RedisAddress &address)
{
    static const auto trusting = makeTrustingContext();
    Context own;
    ERR_clear_error();
    if (!address.caFile.empty() || !address.certificateFile.empty()) {
        own = makeContext();
        const auto file = own ? loadFiles(own.get(), address) : std::string();
        if (!file.empty())
            return Error{ErrorKind::Missing, {},
                said(RedisTlsWords::tr(
                         "A TLS file for Redis at %1 cannot be used: %2; check that it can be "
                         "read, is in PEM form without a pass phrase, and that certificate "
                         "and key belong together."),
                    address, file),
                openSslWords()};
    }
    SSL_CTX *const used = own ? own.get() : trusting.get();
    auto session = used ? makeSession(used, address.host) : nullptr;
    if (!session)
        return Error{ErrorKind::Internal, {},
            said(RedisTlsWords::tr(
                     "TLS for Redis at %1 cannot be set up; check OpenSSL's settings."),
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
            said(RedisTlsWords::tr(
                     "Redis at %1 shows a certificate that cannot be trusted; check the host "
                     "name, or add the file of the right root certificate to the address, as "
                     "in ?cacert=/path/ca.pem."),
                address),
            X509_verify_cert_error_string(verdict)};
    if (auto alert = redisTlsAlert(address))
        return *alert;
    if (isTimeout)
        return Error{ErrorKind::Timeout, {},
            said(RedisTlsWords::tr(
                     "Redis at %1 takes connections but did not answer in time; it may be "
                     "frozen or busy, or it is no Redis with TLS."),
                address),
            context->errstr};
    return Error{ErrorKind::Protocol, {},
        said(RedisTlsWords::tr(
                 "What listens at %1 does not speak TLS as Redis would; check the port, or "
                 "use redis:// if it has no TLS."),
            address),
        context->errstr};
}

std::optional<Error> redisTlsAlert(const RedisAddress &address)
{
    const auto last = ERR_peek_last_error();
    // OpenSSL numbers an alert of the other end so; these are the ones about certificates, and what
    // older servers say instead.
    const int alert = ERR_GET_REASON(last) - SSL_AD_REASON_OFFSET;
    const bool isRefusal = alert == SSL_AD_HANDSHAKE_FAILURE
        || (alert >= SSL_AD_BAD_CERTIFICATE && alert <= SSL_AD_CERTIFICATE_UNKNOWN)
        || alert == SSL_AD_UNKNOWN_CA || alert == SSL_AD_ACCESS_DENIED
        || alert == SSL_AD_CERTIFICATE_REQUIRED;
    if (ERR_GET_LIB(last) != ERR_LIB_SSL || !isRefusal)
        return std::nullopt;
    Error error{ErrorKind::Denied, {},
        said(RedisTlsWords::tr(
                 "Redis at %1 accepts only clients with a certificate it trusts; add one to "
                 "the address, as in ?cert=/path/client.pem&key=/path/client.key."),
            address),
        openSslWords()};
    ERR_clear_error();
    return error;
}

} // namespace tierlens

#else

namespace tierlens {

std::optional<Error> redisTlsAlert(const RedisAddress &) { return std::nullopt; }

Result<Done> startRedisTls(redisContext *, const RedisAddress &address)
{
    return checkRedisTls(address);
}

Result<Done> checkRedisTls(const RedisAddress &address)
{
    return Error{ErrorKind::Usage, {},
        said(RedisTlsWords::tr(
                 "Redis at %1 cannot be reached by rediss://: this build has no TLS for "
                 "Redis; use redis:// or a tunnel."),
            address),
        {}};
}

} // namespace tierlens

#endif
