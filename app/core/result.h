// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace tierlens {

// What went wrong, coarse enough to decide what to do next.
enum class ErrorKind {
    Usage, // the user's input: an argument, a URI, a file
    Unreachable, // unknown host, refused port, no such socket, connection lost
    Timeout, // no answer in the time given
    Denied, // wrong password, missing right
    Protocol, // the other end does not speak what we expected
    NotReady, // up, but loading, recovering or shutting down
    Refused, // the server understood and said no (read-only, out of memory, constraint …)
    Missing, // a program, file or folder that is needed
    Internal // our own mistake
};

// An error is a value. `text` is one sentence for people, without a password in it;
// `code` is the SQLSTATE or RESP error word; `detail` holds the server's own words.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    std::string code;
    std::string text;
    std::string detail;
};

struct Done
{ };

// Has the names of std::expected, which clang 14 (our linters) cannot read yet.
template <typename T> class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    { }

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T &operator*() & { return std::get<0>(m_state); }
    const T &operator*() const & { return std::get<0>(m_state); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    T *operator->() { return &std::get<0>(m_state); }
    const T *operator->() const { return &std::get<0>(m_state); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

} // namespace tierlens
