// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// Which commands a server refused on this connection. They are not sent again on it: each refusal
// is an entry in the server's ACL LOG.
class RedisRights
{
public:
    explicit RedisRights(std::string user)
        : m_user(user.empty() ? std::string("default") : std::move(user))
    { }
    void clear() { m_missing.clear(); }
    bool may(std::string_view command) const { return m_missing.find(command) == m_missing.end(); }
    // Takes it in, if the error is about the right or about the server's age.
    void refused(const std::string &command, const Error &error);
    std::vector<std::string> sentences() const;
    // What one does not see without it, and the statement that gives the right.
    std::string sentence(std::string_view command, const Error &error) const;

private:
    std::string m_user;
    std::map<std::string, std::string, std::less<>> m_missing;
};

} // namespace tierlens
