// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/findings.h"
#include "findings/lately.h"
#include "findings/sign.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace tierlens {

// A figure of one stretch; < 0: this stretch cannot tell (too little traffic, nobody looked).
using Measure = std::function<double(const Moment &)>;

// How a figure went: what it was before, and what it is.
struct Course
{
    double before = -1; // median of the steps before the recent ones; < 0: not known
    double spread = 0; // median deviation from it
    double now = -1; // of the recent steps together
    double newest = -1; // of the last two
    std::vector<double> recent; // each recent step that can tell, oldest first
};

// Whether a figure left where it was, by how much, and since when.
struct Shift
{
    bool speaks = false;
    double before = -1, now = -1, worst = -1, threshold = 0;
    SinceStart since{};
};

// All that the rules look at in one look, made once.
struct FindingScene
{
    FindingScene(const FindingInput &input_, const FindingsLimits &limits_, const Lately &lately_,
        const std::map<FindingName, Seen> &seen_);

    const FindingInput &input;
    const FindingsLimits &limits;
    const Lately &lately;
    const std::map<FindingName, Seen> &seen;

    Duration step{};
    std::vector<Moment> before, recent; // whole steps, oldest first
    Moment recentSum;

    SinceStart now() const { return input.now; }
    SinceStart recentFrom() const; // where the recent steps begin
    bool hasRedis() const; // a fresh look with the server up
    bool hasPostgres() const;
    const Seen *seenBefore(FindingKind kind, const std::string &key = {}) const;
    bool isTold(FindingKind kind, const std::string &key = {}) const;

    Course course(const Measure &measure) const;
    enum class Direction { Up, Down };
    // `threshold`: how far from what it was is far; asked once, then remembered. `share` of the
    // recent steps must be at least half as far.
    Shift shift(const FindingName &name, const Course &course, Direction direction,
        const std::function<double(double before, double spread)> &threshold,
        double share = 1) const;
    // Since when the measure has been beyond `border`, going back from now.
    SinceStart sinceWhen(const Measure &measure, double border, Direction direction) const;
};

// A sign of this name that is measured as the shift is.
Sign signOf(const FindingName &name, const Shift &shift);

double median(std::vector<double> values); // of at least one
Shift shiftOf(const Seen *seen, const FindingsLimits &limits, const Course &course,
    FindingScene::Direction direction, const std::function<double(double, double)> &threshold,
    double share = 1);
void fillBefore(Course &course, std::vector<double> before, std::size_t least);

// That a replica of either server lags.
std::optional<Sign> lagSign(
    const FindingScene &scene, const QString &server, const ReplicaLag &lag, SinceStart at);

using Signs = std::vector<Sign>;
// The rules, by subject. Each adds what it sees.
void redisFindings(const FindingScene &scene, Signs &signs); // hits, memory, keys
void redisServerFindings(const FindingScene &scene, Signs &signs); // slow, away, clients, replicas
void postgresFindings(const FindingScene &scene, Signs &signs); // the server's figures
void sessionFindings(const FindingScene &scene, Signs &signs); // locks, transactions, connections
void statementFindings(const FindingScene &scene, Signs &signs);
void patternFindings(const FindingScene &scene, Signs &signs);
void failoverFindings(const FindingScene &scene, Signs &signs); // of either server

} // namespace tierlens
