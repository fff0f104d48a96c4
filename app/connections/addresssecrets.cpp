// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/addresssecrets.h"

#include "connections/postgresform.h"
#include "connections/redisform.h"
#include "postgres/postgresaddress.h"
#include "redis/redisaddress.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace tierlens {

QString AddressSecrets::packed() const
{
    return QString::fromUtf8(
        QJsonDocument(QJsonArray{password, other}).toJson(QJsonDocument::Compact));
}

AddressSecrets AddressSecrets::unpacked(const QString &text)
{
    const auto both = QJsonDocument::fromJson(text.toUtf8()).array();
    return {both[0].toString(), both[1].toString()};
}

Result<AddressParts> withoutSecrets(Tier tier, const QString &address)
{
    if (address.trimmed().isEmpty())
        return AddressParts{};
    AddressParts parts{address.trimmed(), {}};
    if (tier == Tier::Redis) {
        auto form = RedisForm::read(address);
        if (!form)
            return form.error();
        parts.secrets = {form->password, form->sentinelPassword};
        form->password.clear();
        form->sentinelPassword.clear();
        if (!parts.secrets.isEmpty())
            parts.address = form->uri();
    } else {
        auto form = PostgresForm::read(address);
        if (!form)
            return form.error();
        parts.secrets = {form->password, form->keyPassword};
        form->password.clear();
        form->keyPassword.clear();
        if (!parts.secrets.isEmpty())
            parts.address = form->connection();
    }
    return parts;
}

Result<QString> withSecrets(Tier tier, const QString &address, const AddressSecrets &secrets)
{
    if (address.trimmed().isEmpty() || secrets.isEmpty())
        return address.trimmed();
    const auto fill = [](QString &field, const QString &secret) {
        if (!secret.isEmpty())
            field = secret;
    };
    if (tier == Tier::Redis) {
        auto form = RedisForm::read(address);
        if (!form)
            return form.error();
        fill(form->password, secrets.password);
        fill(form->sentinelPassword, secrets.other);
        return form->uri();
    }
    auto form = PostgresForm::read(address);
    if (!form)
        return form.error();
    fill(form->password, secrets.password);
    fill(form->keyPassword, secrets.other);
    return form->connection();
}

QString shownAddress(Tier tier, const QString &address)
{
    if (address.trimmed().isEmpty())
        return {};
    if (tier == Tier::Redis) {
        const auto read = RedisAddress::parse(address.toStdString());
        return read ? QString::fromStdString(read->shown()) : QStringLiteral("?");
    }
    auto read = PostgresAddress::parse(address.trimmed().toStdString());
    if (!read)
        return QStringLiteral("?");
    if (read->port.find_first_not_of(',') == std::string::npos)
        read->port.clear(); // of several hosts, all the usual one
    return QString::fromStdString(read->shown());
}

} // namespace tierlens
