// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/addresssecrets.h"
#include "connections/connection.h"
#include "connections/postgresform.h"

#include <QProcessEnvironment>
#include <QString>

#include <optional>
#include <vector>

namespace tierlens {

// A connection that this computer already knows of.
struct ImportProposal
{
    Connection connection; // addresses without passwords
    AddressSecrets redis, postgres; // those of the environment; libpq reads ~/.pgpass itself
    std::optional<PostgresForm> asServed; // what the service file says of a service
    QString source; // where it was found: "REDIS_URL", "/home/ann/.pgpass"
};

struct ImportSources
{
    QProcessEnvironment environment;
    QString home;

    static ImportSources ofThisComputer();
};

// From REDIS_URL and DATABASE_URL, PG*, service files and ~/.pgpass. What cannot be read or would
// need guessing (a line of ~/.pgpass for any host) is left out. Reads small local files.
std::vector<ImportProposal> importProposals(const ImportSources &sources);

} // namespace tierlens
