// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>

namespace tierlens {

// Where the server programs are, and their versions ("15.20", "7.0.15").
struct Programs
{
    QString initdb, postgres, redis;
    QString postgresVersion, redisVersion;
    QString redisName; // "Redis", "Valkey" or "KeyDB"

    int postgresMajor() const;
    QString postgresTool(QLatin1String name) const; // beside the server: pg_ctl, psql
};

// What the sandbox needs and was not found here.
struct ProgramLack
{
    QString what; // "No Redis server program was found", without a full stop
    QString wish; // what to install, in words: "Redis or Valkey"
    QString command; // what installs it on this system; empty: not known
    QString sentence() const; // all of it, with what can be done instead
};

// Looks for initdb, postgres and a Redis: the place asked for, then TIERLENS_PG_BIN and
// TIERLENS_REDIS_SERVER, PG_BIN, PATH, pg_config, and where distributions, Homebrew, Postgres.app
// and EDB put them. Runs `--version` of what it found; blocks for some tens of milliseconds.
class ProgramSearch
{
    Q_DECLARE_TR_FUNCTIONS(ProgramSearch)
public:
    QString postgresBin; // folder of initdb and postgres; asked for: nowhere else is looked
    QString redisServer; // program; asked for: nowhere else is looked
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QString root; // put before the well-known places, for tests

    Result<Programs> find() const;
    std::optional<ProgramLack> lack() const; // nothing: find() finds all

private:
    std::optional<Programs> look(ProgramLack &lack) const;
    // Empty: not found; then `lack` says it already if it was asked for in one place.
    QString findPostgresBin(ProgramLack &lack) const;
    QString findRedis(ProgramLack &lack) const;
    QStringList wellKnownPostgresBins() const;
    std::optional<QString> named(const QString &variable) const;
    QString inPath(const QString &program) const;
    QString osRelease() const;
    ProgramLack missing(bool postgres, bool redis, const QString &what) const;
    bool lacksStatistics(const QString &bin, int major) const;
};

} // namespace tierlens
