// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The differences between libpqxx 6.4 and 7.10, and nothing else.
#include <pqxx/pqxx>

#include <libpq-fe.h>

#include <span>
#include <string>
#include <utility>

namespace tierlens::pqxxcalls {

#if PQXX_VERSION_MAJOR < 7

// A libpqxx connection over one that libpq has already made; closes it. Never reconnects.
class Connection final : public pqxx::connection_base
{
public:
    explicit Connection(PGconn *made)
        : pqxx::connection_base(m_policy)
        , m_policy(made)
    {
        init();
    }
    ~Connection() { close(); }

private:
    class HandOver final : public pqxx::connectionpolicy
    {
    public:
        explicit HandOver(PGconn *made)
            : pqxx::connectionpolicy({})
            , m_made(made)
        { }
        handle do_startconnect(handle present) override
        {
            return present ? present : std::exchange(m_made, nullptr);
        }

    private:
        PGconn *m_made;
    };
    HandOver m_policy;
};

inline void prepare(Connection &connection, const std::string &name, const std::string &sql)
{
    connection.prepare(name, sql);
    connection.prepare_now(name);
}

inline pqxx::result execute(
    pqxx::transaction_base &work, const std::string &sql, std::span<const std::string> parameters)
{
    return work.exec_params(
        sql, pqxx::prepare::make_dynamic_params(parameters.begin(), parameters.end()));
}

inline pqxx::result executePrepared(
    pqxx::transaction_base &work, const std::string &name, std::span<const std::string> parameters)
{
    return work.exec_prepared(
        name, pqxx::prepare::make_dynamic_params(parameters.begin(), parameters.end()));
}

#else

class Connection final
{
public:
    explicit Connection(PGconn *made)
        : m_connection(pqxx::connection::seize_raw_connection(made))
    { }
    operator pqxx::connection &() { return m_connection; } // NOLINT: as in libpqxx 6

private:
    pqxx::connection m_connection;
};

inline void prepare(pqxx::connection &connection, const std::string &name, const std::string &sql)
{
    connection.prepare(name, sql);
}

inline pqxx::params toParams(std::span<const std::string> parameters)
{
    pqxx::params out;
    for (const auto &parameter : parameters)
        out.append(parameter);
    return out;
}

inline pqxx::result execute(
    pqxx::transaction_base &work, const std::string &sql, std::span<const std::string> parameters)
{
    return work.exec(sql, toParams(parameters));
}

inline pqxx::result executePrepared(
    pqxx::transaction_base &work, const std::string &name, std::span<const std::string> parameters)
{
    return work.exec(pqxx::prepped{name}, toParams(parameters));
}

#endif

} // namespace tierlens::pqxxcalls
