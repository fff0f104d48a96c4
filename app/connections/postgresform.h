// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/fieldproblem.h"
#include "core/result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace tierlens {

// A Postgres address in the fields of a form. Everything else it says (application_name,
// target_session_attrs …) is kept in `others` and written back.
struct PostgresForm
{
    QString host; // name, folder of a socket, several with commas; empty: libpq's own
    QString port, user, password, database;
    QString service; // of pg_service.conf
    QString tlsMode; // sslmode; empty: libpq's own, "prefer"
    QString caFile, certificateFile, keyFile, keyPassword; // sslrootcert, sslcert, sslkey
    QList<std::pair<QString, QString>> others;
    bool asKeywords = false; // "host=… dbname=…", as it was read, instead of a URI

    static Result<PostgresForm> read(const QString &connection); // libpq's own reader
    QString connection() const; // with the passwords
    FieldProblems problems() const;
    QStringList hosts() const;

    static const QStringList &tlsModes();

    friend bool operator==(const PostgresForm &, const PostgresForm &) = default;
};

} // namespace tierlens
