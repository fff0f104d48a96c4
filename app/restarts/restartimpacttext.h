// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/restartimpact.h"

#include <QString>

#include <vector>

namespace tierlens {

// One figure of what a restart has cost, in words. The card and the copied sentence take theirs
// from the same list.
struct RestartFigure
{
    enum class Of : std::uint8_t { Back, Keys, HitRate, Warm, Load, Reads, Errors };
    Of of{};
    QString value; // "3.2 s", "96.4 % → 12.0 %", "…" while it is not known
    QString caption; // "keys lost"
    QString phrase; // "612 keys lost"; empty: not in the sentence (yet)
    QString definition; // what is counted, and from when to when
    bool isBad = false; // something was lost or failed
};

// Only those that make sense for the server, the most telling first.
std::vector<RestartFigure> restartFigures(const RestartImpact &impact);
// "away…", "back, settling…", "settled after 12.3 s", "not seen to restart"
QString restartStatus(const RestartImpact &impact);
// "Redis restarted · answered again after 1.2 s · 612 keys lost · …"; of a restart that was not
// seen, only that
QString restartSentence(const RestartImpact &impact);

} // namespace tierlens
