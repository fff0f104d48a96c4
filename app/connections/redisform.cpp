// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/redisform.h"

#include "redis/redisaddress.h"

#include <QCoreApplication>
#include <QUrl>

namespace tierlens {

namespace {

struct RedisFormWords
{
    Q_DECLARE_TR_FUNCTIONS(AddressForms)
};

constexpr int UsualPort = 6379, UsualSentinelPort = 26379;

QString encodedPart(const QString &text, const QByteArray &keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

QString text(const std::string &from) { return QString::fromStdString(from); }

QString placeOf(const QString &host, const QString &port)
{
    const bool isIpv6 = host.contains(QLatin1Char(':'));
    QString place = isIpv6 ? QLatin1Char('[') + host + QLatin1Char(']') : encodedPart(host);
    if (!port.isEmpty())
        place += QLatin1Char(':') + encodedPart(port);
    return place;
}

// "host:port", "host", "[::1]:port" → the two parts.
std::pair<QString, QString> parted(const QString &place)
{
    if (place.startsWith(QLatin1Char('['))) {
        const auto end = place.indexOf(QLatin1Char(']'));
        return {place.mid(1, end < 0 ? -1 : end - 1), end < 0 ? QString() : place.mid(end + 2)};
    }
    const auto colon = place.lastIndexOf(QLatin1Char(':'));
    return colon < 0 ? std::pair{place, QString()}
                     : std::pair{place.left(colon), place.mid(colon + 1)};
}

QList<std::pair<QString, QString>> sentinelList(const QString &sentinels)
{
    QList<std::pair<QString, QString>> all;
    const auto parts = sentinels.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const auto &part : parts) {
        if (!part.trimmed().isEmpty())
            all << parted(part.trimmed());
    }
    return all;
}

QString sentinelsText(const RedisAddress &address)
{
    QStringList all;
    for (const auto &sentinel : address.sentinels) {
        all << placeOf(text(sentinel.host),
            sentinel.port == UsualSentinelPort ? QString() : QString::number(sentinel.port));
    }
    return all.join(QStringLiteral(", "));
}

// A word before the @ without a colon is a password to Redis; a user always brings the colon.
QString loginOf(const QString &user, const QString &password)
{
    if (user.isEmpty() && password.isEmpty())
        return {};
    return encodedPart(user) + QLatin1Char(':') + encodedPart(password) + QLatin1Char('@');
}

} // namespace

bool isPort(const QString &text)
{
    bool isNumber = false;
    const int port = text.trimmed().toInt(&isNumber);
    return text.isEmpty() || (isNumber && port >= 1 && port <= 65535);
}

Result<RedisForm> RedisForm::read(const QString &uri)
{
    const auto address = RedisAddress::parse(uri.toStdString());
    if (!address)
        return address.error();
    RedisForm form;
    if (!address->sentinels.empty()) {
        form.way = Way::Sentinels;
        form.sentinels = sentinelsText(*address);
        form.service = text(address->service);
        form.sentinelUser = text(address->sentinelUser);
        form.sentinelPassword = text(address->sentinelPassword);
    } else if (!address->socket.empty()) {
        form.way = Way::Socket;
        form.socket = text(address->socket);
    } else {
        form.host = text(address->host);
        if (address->port != UsualPort)
            form.port = QString::number(address->port);
    }
    form.user = text(address->user);
    form.password = text(address->password);
    if (address->db != 0)
        form.database = QString::number(address->db);
    form.tls = address->tls;
    form.caFile = text(address->caFile);
    form.certificateFile = text(address->certificateFile);
    form.keyFile = text(address->keyFile);
    return form;
}

QString RedisForm::uri() const
{
    const auto login = loginOf(user.trimmed(), password);
    const auto db = database.trimmed();
    QStringList query;
    const auto ask = [&query](const char *name, const QString &value) {
        if (!value.isEmpty())
            query << QLatin1String(name) + QLatin1Char('=') + encodedPart(value, "/");
    };
    QString uri;
    if (way == Way::Socket) {
        uri = QStringLiteral("unix://") + login + encodedPart(socket.trimmed(), "/");
        ask("db", db);
    } else {
        const bool isDirect = way == Way::Host;
        uri = tls ? QStringLiteral("rediss") : QStringLiteral("redis");
        if (!isDirect)
            uri += QLatin1String("+sentinel");
        uri += QLatin1String("://") + login;
        if (isDirect) {
            const auto name = host.trimmed();
            uri += placeOf(name.isEmpty() ? QStringLiteral("localhost") : name, port.trimmed());
        } else {
            QStringList places;
            const auto all = sentinelList(sentinels);
            for (const auto &[name, number] : all)
                places << placeOf(name, number);
            uri += places.join(QLatin1Char(',')) + QLatin1Char('/')
                + encodedPart(service.trimmed());
        }
        if (!db.isEmpty())
            uri += QLatin1Char('/') + encodedPart(db);
        if (!isDirect) {
            ask("sentinel-user", sentinelUser.trimmed());
            ask("sentinel-password", sentinelPassword);
        }
        if (tls) {
            ask("cacert", caFile.trimmed());
            ask("cert", certificateFile.trimmed());
            ask("key", keyFile.trimmed());
        }
    }
    return query.isEmpty() ? uri : uri + QLatin1Char('?') + query.join(QLatin1Char('&'));
}

FieldProblems RedisForm::problems() const
{
    FieldProblems problems;
    const auto say = [&problems](AddressField field, const QString &what) {
        problems.push_back({field, what});
    };
    const auto noPort = RedisFormWords::tr("A port is a number from 1 to 65535.");
    if (way == Way::Host) {
        if (!isPort(port))
            say(AddressField::Port, noPort);
        if (host.contains(QLatin1Char(' ')) || host.contains(QLatin1Char('/')))
            say(AddressField::Host, RedisFormWords::tr("A host is a name or an IP address."));
    } else if (way == Way::Socket) {
        if (!socket.trimmed().startsWith(QLatin1Char('/')))
            say(AddressField::Socket,
                RedisFormWords::tr("Write the whole path of the socket, beginning with \"/\"."));
    } else {
        const auto all = sentinelList(sentinels);
        if (all.isEmpty())
            say(AddressField::Sentinels,
                RedisFormWords::tr(
                    "Name at least one Sentinel, as in sentinel-1:26379, sentinel-2."));
        for (const auto &[name, number] : all) {
            if (name.isEmpty() || !isPort(number)) {
                say(AddressField::Sentinels, noPort);
                break;
            }
        }
        if (service.trimmed().isEmpty())
            say(AddressField::Service,
                RedisFormWords::tr(
                    "Name the service that the Sentinels watch, for example mymaster."));
    }
    bool isNumber = true;
    if (!database.trimmed().isEmpty() && (database.trimmed().toInt(&isNumber) < 0 || !isNumber))
        say(AddressField::Database,
            RedisFormWords::tr("A database of Redis is a number such as 0 or 1."));
    if (tls && certificateFile.trimmed().isEmpty() != keyFile.trimmed().isEmpty())
        say(certificateFile.trimmed().isEmpty() ? AddressField::CertificateFile
                                                : AddressField::KeyFile,
            RedisFormWords::tr("A client certificate and its key belong together."));
    // Whatever else the reader of addresses does not like, such as a path that is too long.
    if (problems.empty()) {
        if (const auto read = RedisAddress::parse(uri().toStdString()); !read)
            say(way == Way::Host         ? AddressField::Host
                    : way == Way::Socket ? AddressField::Socket
                                         : AddressField::Sentinels,
                QString::fromStdString(read.error().text));
    }
    return problems;
}

} // namespace tierlens
