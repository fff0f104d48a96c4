// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgreserrors.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace tierlens {

namespace {

// `code` is an SQLSTATE or the beginning of one, `has` narrows it by libpq's or the server's words
// (which may be translated, so that an entry without `has` must follow).
// The sentence is: PostgreSQL at PLACE + says + "; " + next.
struct Case
{
    std::string_view code, has;
    ErrorKind kind;
    std::string_view says, next;
};

constexpr std::array Cases{
    Case{"28P01", "", ErrorKind::Denied, "does not accept this user name and password",
        "check both, or put the password into ~/.pgpass"},
    Case{"28000", "pg_hba", ErrorKind::Denied,
        "has no rule that lets this user connect from here to this database",
        "add a line for it to pg_hba.conf there and reload, or use another user"},
    Case{"28000", "does not exist", ErrorKind::Denied, "does not know this user",
        "create it with createuser, or name another one in the address (user=…)"},
    Case{"28", "", ErrorKind::Denied, "does not let this user in",
        "check user name and password, and the rules in pg_hba.conf there"},
    Case{"3D000", "", ErrorKind::Refused, "has no database with this name",
        "check the name, or create it with createdb"},
    Case{"57P03", "starting up", ErrorKind::NotReady, "is starting up", "Tierlens keeps trying"},
    Case{"57P03", "shutting down", ErrorKind::NotReady, "is shutting down",
        "start it again; Tierlens keeps trying"},
    Case{"57P03", "recovery", ErrorKind::NotReady, "is recovering after a crash",
        "Tierlens keeps trying; nothing that was committed is lost"},
    Case{"57P03", "", ErrorKind::NotReady, "does not take connections at the moment",
        "it is starting, recovering or shutting down; Tierlens keeps trying"},
    Case{"53300", "", ErrorKind::NotReady, "has no free connection for us (max_connections)",
        "use fewer clients, close other programs, or raise max_connections there"},
    Case{"53100", "", ErrorKind::Refused, "has no space left on its disk", "free some space there"},
    Case{"53", "", ErrorKind::Refused, "is short of memory, disk or another resource",
        "look into its log, and use fewer clients"},
    Case{"25006", "", ErrorKind::Refused, "is read-only here and takes no writes",
        "connect to the primary, or without the read-only setting"},
    Case{"57014", "", ErrorKind::Timeout, "gave up a statement that took too long",
        "raise statement_timeout in the address, or look what else is running there"},
    Case{"55P03", "", ErrorKind::Timeout, "waited too long for a lock another session holds",
        "wait until that session is done, or end it"},
    Case{"40P01", "", ErrorKind::Refused,
        "ended this transaction because it and another one waited for each other", "run it again"},
    Case{"40001", "", ErrorKind::Refused,
        "ended this transaction because another one changed the same rows", "run it again"},
    Case{"42501", "", ErrorKind::Denied, "does not allow this user to do that",
        "let its administrator grant the right, or use another user"},
    Case{"42P01", "", ErrorKind::Refused, "has no table with this name",
        "check that this is the right database, or let Tierlens set up its tables again"},
    Case{"23", "", ErrorKind::Refused, "refused a row that breaks a rule of its table",
        "its own words name the rule"},
    Case{"25P02", "", ErrorKind::Refused,
        "ignores the rest of a transaction whose earlier statement failed",
        "nothing of it was saved; run it again"},
    Case{"57P01", "", ErrorKind::Unreachable, "ended this connection on its administrator's order",
        "Tierlens connects again by itself"},
    Case{"57P02", "", ErrorKind::Unreachable,
        "ended all connections because one of its processes crashed",
        "it recovers by itself, and Tierlens connects again"},
    Case{"57P05", "", ErrorKind::Unreachable, "ended this connection because it was idle too long",
        "Tierlens connects again by itself"},
    Case{"25P03", "", ErrorKind::Unreachable,
        "ended this connection because its transaction was idle too long",
        "Tierlens connects again by itself"},
    Case{"08P01", "", ErrorKind::Protocol, "and Tierlens do not understand each other",
        "check the port, and whether a pooler stands in between"},
    Case{"08", "", ErrorKind::Unreachable, "broke the connection",
        "Tierlens connects again by itself"},
    Case{"0A000", "", ErrorKind::Refused, "cannot do what was asked",
        "it may be too old; Tierlens needs PostgreSQL 12 or newer"},
    Case{"42", "", ErrorKind::Refused, "did not understand a statement",
        "its own words name the place"},
    Case{"58", "", ErrorKind::Refused, "has trouble with its own files", "look into its log"},
    Case{"XX", "", ErrorKind::Refused, "reports a mistake of its own", "look into its log"},
};

// For what libpq says itself, without an SQLSTATE. The sentence is as above.
constexpr std::array Sayings{
    Case{"", "translate host name", ErrorKind::Unreachable,
        "cannot be found: there is no host with this name", "check the spelling, or the network"},
    Case{"", "no password supplied", ErrorKind::Denied, "asks for a password",
        "put it into ~/.pgpass, PGPASSWORD or the address"},
    Case{"", "does not support SSL", ErrorKind::Protocol,
        "offers no TLS, and the address demands it", "switch TLS on there, or use sslmode=prefer"},
    Case{"", "invalid response to SSL", ErrorKind::Protocol, "does not speak like PostgreSQL",
        "check the port"},
    Case{"", "expected authentication request", ErrorKind::Protocol,
        "does not speak like PostgreSQL", "check the port"},
    Case{"", "root certificate file", ErrorKind::Denied,
        "cannot be checked: the root certificate is missing",
        "put it where libpq's words say, or set sslrootcert"},
    Case{"", "certificate verify failed", ErrorKind::Denied,
        "shows a certificate that your root certificate does not confirm",
        "check sslrootcert, and that this is the right server"},
    Case{"", "does not match host name", ErrorKind::Denied,
        "shows a certificate for another host name", "use the name the certificate is for"},
    Case{"", "requirepeer", ErrorKind::Denied, "runs as another user than requirepeer demands",
        "check that this is the right server"},
    Case{"", "definition of service", ErrorKind::Usage, "cannot be found: there is no such service",
        "check its name in pg_service.conf"},
    Case{"", "service file", ErrorKind::Usage, "cannot be found: the service file cannot be read",
        "check PGSERVICEFILE and pg_service.conf"},
    Case{"", "invalid port number", ErrorKind::Usage, "has no valid port",
        "use a number from 1 to 65535"},
    Case{"", "invalid integer value", ErrorKind::Usage, "has a setting that is not a number",
        "check port and connect_timeout"},
    Case{"", "is not supported on this platform", ErrorKind::Usage, "has an unknown setting",
        "check the address"},
    Case{"", "too long (maximum", ErrorKind::Usage, "has a socket folder with too long a path",
        "use a shorter one"},
};

struct SystemCase
{
    int number;
    ErrorKind kind;
    std::string_view says, next;
};
// The more telling first: "localhost" is tried by several ways, and each adds its line.
constexpr std::array SystemCases{
    SystemCase{ECONNREFUSED, ErrorKind::Unreachable, "cannot be reached: nothing listens there",
        "start it, or check host and port"},
    SystemCase{ENOENT, ErrorKind::Unreachable, "cannot be reached: there is no such socket",
        "start it, or check the folder and the port in the address"},
    SystemCase{EACCES, ErrorKind::Denied, "cannot be reached: you have no right to use its socket",
        "ask for membership of the group that owns it, or connect by host=localhost"},
    SystemCase{ENETUNREACH, ErrorKind::Unreachable, "cannot be reached: no network leads there",
        "check the network or the tunnel"},
    SystemCase{EHOSTUNREACH, ErrorKind::Unreachable, "cannot be reached: no network leads there",
        "check the network or the tunnel"},
    SystemCase{ETIMEDOUT, ErrorKind::Timeout, "does not answer",
        "check host and port, or a firewall in between"},
};

std::string sentence(const std::string &place, std::string_view says, std::string_view next)
{
    std::string text = "PostgreSQL at " + place + ' ';
    return text.append(says).append("; ").append(next).append(".");
}

bool isState(std::string_view text)
{
    return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    });
}

// Where "28P01: " stands in "FATAL:  28P01: password …", or npos. The word before it is translated.
std::size_t stateAt(std::string_view line)
{
    for (auto at = line.find(":  "); at != line.npos; at = line.find(":  ", at + 1)) {
        if (isState(line.substr(at + 3, 5)) && line.substr(at + 8, 2) == ": ")
            return at + 3;
    }
    return line.npos;
}

// "LOCATION:  auth_failed, auth.c:335", in whatever language
bool isSourceLine(std::string_view line)
{
    const auto comma = line.rfind(", ");
    const auto colon = line.rfind(".c:");
    return line.find(":  ") != line.npos && comma != line.npos && colon != line.npos
        && colon > comma && line.find_first_not_of("0123456789", colon + 3) == line.npos;
}

} // namespace

std::string_view sqlStateIn(std::string_view words)
{
    const auto at = stateAt(words);
    return at == words.npos ? std::string_view() : words.substr(at, 5);
}

std::string plainWords(std::string_view words)
{
    std::string out;
    while (!words.empty()) {
        std::string line(words.substr(0, words.find('\n')));
        words.remove_prefix(std::min(words.size(), line.size() + 1));
        if (isSourceLine(line))
            continue;
        if (const auto at = stateAt(line); at != line.npos)
            line.erase(at, 7);
        if (!out.empty())
            out += '\n';
        out += line;
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' '))
        out.pop_back();
    return out;
}

Error postgresFailure(const PostgresFailure &failure, const std::string &place)
{
    const auto words = failure.words;
    const auto state = failure.sqlState.empty() ? sqlStateIn(words) : failure.sqlState;
    Error error{ErrorKind::Unreachable, std::string(state), {}, plainWords(words)};
    const auto tell = [&](const auto &which) {
        error.kind = which.kind;
        error.text = sentence(place, which.says, which.next);
        return error;
    };
    if (!state.empty()) {
        for (const auto &which : Cases) {
            if (state.starts_with(which.code) && words.find(which.has) != words.npos)
                return tell(which);
        }
        error.kind = ErrorKind::Refused;
        error.text = "PostgreSQL at " + place + " refused a statement; its own words say why.";
        return error;
    }
    for (const auto &which : Sayings) {
        if (words.find(which.has) != words.npos)
            return tell(which);
    }
    // libpq quotes the system in the language of the system.
    for (const auto &which : SystemCases) {
        if (words.find(std::strerror(which.number)) != words.npos)
            return tell(which);
    }
    if (failure.connecting && words.find("closed the connection") != words.npos)
        error.text = "What listens as PostgreSQL at " + place
            + " closed the connection without an answer; it is shutting down, or is no PostgreSQL.";
    else if (failure.connecting)
        error.text = "PostgreSQL at " + place
            + " did not complete the connection; check the address and that it runs.";
    else
        error.text = "The connection to PostgreSQL at " + place
            + " broke; it may have stopped. Tierlens connects again by itself.";
    return error;
}

} // namespace tierlens
