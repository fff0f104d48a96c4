// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "watchtables/rowsmodel.h"

#include <QString>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tierlens {

constexpr double NoNumber = std::numeric_limits<double>::quiet_NaN();

// A source over a list of values: sorted by number where a column has one, else by text.
template <typename Row> class ValueSource : public RowSource
{
public:
    explicit ValueSource(std::vector<Row> rows)
        : m_rows(std::move(rows))
    { }
    std::size_t count() const override { return m_rows.size(); }
    virtual double number(const Row &, int) const { return NoNumber; }
    bool less(std::size_t a, std::size_t b, int column) const override
    {
        const double one = number(m_rows[a], column), other = number(m_rows[b], column);
        if (!std::isnan(one) && !std::isnan(other))
            return one < other;
        return cell(a, column).text.localeAwareCompare(cell(b, column).text) < 0;
    }

protected:
    std::vector<Row> m_rows;
};

inline QString textOfBytes(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}
// Runs of white space become one space; for one line of a table.
inline QString oneLineOf(std::string_view bytes)
{
    return textOfBytes(bytes.substr(0, 300)).simplified();
}
inline std::uint64_t rounded(double value)
{
    return static_cast<std::uint64_t>(std::llround(std::max(0.0, value)));
}
inline QString dash() { return QStringLiteral("–"); }

} // namespace tierlens
