// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "localservers/localserver.h"

#include <QByteArray>

#include <optional>

namespace tierlens {

// What to say to a server to learn whether it is there, without a password: PING; a Postgres
// start-up message, as pg_isready sends it.
QByteArray serverQuestion(const ServerPlace &place);

// What the bytes that have come so far mean.
struct ServerAnswer
{
    std::optional<LocalState> state; // none: not such a server, or too little has come yet
    bool isOver = false; // nothing more is to come that matters
    QByteArray goodbye; // to be said then, so that the server's log has nothing to complain of
};

ServerAnswer redisAnswer(const QByteArray &bytes);
ServerAnswer postgresAnswer(const QByteArray &bytes);

} // namespace tierlens
