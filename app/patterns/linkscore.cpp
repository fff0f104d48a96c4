// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/linkscore.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tierlens {

namespace {

// The chance that a chi-squared variable of so many degrees of freedom is at most x.
double chiSquaredBelow(double x, double degrees)
{
    if (x <= 0)
        return 0;
    if (x > degrees * 3)
        return 1;
    const double a = degrees / 2, half = x / 2;
    double term = 1, sum = 1;
    for (int k = 1; k < 2000 && term > sum * 1e-9; ++k) {
        term *= half / (a + k);
        sum += term;
    }
    return std::min(1.0, std::exp(a * std::log(half) - half - std::lgamma(a + 1)) * sum);
}

bool isLatin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isLatin(text[i])) {
            word += text[i];
        } else if (!word.empty()) {
            if (word.size() >= 3)
                words.push_back(lower(word));
            word.clear();
        }
    }
    return words;
}

std::string singular(std::string word)
{
    if (word.size() > 4 && word.ends_with("ies"))
        return word.replace(word.size() - 3, 3, "y");
    if (word.size() > 4 && (word.ends_with("sses") || word.ends_with("xes")))
        word.erase(word.size() - 2);
    else if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss"))
        word.pop_back();
    return word;
}

double likeness(const std::string &one, const std::string &two)
{
    const auto a = singular(one), b = singular(two);
    if (a == b)
        return 1;
    const auto length = static_cast<std::size_t>(
        std::mismatch(
            a.begin(), a.begin() + std::ptrdiff_t(std::min(a.size(), b.size())), b.begin())
            .first
        - a.begin());
    const double share = double(length) / double(std::max(a.size(), b.size()));
    return length >= 4 && share >= 0.6 ? share * 0.8 : 0;
}

// What stands after FROM and JOIN, and between commas there.
std::vector<std::string> tablesOf(std::string_view statement)
{
    std::vector<std::string> tables;
    const auto text = lower(statement);
    for (const std::string_view keyword : {"from", "join"}) {
        for (auto at = text.find(keyword); at != std::string::npos;
             at = text.find(keyword, at + 4)) {
            if ((at > 0 && isLatin(text[at - 1])) || at + 4 >= text.size() || isLatin(text[at + 4]))
                continue;
            const auto begin = text.find_first_not_of(" \t\r\n(", at + 4);
            if (begin == std::string::npos)
                continue;
            const auto end = text.find_first_of(" \t\r\n(),;", begin);
            for (auto &word : wordsOf(text.substr(begin, end - begin)))
                tables.push_back(std::move(word));
        }
    }
    return tables;
}

} // namespace

Agreement agreementOf(
    std::span<const double> fills, std::span<const double> calls, std::span<const double> lengths)
{
    // Counts of what comes evenly vary only because they are whole numbers, all in step.
    constexpr double mereRounding = 0.5;
    Agreement agreement;
    const auto n = std::min(fills.size(), calls.size());
    double sumF = 0, sumC = 0, sumL = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sumF += fills[i];
        sumC += calls[i];
        sumL += lengths.empty() ? 1 : lengths[i];
    }
    if (n < 4 || sumF <= 0 || sumC <= 0 || sumL <= 0)
        return agreement;
    agreement.ratio = sumC / sumF;
    const double meanF = sumF / double(n), meanC = sumC / double(n);
    double ff = 0, cc = 0, fc = 0, left = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double share = (lengths.empty() ? 1 : lengths[i]) / sumL;
        const double f = fills[i] - sumF * share, c = calls[i] - sumC * share;
        ff += f * f;
        cc += c * c;
        fc += f * c;
        const double off = calls[i] - agreement.ratio * fills[i];
        left += off * off;
    }
    // Of independent streams the difference varies as both do.
    const double expected = agreement.ratio * agreement.ratio * meanF + meanC;
    agreement.rest = left / double(n) / expected;
    if (agreement.rest < 1) // else it is no small one
        agreement.restChance = chiSquaredBelow(left / expected, double(n - 1));
    if (std::min(ff, cc) > mereRounding * double(n)) {
        agreement.correlation = std::clamp(fc / std::sqrt(ff * cc), -0.999999, 0.999999);
        const double z = std::atanh(agreement.correlation) * std::sqrt(double(n) - 3);
        agreement.correlationChance = 0.5 * std::erfc(z / std::sqrt(2.0));
    }
    return agreement;
}

double resemblance(std::string_view pattern, std::string_view statement)
{
    double best = 0;
    const auto tables = tablesOf(statement);
    for (const auto &word : wordsOf(pattern)) {
        for (const auto &table : tables)
            best = std::max(best, likeness(word, table));
    }
    return best;
}

bool mayFillACache(std::string_view statement)
{
    while (true) { // comments that say where a statement comes from
        const auto begin = statement.find_first_not_of(" \t\r\n(");
        if (begin == std::string_view::npos)
            return false;
        statement.remove_prefix(begin);
        const bool line = statement.starts_with("--");
        if (!line && !statement.starts_with("/*"))
            break;
        const auto end = statement.find(line ? "\n" : "*/");
        if (end == std::string_view::npos)
            return false;
        statement.remove_prefix(end + (line ? 1 : 2));
    }
    const auto word = lower(statement.substr(0, 8));
    constexpr std::array<std::string_view, 6> reading{
        "select", "with", "table", "values", "execute", "fetch"};
    return std::any_of(reading.begin(), reading.end(), [&](std::string_view keyword) {
        return word.starts_with(keyword)
            && (statement.size() <= keyword.size() || !isLatin(statement[keyword.size()]));
    });
}

} // namespace tierlens
