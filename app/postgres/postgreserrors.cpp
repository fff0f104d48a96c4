// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgreserrors.h"

#include <QCoreApplication>

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
    const char *says, *next; // in English; translated when they are said
};

constexpr std::array Cases{
    Case{"28P01", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not accept this user name and password"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check both, or put the password into ~/.pgpass")},
    Case{"28000", "pg_hba", ErrorKind::Denied,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "has no rule that lets this user connect from here to this database"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "add a line for it to pg_hba.conf there and reload, or use another user")},
    Case{"28000", "does not exist", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not know this user"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "create it with createuser, or name another one in the address (user=…)")},
    Case{"28", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not let this user in"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "check user name and password, and the rules in pg_hba.conf there")},
    Case{"3D000", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "has no database with this name"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the name, or create it with createdb")},
    Case{"57P03", "starting up", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("PostgresErrors", "is starting up"),
        QT_TRANSLATE_NOOP("PostgresErrors", "Tierlens keeps trying")},
    Case{"57P03", "shutting down", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("PostgresErrors", "is shutting down"),
        QT_TRANSLATE_NOOP("PostgresErrors", "start it again; Tierlens keeps trying")},
    Case{"57P03", "recovery", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("PostgresErrors", "is recovering after a crash"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "Tierlens keeps trying; nothing that was committed is lost")},
    Case{"57P03", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not take connections at the moment"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "it is starting, recovering or shutting down; Tierlens keeps trying")},
    Case{"53300", "", ErrorKind::NotReady,
        QT_TRANSLATE_NOOP("PostgresErrors", "has no free connection for us (max_connections)"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "use fewer clients, close other programs, or raise max_connections there")},
    Case{"53100", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "has no space left on its disk"),
        QT_TRANSLATE_NOOP("PostgresErrors", "free some space there")},
    Case{"53", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "is short of memory, disk or another resource"),
        QT_TRANSLATE_NOOP("PostgresErrors", "look into its log, and use fewer clients")},
    Case{"25006", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "is read-only here and takes no writes"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "connect to the primary, or without the read-only setting")},
    Case{"57014", "", ErrorKind::Timeout,
        QT_TRANSLATE_NOOP("PostgresErrors", "gave up a statement that took too long"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "raise statement_timeout in the address, or look what else is running there")},
    Case{"55P03", "", ErrorKind::Timeout,
        QT_TRANSLATE_NOOP("PostgresErrors", "waited too long for a lock another session holds"),
        QT_TRANSLATE_NOOP("PostgresErrors", "wait until that session is done, or end it")},
    Case{"40P01", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors",
            "ended this transaction because it and another one waited for each other"),
        QT_TRANSLATE_NOOP("PostgresErrors", "run it again")},
    Case{"40001", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "ended this transaction because another one changed the same rows"),
        QT_TRANSLATE_NOOP("PostgresErrors", "run it again")},
    Case{"42501", "", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not allow this user to do that"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "let its administrator grant the right, or use another user")},
    Case{"42P01", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "has no table with this name"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "check that this is the right database, or let Tierlens set up its tables again")},
    Case{"23", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "refused a row that breaks a rule of its table"),
        QT_TRANSLATE_NOOP("PostgresErrors", "its own words name the rule")},
    Case{"25P02", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "ignores the rest of a transaction whose earlier statement failed"),
        QT_TRANSLATE_NOOP("PostgresErrors", "nothing of it was saved; run it again")},
    Case{"57P01", "", ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "ended this connection on its administrator's order"),
        QT_TRANSLATE_NOOP("PostgresErrors", "Tierlens connects again by itself")},
    Case{"57P02", "", ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "ended all connections because one of its processes crashed"),
        QT_TRANSLATE_NOOP("PostgresErrors", "it recovers by itself, and Tierlens connects again")},
    Case{"57P05", "", ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "ended this connection because it was idle too long"),
        QT_TRANSLATE_NOOP("PostgresErrors", "Tierlens connects again by itself")},
    Case{"25P03", "", ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "ended this connection because its transaction was idle too long"),
        QT_TRANSLATE_NOOP("PostgresErrors", "Tierlens connects again by itself")},
    Case{"08P01", "", ErrorKind::Protocol,
        QT_TRANSLATE_NOOP("PostgresErrors", "and Tierlens do not understand each other"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "check the port, and whether a pooler stands in between")},
    Case{"08", "", ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "broke the connection"),
        QT_TRANSLATE_NOOP("PostgresErrors", "Tierlens connects again by itself")},
    Case{"0A000", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot do what was asked"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "it may be too old; Tierlens needs PostgreSQL 12 or newer")},
    Case{"42", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "did not understand a statement"),
        QT_TRANSLATE_NOOP("PostgresErrors", "its own words name the place")},
    Case{"58", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "has trouble with its own files"),
        QT_TRANSLATE_NOOP("PostgresErrors", "look into its log")},
    Case{"XX", "", ErrorKind::Refused,
        QT_TRANSLATE_NOOP("PostgresErrors", "reports a mistake of its own"),
        QT_TRANSLATE_NOOP("PostgresErrors", "look into its log")},
};

// For what libpq says itself, without an SQLSTATE. The sentence is as above.
constexpr std::array Sayings{
    Case{"", "translate host name", ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be found: there is no host with this name"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the spelling, or the network")},
    Case{"", "no password supplied", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "asks for a password"),
        QT_TRANSLATE_NOOP("PostgresErrors", "put it into ~/.pgpass, PGPASSWORD or the address")},
    Case{"", "does not support SSL", ErrorKind::Protocol,
        QT_TRANSLATE_NOOP("PostgresErrors", "offers no TLS, and the address demands it"),
        QT_TRANSLATE_NOOP("PostgresErrors", "switch TLS on there, or use sslmode=prefer")},
    Case{"", "invalid response to SSL", ErrorKind::Protocol,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not speak like PostgreSQL"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the port")},
    Case{"", "expected authentication request", ErrorKind::Protocol,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not speak like PostgreSQL"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the port")},
    Case{"", "root certificate file", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be checked: the root certificate is missing"),
        QT_TRANSLATE_NOOP("PostgresErrors", "put it where libpq's words say, or set sslrootcert")},
    Case{"", "certificate verify failed", ErrorKind::Denied,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "shows a certificate that your root certificate does not confirm"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "check sslrootcert, and that this is the right server")},
    Case{"", "does not match host name", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "shows a certificate for another host name"),
        QT_TRANSLATE_NOOP("PostgresErrors", "use the name the certificate is for")},
    Case{"", "requirepeer", ErrorKind::Denied,
        QT_TRANSLATE_NOOP("PostgresErrors", "runs as another user than requirepeer demands"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check that this is the right server")},
    Case{"", "definition of service", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be found: there is no such service"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check its name in pg_service.conf")},
    Case{"", "service file", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be found: the service file cannot be read"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check PGSERVICEFILE and pg_service.conf")},
    Case{"", "invalid port number", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("PostgresErrors", "has no valid port"),
        QT_TRANSLATE_NOOP("PostgresErrors", "use a number from 1 to 65535")},
    Case{"", "invalid integer value", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("PostgresErrors", "has a setting that is not a number"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check port and connect_timeout")},
    Case{"", "is not supported on this platform", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("PostgresErrors", "has an unknown setting"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the address")},
    Case{"", "too long (maximum", ErrorKind::Usage,
        QT_TRANSLATE_NOOP("PostgresErrors", "has a socket folder with too long a path"),
        QT_TRANSLATE_NOOP("PostgresErrors", "use a shorter one")},
};

struct SystemCase
{
    int number;
    ErrorKind kind;
    const char *says, *next;
};
// The more telling first: "localhost" is tried by several ways, and each adds its line.
constexpr std::array SystemCases{
    SystemCase{ECONNREFUSED, ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be reached: nothing listens there"),
        QT_TRANSLATE_NOOP("PostgresErrors", "start it, or check host and port")},
    SystemCase{ENOENT, ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be reached: there is no such socket"),
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "start it, or check the folder and the port in the address")},
    SystemCase{EACCES, ErrorKind::Denied,
        QT_TRANSLATE_NOOP(
            "PostgresErrors", "cannot be reached: you have no right to use its socket"),
        QT_TRANSLATE_NOOP("PostgresErrors",
            "ask for membership of the group that owns it, or connect by host=localhost")},
    SystemCase{ENETUNREACH, ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be reached: no network leads there"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the network or the tunnel")},
    SystemCase{EHOSTUNREACH, ErrorKind::Unreachable,
        QT_TRANSLATE_NOOP("PostgresErrors", "cannot be reached: no network leads there"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check the network or the tunnel")},
    SystemCase{ETIMEDOUT, ErrorKind::Timeout,
        QT_TRANSLATE_NOOP("PostgresErrors", "does not answer"),
        QT_TRANSLATE_NOOP("PostgresErrors", "check host and port, or a firewall in between")},
};

struct PostgresErrors
{
    Q_DECLARE_TR_FUNCTIONS(PostgresErrors)
};

std::string sentence(const QString &place, const char *says, const char *next)
{
    return PostgresErrors::tr("PostgreSQL at %1 %2; %3.", "address, what it does, what to do next")
        .arg(place, PostgresErrors::tr(says), PostgresErrors::tr(next))
        .toStdString();
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

Error postgresFailure(const PostgresFailure &failure, const std::string &address)
{
    const auto place = QString::fromStdString(address);
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
        error.text
            = PostgresErrors::tr("PostgreSQL at %1 refused a statement; its own words say why.")
                  .arg(place)
                  .toStdString();
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
    QString text;
    if (failure.connecting && words.find("closed the connection") != words.npos)
        text = PostgresErrors::tr(
            "What listens as PostgreSQL at %1 closed the connection without an "
            "answer; it is shutting down, or is no PostgreSQL.");
    else if (failure.connecting)
        text = PostgresErrors::tr(
            "PostgreSQL at %1 did not complete the connection; check the address and "
            "that it runs.");
    else
        text = PostgresErrors::tr(
            "The connection to PostgreSQL at %1 broke; it may have stopped. Tierlens "
            "connects again by itself.");
    error.text = text.arg(place).toStdString();
    return error;
}

} // namespace tierlens
