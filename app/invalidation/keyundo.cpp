// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/keyundo.h"

#include "core/durationtext.h"
#include "keyspace/keyconnections.h"
#include "keyspace/keyworker.h"

#include <QCoreApplication>

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace tierlens {

namespace {

using namespace std::chrono_literals;

struct KeyUndoWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyUndo)
};

constexpr auto UndoTimeLimit = 5s; // of one command
constexpr std::int64_t FewElements = 1000;

std::string_view lengthCommand(std::string_view type) // empty: of a module
{
    static constexpr std::pair<std::string_view, std::string_view> commands[]{{"string", "STRLEN"},
        {"list", "LLEN"}, {"set", "SCARD"}, {"zset", "ZCARD"}, {"hash", "HLEN"},
        {"stream", "XLEN"}};
    for (const auto &[name, command] : commands) {
        if (name == type)
            return command;
    }
    return {};
}

Error undoError(ErrorKind kind, const char *code, const QString &text)
{
    return {kind, code, text.toStdString(), {}};
}

Error tooBig(std::int64_t bytes, std::int64_t most)
{
    return undoError(ErrorKind::Refused, "TOOBIG",
        KeyUndoWords::tr(
            "This key takes %1, more than the %2 that Tierlens keeps for Undo; nothing "
            "was deleted.")
            .arg(bytesText(static_cast<std::uint64_t>(bytes)),
                bytesText(static_cast<std::uint64_t>(most))));
}

// ms since 1970 by the server's clock.
Result<std::int64_t> timeOf(CountedConnection &connection)
{
    const auto time = connection.command({"TIME"});
    if (!time)
        return time.error();
    return (*time)[0].integer() * 1000 + (*time)[1].integer() / 1000;
}

// Takes the value and deletes the key, unless somebody has changed it in between.
class OneDeletion
{
public:
    OneDeletion(KeyConnections &nodes, int database, const std::string &key)
        : m_nodes(nodes)
    {
        m_out.database = database;
        m_out.key = key;
    }

    Result<DeletedKey> run(bool withoutUndo, std::int64_t mostBytes)
    {
        if (withoutUndo)
            return unlink();
        // DUMP would tell, too, but only after the server has written all of it out.
        const auto bytes = size();
        if (!bytes)
            return bytes.error();
        if (!*bytes) {
            m_out.wasThere = false;
            return std::move(m_out);
        }
        if (**bytes > mostBytes)
            return tooBig(**bytes, mostBytes);
        for (int turn = 0; turn < 5; ++turn) {
            const auto deleted = takeAndDelete(mostBytes);
            if (!deleted)
                return deleted.error();
            if (*deleted)
                return std::move(m_out);
        }
        return undoError(ErrorKind::Refused, "CHANGING",
            KeyUndoWords::tr("The key is being changed all the time, so that its value cannot be "
                             "kept for Undo; nothing was deleted."));
    }

private:
    Result<DeletedKey> unlink()
    {
        const auto done = m_nodes.command(m_out.key, {"UNLINK", m_out.key});
        if (!done)
            return m_nodes.lastWasSent() ? unsure(done.error()) : done.error();
        m_out.wasThere = done->integer() > 0;
        return std::move(m_out);
    }

    // Nothing: it is not there.
    Result<std::optional<std::int64_t>> size()
    {
        const auto &key = m_out.key;
        const auto type = m_nodes.command(key, {"TYPE", key});
        if (!type)
            return mayNotAsk(type.error());
        if (type->text() == "none")
            return std::optional<std::int64_t>();
        // Of few elements all are weighed: among five small ones the big one would be missed.
        std::string_view samples = "5";
        if (const auto command = lengthCommand(type->text()); !command.empty()) {
            const auto length = m_nodes.command(key, {command, key});
            if (!length)
                return mayNotAsk(length.error());
            if (type->text() == "string")
                return std::optional(length->integer());
            if (length->integer() <= FewElements)
                samples = "0";
        }
        const auto bytes = m_nodes.command(key, {"MEMORY", "USAGE", key, "SAMPLES", samples});
        if (bytes)
            return bytes->isNil() ? std::optional<std::int64_t>() : bytes->integer();
        if (isRefusal(bytes.error()) && isSmall())
            return std::optional<std::int64_t>(0);
        return mayNotAsk(bytes.error());
    }

    // How the server keeps a few short elements: in one piece of some kilobytes.
    bool isSmall()
    {
        const auto encoding = m_nodes.command(m_out.key, {"OBJECT", "ENCODING", m_out.key});
        return encoding
            && (encoding->text() == "listpack" || encoding->text() == "ziplist"
                || encoding->text() == "intset");
    }

    // "ERR": a server without the command, or that has hidden it.
    static bool isRefusal(const Error &error)
    {
        return error.code == "NOPERM" || error.code == "ERR";
    }

    static Error mayNotAsk(const Error &error)
    {
        if (!isRefusal(error))
            return error;
        return undoError(error.kind, "NOSIZE",
            KeyUndoWords::tr("This user may not ask how big the key is (MEMORY USAGE), so that its "
                             "value is not read to be kept for Undo; nothing was deleted."));
    }

    Error unsure(const Error &error) const
    {
        return {error.kind, "UNSURE",
            KeyUndoWords::tr("The connection broke while the key was being deleted: it may be gone "
                             "or not. %1")
                .arg(QString::fromStdString(error.text))
                .toStdString(),
            error.detail};
    }

    // When it would have gone, exact to the millisecond.
    Result<std::int64_t> expiry(CountedConnection &connection)
    {
        const auto &key = m_out.key;
        const auto at = connection.command({"PEXPIRETIME", key}); // from Redis 7 on
        if (at)
            return at->integer() > 0 ? at->integer() : std::int64_t{0};
        if (!connection.isOpen())
            return at.error();
        const auto now = timeOf(connection);
        if (!now)
            return now.error();
        const auto rest = connection.command({"PTTL", key});
        if (!rest)
            return rest.error();
        return rest->integer() > 0 ? *now + rest->integer() : std::int64_t{0};
    }

    // False: changed meanwhile, nothing was done.
    Result<bool> takeAndDelete(std::int64_t mostBytes)
    {
        const auto &key = m_out.key;
        auto &connection = m_nodes.nodeOf(key);
        if (auto watched = connection.command({"WATCH", key}); !watched)
            return watched.error();
        const auto dump = connection.command({"DUMP", key});
        if (!dump)
            return dump.error();
        if (dump->isNil()) { // gone by itself
            m_out.wasThere = false;
            return true;
        }
        const auto bytes = static_cast<std::int64_t>(dump->text().size());
        if (bytes > mostBytes)
            return tooBig(bytes, mostBytes);
        m_out.canUndo = true;
        m_out.dump = dump->text();
        const auto expires = expiry(connection);
        if (!expires)
            return expires.error();
        m_out.expiresAt = *expires;

        // By itself: were it refused, what comes after it would be carried out all the same.
        if (auto begun = connection.command({"MULTI"}); !begun)
            return begun.error();
        static_cast<void>(connection.append({"UNLINK", key}));
        static_cast<void>(connection.append({"EXEC"}));
        if (const auto queued = connection.reply(); !queued)
            return connection.isOpen() ? queued.error() : unsure(queued.error());
        const auto executed = connection.reply();
        if (!executed)
            return connection.isOpen() ? executed.error() : unsure(executed.error());
        if (executed->isNil())
            return false;
        if ((*executed)[0].integer() == 0) { // its time was over just then
            m_out.dump.clear();
            m_out.canUndo = m_out.wasThere = false;
        }
        return true;
    }

    KeyConnections &m_nodes;
    DeletedKey m_out;
};

Result<Done> restore(KeyConnections &nodes, const DeletedKey &deleted)
{
    const auto &key = deleted.key;
    const auto late = [] {
        return undoError(ErrorKind::Refused, "EXPIRED",
            KeyUndoWords::tr("The key's time to live is over by now, so it would be gone anyway; "
                             "nothing was restored."));
    };
    if (auto done = nodes.open(); !done)
        return done;
    if (const auto found = nodes.command(key, {"TYPE", key}); !found)
        return found.error(); // also finds the node in a Cluster
    if (deleted.expiresAt > 0) {
        const auto now = timeOf(nodes.nodeOf(key));
        if (!now)
            return now.error();
        if (*now >= deleted.expiresAt)
            return late();
    }
    const auto expires = std::to_string(deleted.expiresAt);
    auto restored = deleted.expiresAt > 0
        ? nodes.command(key, {"RESTORE", key, expires, deleted.dump, "ABSTTL"})
        : nodes.command(key, {"RESTORE", key, "0", deleted.dump});
    if (!restored && restored.error().code == "BUSYKEY")
        return undoError(ErrorKind::Refused, "BUSYKEY",
            KeyUndoWords::tr("Somebody has made this key anew in the meantime; it was left as it "
                             "is."));
    if (!restored)
        return restored.error();
    return Done{};
}

} // namespace

QFuture<Result<DeletedKey>> deleteKey(const QString &redis, int database, const std::string &key,
    bool withoutUndo, std::int64_t mostBytes)
{
    return onKeyWorker<DeletedKey>(
        [redis, database, key, withoutUndo, mostBytes]() -> Result<DeletedKey> {
            KeyConnections nodes(redis, database, UndoTimeLimit);
            if (auto done = nodes.open(); !done)
                return done.error();
            return OneDeletion(nodes, database, key).run(withoutUndo, mostBytes);
        });
}

QFuture<Result<Done>> undoDelete(const QString &redis, const DeletedKey &key)
{
    return onKeyWorker<Done>([redis, key]() -> Result<Done> {
        if (!key.canUndo)
            return undoError(ErrorKind::Usage, "NOUNDO",
                KeyUndoWords::tr("The value of this key was not kept, so it cannot be restored."));
        KeyConnections nodes(redis, key.database, UndoTimeLimit);
        return restore(nodes, key);
    });
}

} // namespace tierlens
