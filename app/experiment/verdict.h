// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"
#include "experiment/spread.h"

#include <QString>

#include <array>
#include <vector>

namespace tierlens {

// Every measure of every run: [measure][side] → one value a run.
using Samples = std::array<std::array<std::vector<double>, 2>, MeasureCount>;

// What the runs say about one measure.
struct Judgement
{
    enum class Says : std::uint8_t {
        Same, // no difference worth a word
        Close, // the runs of the two sides overlap: the difference is within the noise
        FirstBetter, // every run of the first side was better than every run of the second …
        SecondBetter // … and the other way round
    };
    Measure measure{};
    std::array<Spread, 2> sides;
    Says says = Says::Same;
};

// The outcome in words, for somebody who does not know caches. All texts are whole sentences.
struct Verdict
{
    int better = -1; // the side to take by what decides; -1: too close to call, or the same
    QString headline; // "Better: one query per miss."
    QString reason; // what decides, in figures
    QString also; // what else is better there; may be empty
    QString cost; // what is worse there
    QString noise; // how sure this is
    std::vector<Judgement> findings; // in the order of Experiment::measures

    QString text() const; // all of it, to be read aloud
};

Verdict verdictOf(const Experiment &experiment, const Samples &samples);

QString measureName(Measure measure); // "answers out of date"
QString measureHelp(Measure measure); // what exactly is counted
QString measureText(Measure measure, double value); // "93.1 %", "0.12 ms", "410/s"

} // namespace tierlens
