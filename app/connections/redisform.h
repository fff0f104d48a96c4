// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/fieldproblem.h"
#include "core/result.h"

#include <QString>

namespace tierlens {

// A Redis address in the fields of a form, as somebody types them: a port may be no number yet.
struct RedisForm
{
    enum class Way : std::uint8_t { Host, Socket, Sentinels };
    Way way = Way::Host;
    QString host, port; // empty: localhost, 6379
    QString socket;
    QString sentinels; // "host:26379, host"
    QString service; // of which the Sentinels know the primary
    QString user, password, sentinelUser, sentinelPassword;
    QString database; // empty: 0
    bool tls = false;
    QString caFile, certificateFile, keyFile;

    static Result<RedisForm> read(const QString &uri);
    QString uri() const; // with the passwords
    FieldProblems problems() const; // none: the URI can be read

    friend bool operator==(const RedisForm &, const RedisForm &) = default;
};

} // namespace tierlens
