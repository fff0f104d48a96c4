// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFuture>
#include <QString>

#include <cstdint>
#include <string>

namespace tierlens {

// A key as it was before it was deleted: DUMP, and how long it had to live.
struct DeletedKey
{
    int database = 0;
    std::string key;
    std::string dump; // empty: it was not there, or was not to be kept (then `canUndo` is false)
    std::int64_t expiresAt = 0; // ms since 1970 by the server's clock; 0: never
    bool canUndo = false;
    bool wasThere = true;
};

// Deletes one key and keeps what is needed to bring it back. Without `withoutUndo` these change
// nothing: TOOBIG, a key over `mostBytes`; NOSIZE, this user may not ask how big it is; CHANGING,
// somebody changes it all the time. With it nothing is read. Workers of their own; errors are
// sentences.
QFuture<Result<DeletedKey>> deleteKey(const QString &redis, int database, const std::string &key,
    bool withoutUndo = false, std::int64_t mostBytes = 16 * 1024 * 1024);
// RESTORE … ABSTTL; fails, changing nothing, if somebody has made the key anew in the meantime, or
// if its time would be over by now.
QFuture<Result<Done>> undoDelete(const QString &redis, const DeletedKey &key);

} // namespace tierlens
