// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backoff.h"
#include "core/event.h"
#include "core/result.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

struct PostgresOptions
{
    std::string connection; // URI, keywords, service=… or empty (PG* environment): libpq's business
    std::string name = "tierlens"; // application_name, unless the user gave one
    std::chrono::milliseconds connectTimeout{2000};
    std::chrono::milliseconds statementTimeout{5000}; // at the server
    // How long an answer may take before we give the connection up (a frozen server does not
    // enforce its own statement_timeout).
    std::chrono::milliseconds answerTimeout{5500};
    bool readOnly = false; // default_transaction_read_only
    bool anyServer = false; // of several hosts the first that answers, whatever is asked for
    const std::atomic<Epoch> *epoch = nullptr; // stamped on each new connection
};

// Rows as text; a null is nullopt.
struct Rows
{
    std::vector<std::vector<std::optional<std::string>>> rows;
    std::uint64_t affected = 0; // by INSERT, UPDATE, DELETE; SELECT: rows found

    bool empty() const { return rows.empty(); }
    std::string_view text(std::size_t row, std::size_t column) const; // null: empty
    std::int64_t number(std::size_t row, std::size_t column) const; // null or no number: 0
    std::uint64_t count(std::size_t row, std::size_t column) const // of what is never below zero
    {
        return static_cast<std::uint64_t>(number(row, column));
    }
};

// One blocking connection to Postgres and all that belongs to it, used by one thread. Comes back by
// itself, like RedisConnection. Prepared statements are prepared again after each reconnection.
// Errors carry the SQLSTATE in `code` and the server's words in `detail`.
class PostgresConnection
{
public:
    explicit PostgresConnection(PostgresOptions options);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection &) = delete;
    PostgresConnection &operator=(const PostgresConnection &) = delete;

    Result<Done> open(); // now, without regard to the pause
    void close();
    bool isOpen() const;
    Epoch epoch() const { return m_epoch; }
    int serverVersion() const; // 150020; 0 if not open
    std::string shown() const; // user@host:port/database, without the password

    // Sends once per connection, then by name. No BEGIN/COMMIT round it, except inside begin().
    Result<Rows> prepared(std::string_view sql, std::span<const std::string> parameters);
    // One statement or several separated by semicolons, not prepared.
    Result<Rows> run(std::string_view sql);
    Result<Rows> run(std::string_view sql, std::span<const std::string> parameters);

    Result<Done> begin();
    Result<Done> commit();
    void rollback(); // also when the connection is already gone

    // Whether the last failed statement had been sent and got no answer at all, so that the server
    // may or may not have carried it out.
    bool lastWasSent() const { return m_sent; }

    // Whether a connection string can be read at all, checked by libpq itself without connecting.
    static Result<Done> check(std::string_view connection);

private:
    struct World; // libpqxx stays in the .cpp
    Result<Done> openIfDue();
    Result<Done> connect();
    Result<Done> setUp();
    void drop(); // the connection, not what the caller believes about a transaction
    template <typename Call> Result<Rows> ask(Call call);
    Error failed(const char *words, const char *sqlState, bool wasLate);
    PostgresOptions m_options;
    std::unique_ptr<World> m_world;
    Backoff m_backoff;
    Error m_lastError;
    std::string m_shown;
    Epoch m_epoch = 0;
    bool m_sent = false;
    bool m_inTransaction = false; // as the caller sees it, even when the connection is gone
};

} // namespace tierlens
