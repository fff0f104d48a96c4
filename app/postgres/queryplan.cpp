// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/queryplan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace tierlens {

namespace {
// The number after `label`; 0 if it is not there. Locale does not matter: no decimal comma is sent.
double numberAfter(std::string_view line, std::string_view label)
{
    const auto at = line.find(label);
    if (at == line.npos)
        return 0;
    double value = 0, digit = 0.1;
    bool fraction = false;
    for (const char c : line.substr(at + label.size())) {
        if (c == '.' && !fraction) {
            fraction = true;
        } else if (c >= '0' && c <= '9') {
            if (fraction) {
                value += (c - '0') * digit;
                digit /= 10;
            } else {
                value = value * 10 + (c - '0');
            }
        } else {
            break;
        }
    }
    return value;
}

// A common table expression that nobody uses: it is not carried out and leaves the plan as it is,
// but makes this another statement for pg_stat_statements, with our mark in its text.
std::string marked(std::string_view sql)
{
    constexpr std::string_view mark = "tierlens_mark AS (SELECT 1 /* tierlens: own look-up */)";
    const auto first = sql.find_first_not_of(" \t\n");
    const auto word = first == sql.npos ? std::string_view() : sql.substr(first, 5);
    constexpr std::string_view with = "WITH ";
    const bool hasWith = std::equal(word.begin(), word.end(), with.begin(), with.end(),
        [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
    std::string text = "WITH ";
    text.append(mark);
    if (hasWith)
        return text.append(", ").append(sql.substr(first + with.size()));
    return text.append(" ").append(sql);
}
} // namespace

QueryPlan QueryPlan::read(std::string text)
{
    QueryPlan plan;
    double loops = 1; // of the scan above
    bool isScan = false, hasBuffers = false;
    double rows = 0;
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        const auto line = std::string_view(text).substr(from, end - from);
        from = end + 1;
        if (line.find("Planning:") != line.npos)
            hasBuffers = true; // those that follow are the planner's
        if (const auto actual = line.find("(actual "); actual != line.npos) {
            isScan = line.substr(0, actual).find(" Scan ") != line.npos
                && line.find("CTE Scan") == line.npos && line.find("Subquery Scan") == line.npos;
            loops = std::max(1.0, numberAfter(line.substr(actual), "loops="));
            if (isScan)
                rows += numberAfter(line.substr(actual), " rows=") * loops;
        } else if (isScan && line.find("Rows Removed by") != line.npos) {
            rows += numberAfter(line, ": ") * loops;
        }
        // The topmost node's are those of the whole.
        if (!hasBuffers && line.find("Buffers: shared") != line.npos) {
            plan.fromMemory = static_cast<std::uint64_t>(numberAfter(line, " hit="));
            plan.fromDisk = static_cast<std::uint64_t>(numberAfter(line, " read="));
            hasBuffers = true;
        }
        if (line.find("Execution Time: ") != line.npos)
            plan.took = std::chrono::nanoseconds{
                static_cast<std::int64_t>(numberAfter(line, "Execution Time: ") * 1e6)};
    }
    plan.rowsRead = static_cast<std::uint64_t>(rows + 0.5);
    plan.text = std::move(text);
    return plan;
}

Result<QueryPlan> explainQuery(
    PostgresOptions options, std::string_view sql, std::span<const std::string> parameters)
{
    options.readOnly = true;
    PostgresConnection postgres(std::move(options));
    const auto rows = postgres.run("EXPLAIN (ANALYZE, BUFFERS) " + marked(sql), parameters);
    if (!rows)
        return rows.error();
    std::string text;
    for (std::size_t i = 0; i < rows->rows.size(); ++i)
        text.append(i == 0 ? "" : "\n").append(rows->text(i, 0));
    return QueryPlan::read(std::move(text));
}

std::string inLines(std::string sql)
{
    constexpr std::array<std::string_view, 9> words{" FROM ", " LEFT JOIN ", " JOIN ", " WHERE ",
        " GROUP BY ", " ORDER BY ", " LIMIT ", " AND ", " RETURNING "};
    int depth = 0; // an ORDER BY inside of a function's brackets stays there
    for (std::size_t at = 0; at < sql.size(); ++at) {
        depth += sql[at] == '(' ? 1 : sql[at] == ')' ? -1 : 0;
        for (const auto word : words) {
            if (depth > 0 && word == " ORDER BY ")
                continue;
            if (sql.compare(at, word.size(), word) == 0) {
                sql[at] = '\n';
                if (word == " LEFT JOIN ")
                    at += word.size() - 2; // not once more before JOIN
                if (word == " AND ") {
                    sql.insert(at + 1, "  ");
                    at += 2;
                }
                break;
            }
        }
    }
    return sql;
}

} // namespace tierlens
