// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tierlens {

// The statements a watch of Postgres asks. Each is one transaction, reads nothing but catalogues,
// and waits for nobody's lock for longer than lock_timeout. They differ with the server's version.
//
// `look` and those about statements read only what all databases share (functions, pg_database,
// pg_authid), so that they add nothing but commits to the counters of the database looked at. The
// others tell themselves, in a row of kind "o", what they have added.
struct PostgresQuestions
{
    std::string look; // rows of kind f (one), s (sessions), r (replicas)
    std::string catalogues; // an array of oids, for the $1 of others
    std::string extension; // $1; one row of kind e and one of kind o
    std::string tables; // $1, $2: whether to ask for the size of files; kinds t and o
    std::string databaseSize;
    std::string statements; // rows of kind i (at most one) and q; empty: there is no such extension
    std::string statementTexts; // $1: array of queryids

    struct Extension // pg_stat_statements, as the catalogue has it
    {
        std::string schema; // quoted; empty: not there
        bool hasExecTime = false; // tells planning and execution apart (1.8)
        bool hasTopLevel = false, hasResets = false; // 1.9
        bool isLoaded = false; // the library
    };

    static PostgresQuestions forVersion(int version); // 150018
    void setExtension(const Extension &there, int version);
};

} // namespace tierlens
