// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"

#include <QString>

namespace tierlens {

// The passwords of one address.
struct AddressSecrets
{
    QString password;
    QString other; // of the Sentinels; of Postgres' TLS key
    bool isEmpty() const { return password.isEmpty() && other.isEmpty(); }
    // As one text, for a keychain.
    QString packed() const;
    static AddressSecrets unpacked(const QString &text);
};

struct AddressParts
{
    QString address; // without a password; as it was written if it had none
    AddressSecrets secrets;
};

Result<AddressParts> withoutSecrets(Tier tier, const QString &address); // "" stays ""
// Secrets that are empty leave what the address has.
Result<QString> withSecrets(Tier tier, const QString &address, const AddressSecrets &secrets);
QString shownAddress(Tier tier, const QString &address); // user@host:port/db; "?": cannot be read

} // namespace tierlens
