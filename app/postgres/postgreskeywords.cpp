// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgreskeywords.h"

#include "postgres/postgresaddress.h"

#include <libpq-fe.h>

#include <memory>

namespace tierlens {

namespace {
struct FreeKeywords
{
    void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};
} // namespace

Result<PostgresKeywords> readPostgresKeywords(const std::string &connection)
{
    // Refuses what libpq would take for something else, and words the errors.
    if (const auto address = PostgresAddress::parse(connection); !address)
        return address.error();
    const std::unique_ptr<PQconninfoOption, FreeKeywords> options(
        PQconninfoParse(connection.c_str(), nullptr));
    PostgresKeywords keywords;
    for (auto *option = options.get(); option && option->keyword; ++option) {
        if (option->val && *option->val)
            keywords.emplace_back(option->keyword, option->val);
    }
    return keywords;
}

} // namespace tierlens
