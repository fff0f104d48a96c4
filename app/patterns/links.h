// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "readings/postgreslook.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tierlens {

// That a pattern's misses are answered by a statement, and why we think so.
struct PatternLink
{
    enum class Evidence : std::uint8_t { Wire, Correlation, User }; // strongest last
    std::string pattern;
    std::int64_t statement = 0; // queryid
    std::string text;
    Evidence evidence = Evidence::Correlation;
    double confidence = 0; // 0 … 1; correlation: Pearson's r of the two rates
    std::uint64_t observations = 0; // intervals or fills it rests on
    Duration missCost{}; // mean of the statement in the window
    bool refused = false; // the user said it is wrong; kept so that it is not proposed again
};

// Fills of patterns (from bursts, key events) and calls of statements, interval by interval;
// proposes links that agree in rate and in time, and none for what merely runs side by side.
class Links
{
public:
    struct Fill
    {
        std::string pattern;
        double count = 0;
        // From a burst: measured there. Otherwise derived (misses of key events).
        bool onTheWire = false;
        // Of the interval, the share that was really watched; `count` is scaled up by it.
        double share = 1;
        Duration after{}; // median time from read to fill; 0: not known
    };
    // What happened in one interval of statement counting.
    void add(SinceStart from, SinceStart to, const std::vector<Fill> &fills,
        const std::vector<StatementCounts> &statements);
    // The same in two steps, when several intervals become known at once.
    void note(SinceStart from, SinceStart to, const std::vector<Fill> &fills,
        const std::vector<StatementCounts> &statements);
    void conclude();
    std::vector<PatternLink> links() const; // one a pattern at most; best first
    const PatternLink *linkOf(const std::string &pattern) const;
    void confirm(const std::string &pattern, std::int64_t statement, const std::string &text);
    void refuse(const std::string &pattern, std::int64_t statement);

    struct Kept // what survives a restart of Tierlens, with the connection
    {
        std::string pattern;
        std::string text; // ids differ from server to server
        bool refused = false;
    };
    std::vector<Kept> kept() const;
    void restore(const std::vector<Kept> &kept);

private:
    struct Calls
    {
        double calls = 0;
        Duration time{};
    };
    struct Interval
    {
        SinceStart from{}, to{};
        std::map<std::string, Fill> fills;
        std::map<std::int64_t, Calls> calls;
    };
    struct Statement
    {
        std::string text;
        bool mayFill = false;
        Calls sum; // of the intervals that are kept
        Duration mean{};
    };
    struct Series;
    struct Pair;
    struct Trial;
    void propose();
    void correlate(const std::vector<Series> &patterns, const std::vector<Series> &statements,
        const std::vector<double> &lengths);
    void compareBursts(const std::vector<Series> &patterns);
    static bool goTogether(const std::vector<const Interval *> &intervals,
        const std::string &pattern, std::int64_t statement);
    void put(PatternLink link);
    void contradict(const std::vector<Series> &patterns, const std::vector<Series> &statements,
        const std::vector<double> &lengths);
    bool isRefused(const std::string &pattern, const std::string &text) const;
    void refresh(); // costs, and what the user said
    std::int64_t idOf(const std::string &text) const;

    std::deque<Interval> m_intervals; // 120
    std::map<std::int64_t, Statement> m_statements;
    std::map<std::string, PatternLink> m_proposed;
    std::vector<PatternLink> m_links;
    std::vector<Kept> m_kept;
};

} // namespace tierlens
