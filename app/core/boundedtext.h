// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tierlens {

// A copy of at most N bytes that never allocates, so that recording a request stays cheap.
// A longer text is cut and says so.
template <std::size_t N> class BoundedText
{
    static_assert(N < 255);

public:
    BoundedText() = default;
    BoundedText(std::string_view text) // NOLINT: meant to be implicit
        : m_size(static_cast<std::uint8_t>(std::min(text.size(), N)))
        , m_cut(text.size() > N)
    {
        std::memcpy(m_bytes.data(), text.data(), m_size);
    }
    BoundedText(const std::string &text)
        : BoundedText(std::string_view(text))
    { }
    BoundedText(const char *text)
        : BoundedText(std::string_view(text))
    { }

    std::string_view view() const { return {m_bytes.data(), m_size}; }
    operator std::string_view() const { return view(); } // NOLINT: meant to be implicit
    std::string str() const { return std::string(view()); }
    bool empty() const { return m_size == 0; }
    bool isCut() const { return m_cut; }
    friend bool operator==(const BoundedText &a, const BoundedText &b)
    {
        return a.view() == b.view();
    }

private:
    std::array<char, N> m_bytes; // only the first m_size are ever read
    std::uint8_t m_size = 0;
    bool m_cut = false;
};

} // namespace tierlens
