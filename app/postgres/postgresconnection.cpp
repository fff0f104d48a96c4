// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresconnection.h"

#include "postgres/answerdeadline.h"
#include "postgres/postgresaddress.h"
#include "postgres/postgresconnect.h"
#include "postgres/postgreserrors.h"
#include "postgres/pqxxcalls.h"

#include <QCoreApplication>

#include <charconv>
#include <functional>
#include <unordered_map>
#include <utility>

namespace tierlens {

namespace {
struct PostgresErrorsWords
{
    Q_DECLARE_TR_FUNCTIONS(PostgresErrors)
};
} // namespace

namespace {

struct TextHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const
    {
        return std::hash<std::string_view>{}(text);
    }
};

using Settings = std::vector<std::pair<std::string, std::string>>;

// What a session gets unless the user asked for something else.
Settings defaults(const PostgresOptions &options)
{
    Settings settings;
    if (const auto time = options.statementTimeout.count(); time > 0) {
        settings.emplace_back("statement_timeout", std::to_string(time));
        // Shorter, so that the error tells waiting for a lock from a slow statement.
        settings.emplace_back(
            "lock_timeout", std::to_string(std::max<decltype(time * 4)>(1, time * 4 / 5)));
    }
    return settings;
}

// In the connection's first message, so that it costs no statement. Of two settings of one name
// the server takes the last: the user's beat our defaults, and read-only beats all.
std::string sessionOptions(const PostgresOptions &options, const std::string &users)
{
    std::string text;
    for (const auto &[name, value] : defaults(options))
        text += "-c " + name + '=' + value + ' ';
    text += users;
    if (options.readOnly)
        text += " -c default_transaction_read_only=on";
    return text;
}

Rows toRows(const pqxx::result &result)
{
    Rows rows;
    rows.affected = static_cast<std::uint64_t>(result.affected_rows());
    rows.rows.reserve(static_cast<std::size_t>(result.size()));
    for (const auto &row : result) {
        auto &fields = rows.rows.emplace_back();
        fields.reserve(static_cast<std::size_t>(row.size()));
        for (const auto &field : row) {
            if (field.is_null())
                fields.emplace_back();
            else
                fields.emplace_back(std::in_place, field.c_str(), field.size());
        }
    }
    return rows;
}

} // namespace

struct PostgresConnection::World
{
    explicit World(PGconn *made)
        : raw(made)
        , connection(made)
        , work(connection)
        , deadline(PQsocket(made))
    { }

    const std::string &statement(std::string_view sql)
    {
        auto found = names.find(sql);
        if (found == names.end()) {
            auto name = "tierlens_" + std::to_string(names.size() + 1);
            pqxxcalls::prepare(connection, name, std::string(sql));
            found = names.emplace(sql, std::move(name)).first;
        }
        return found->second;
    }

    PGconn *raw; // owned by connection
    pqxxcalls::Connection connection;
    pqxx::nontransaction work; // sends statements as they are; lives as long as the connection
    AnswerDeadline deadline;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> names; // by SQL
    bool isPrepared = true; // the call under way has got as far as executing
};

std::string_view Rows::text(std::size_t row, std::size_t column) const
{
    const auto &field = rows.at(row).at(column);
    return field ? std::string_view(*field) : std::string_view();
}

std::int64_t Rows::number(std::size_t row, std::size_t column) const
{
    const auto digits = text(row, column);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value : 0;
}

PostgresConnection::PostgresConnection(PostgresOptions options)
    : m_options(std::move(options))
{
    if (const auto address = PostgresAddress::parse(m_options.connection))
        m_shown = address->shown();
}

PostgresConnection::~PostgresConnection() = default;

Result<Done> PostgresConnection::check(std::string_view connection)
{
    const auto address = PostgresAddress::parse(std::string(connection));
    if (!address)
        return address.error();
    return Done{};
}

bool PostgresConnection::isOpen() const { return m_world != nullptr; }

void PostgresConnection::drop() { m_world.reset(); }

void PostgresConnection::close()
{
    drop();
    m_inTransaction = false;
}

int PostgresConnection::serverVersion() const
{
    return m_world ? PQserverVersion(m_world->raw) : 0;
}

std::string PostgresConnection::shown() const { return m_shown; }

Result<Done> PostgresConnection::openIfDue()
{
    if (m_world) [[likely]]
        return Done{};
    // A new connection would know nothing of the transaction that is lost.
    if (m_inTransaction || !m_backoff.isDue())
        return m_lastError;
    return open();
}

Result<Done> PostgresConnection::open()
{
    m_sent = false;
    // See RedisConnection::open(): the same number before and after is that of who answered.
    for (int attempt = 0; attempt < 2; ++attempt) {
        drop();
        const Epoch before = m_options.epoch ? m_options.epoch->load() : Epoch{0};
        if (const auto done = connect(); !done) {
            drop();
            m_sent = false;
            m_lastError = done.error();
            m_backoff.failed();
            return m_lastError;
        }
        if (!m_options.epoch || m_options.epoch->load() == before) {
            m_epoch = before;
            m_backoff.succeeded();
            return Done{};
        }
    }
    drop();
    m_lastError = {ErrorKind::Unreachable, {},
        PostgresErrorsWords::tr(
            "PostgreSQL at %1 was restarted again and again while Tierlens was connecting; "
            "it tries again by itself.")
            .arg(QString::fromStdString(m_shown))
            .toStdString(),
        {}};
    m_backoff.failed();
    return m_lastError;
}

Result<Done> PostgresConnection::connect()
{
    const auto address = PostgresAddress::parse(m_options.connection);
    if (!address)
        return address.error();
    PostgresConnectOptions how{
        m_options.connection, m_options.name, {}, m_options.connectTimeout, m_options.anyServer};
    // The options in a service file would be overridden, and are known only later.
    bool bySet = !address->service.empty();
    if (!bySet)
        how.sessionOptions = sessionOptions(m_options, address->options);
    auto made = connectToPostgres(how);
    if (!made && made.error().code == "08P01"
        && made.error().detail.find("startup parameter") != std::string::npos) {
        // Some poolers take no options in the first message.
        bySet = true;
        how.sessionOptions.clear();
        made = connectToPostgres(how);
    }
    if (!made)
        return made.error();
    try {
        m_world = std::make_unique<World>(*made);
    } catch (const std::exception &exception) {
        return failed(exception.what(), "", false);
    }
    m_shown = placeOf(m_world->raw);
    return bySet ? setUp() : Result<Done>(Done{});
}

Result<Done> PostgresConnection::setUp()
{
    const auto users = sessionOptionsOf(m_world->raw);
    std::string sql;
    for (const auto &[name, value] : defaults(m_options)) {
        if (users.find(name) == users.npos)
            sql += "SET " + name + '=' + value + ';';
    }
    if (m_options.readOnly)
        sql += "SET default_transaction_read_only=on;";
    if (sql.empty())
        return Done{};
    const auto set = run(sql);
    if (!set)
        return set.error();
    return Done{};
}

template <typename Call> Result<Rows> PostgresConnection::ask(Call call)
{
    m_sent = false;
    if (auto done = openIfDue(); !done)
        return done.error();
    World &world = *m_world;
    world.isPrepared = true;
    world.deadline.start(m_options.answerTimeout);
    try {
        const pqxx::result result = call(world);
        const bool wasLate = world.deadline.stop();
        auto rows = toRows(result);
        if (wasLate) // the answer came just in time, but the connection is shut down
            drop();
        return rows;
    } catch (const pqxx::sql_error &error) {
        return failed(error.what(), error.sqlstate().c_str(), world.deadline.stop());
    } catch (const std::exception &error) {
        return failed(error.what(), "", world.deadline.stop());
    }
}

Error PostgresConnection::failed(const char *words, const char *sqlState, bool wasLate)
{
    const bool wasExecuting = m_world && m_world->isPrepared;
    const bool isBroken = m_world && PQstatus(m_world->raw) != CONNECTION_OK;
    if (wasLate) {
        m_sent = wasExecuting;
        m_lastError = {ErrorKind::Timeout, {},
            PostgresErrorsWords::tr(
                "PostgreSQL at %1 did not answer within %2 ms; it may be frozen or "
                "overloaded. Tierlens keeps trying.")
                .arg(QString::fromStdString(m_shown))
                .arg(m_options.answerTimeout.count())
                .toStdString(),
            {}};
        drop();
        return m_lastError;
    }
    // Of a broken connection, libpqxx tells what it could not do next, and libpq what happened.
    if (isBroken && *PQerrorMessage(m_world->raw)) {
        words = PQerrorMessage(m_world->raw);
        sqlState = "";
    }
    const auto text = PostgresAddress::redacted(words, m_options.connection);
    auto error = postgresFailure({text, sqlState, false}, m_shown);
    if (isBroken) {
        // "Terminating" is an answer, too: the statement was not carried out.
        m_sent = wasExecuting && error.code.empty();
        m_lastError = error;
        drop();
    }
    return error;
}

Result<Rows> PostgresConnection::prepared(
    std::string_view sql, std::span<const std::string> parameters)
{
    return ask([&](World &world) {
        world.isPrepared = false;
        const auto &name = world.statement(sql);
        world.isPrepared = true;
        return pqxxcalls::executePrepared(world.work, name, parameters);
    });
}

Result<Rows> PostgresConnection::run(std::string_view sql)
{
    return ask([&](World &world) { return world.work.exec(std::string(sql)); });
}

Result<Rows> PostgresConnection::run(std::string_view sql, std::span<const std::string> parameters)
{
    return ask(
        [&](World &world) { return pqxxcalls::execute(world.work, std::string(sql), parameters); });
}

Result<Done> PostgresConnection::begin()
{
    const auto begun = run("BEGIN");
    if (!begun)
        return begun.error();
    m_inTransaction = true;
    return Done{};
}

Result<Done> PostgresConnection::commit()
{
    // Somebody has opened another connection since.
    if (m_inTransaction && m_world && PQtransactionStatus(m_world->raw) == PQTRANS_IDLE) {
        m_inTransaction = false;
        m_sent = false;
        return Error{ErrorKind::Unreachable, {},
            PostgresErrorsWords::tr(
                "The connection to PostgreSQL at %1 was replaced in the middle of a "
                "transaction; nothing of it was saved.")
                .arg(QString::fromStdString(m_shown))
                .toStdString(),
            {}};
    }
    // The server would answer COMMIT with ROLLBACK, and call that a success.
    if (m_world && PQtransactionStatus(m_world->raw) == PQTRANS_INERROR) {
        rollback();
        return postgresFailure({{}, "25P02", false}, m_shown);
    }
    const auto committed = run("COMMIT");
    m_inTransaction = false;
    if (!committed)
        return committed.error();
    return Done{};
}

void PostgresConnection::rollback()
{
    if (m_world && PQtransactionStatus(m_world->raw) != PQTRANS_IDLE)
        static_cast<void>(run("ROLLBACK"));
    m_inTransaction = false;
}

} // namespace tierlens
