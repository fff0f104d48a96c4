// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/runfigures.h"
#include "experiment/verdict.h"

#include <QJsonObject>
#include <QString>

#include <array>
#include <vector>

namespace tierlens {

// What came of an experiment: every run, in the order in which each side had them, and the verdict.
struct ComparisonResult
{
    Experiment experiment;
    std::array<std::vector<RunFigures>, 2> runs;
    Verdict verdict;

    // Whether Redis and Postgres had counted in every run what we had.
    bool redisAgrees() const;
    bool postgresAgrees() const; // false also if Postgres does not count
    bool postgresCounts() const;
    bool keptUp() const; // every turn that was due was played
    // Both sides answered the same questions, as far as every detail is known.
    bool sameRequests() const;
    QString checkText() const; // one or two sentences about all that
};

struct ComparisonProgress
{
    int run = 0, runs = 0; // 1 … runs
    int side = 0;
    double share = 0; // 0 … 1 of the whole
    QString text; // "Run 2 of 6: without the cache"
};

Samples samplesOf(const std::array<std::vector<RunFigures>, 2> &runs);

QString comparisonTable(const ComparisonResult &result); // columns in a fixed-width font
QString comparisonText(const ComparisonResult &result); // title, table, verdict, checks
QJsonObject comparisonJson(const ComparisonResult &result); // report: comparison{…}

} // namespace tierlens
